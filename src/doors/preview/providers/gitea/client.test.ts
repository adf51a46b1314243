import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openAt, token } from '../api/opened.testbed.ts'
import { openRecording } from '../api/recording.testbed.ts'
import { scopeOf } from '../api/refusal.ts'
import { openGitea } from './client.ts'

const path = 'acme/shop'
const at = '/api/v1/repos/acme/shop'
const commit = 'bffeb74224043ba2feb48d137756c8a9331c449a'
const repo = { id: 1, full_name: path }
/** After docs.gitea.com/api, shortened. */
const pull = {
  number: 4,
  title: 'One $(x)',
  html_url: 'http://gitea.example/acme/shop/pulls/4',
  state: 'open',
  draft: true,
  user: { id: 3, login: 'ada' },
  labels: [{ name: 'preview' }],
  head: { ref: 'x', sha: commit, repo },
  base: { ref: 'main', sha: 'a'.repeat(40), repo },
  updated_at: '2026-01-01T00:00:00Z',
}

describe('the API of Gitea', () => {
  it('of pull requests', async () => {
    const list = `${at}/pulls?state=open&limit=50&page=`
    await using gitea = await openRecording((url) => ({
      [`GET ${at}/pulls/4`]: { body: pull },
      [`GET ${list}1`]: { body: [pull], headers: { link: `<${url}${list}2>; rel="next"` } },
      [`GET ${list}2`]: { body: [{ ...pull, number: 5, head: { ...pull.head, repo: { id: 2, full_name: 'eve/shop' } } }] },
    }))
    const client = await openAt(openGitea, 'gitea', gitea.url)
    const head = { commit, ref: 'x', repository: path, fork: false, author: 'ada' }
    const facts = { number: 4, title: 'One $(x)', page: pull.html_url, author: 'ada', open: true, draft: true, labels: ['preview'], base: 'main', head, known: '2026-01-01T00:00:00.000Z' }
    assert.deepEqual(await client.pull(path, 4), facts)
    assert.equal(await client.pull(path, 9), null)
    assert.deepEqual(await client.openPulls(path), [facts, { ...facts, number: 5, head: { ...head, repository: 'eve/shop', fork: true } }])
    assert.equal(await client.openPulls('acme/gone'), null)
    assert.equal(gitea.calls[0]?.headers.authorization, `token ${token}`)
  })

  it('of branches, repositories, and who may push', async () => {
    await using gitea = await openRecording(() => ({
      [`GET ${at}/branches/a/b%3Bc`]: { body: { name: 'a/b;c', commit: { id: commit, message: 'One\ntwo', author: { username: '', name: 'Ada' }, timestamp: '2026-01-01T01:00:00+01:00' } } },
      [`GET ${at}`]: { body: repo },
      ...Object.fromEntries(['owner', 'admin', 'write', 'read', 'none'].map((permission) => [`GET ${at}/collaborators/${permission}er/permission`, { body: { permission } }])),
    }))
    const client = await openAt(openGitea, 'gitea', gitea.url)
    assert.deepEqual(await client.branch(path, 'a/b;c'), { commit, author: 'Ada', title: 'One', known: '2026-01-01T00:00:00.000Z' })
    assert.equal(await client.branch(path, 'none'), null)
    assert.deepEqual(await client.repository(path), { path, remote: '1' })
    const may = []
    for (const login of ['ownerer', 'adminer', 'writeer', 'reader', 'noneer', 'nobody']) may.push(await client.mayRun(path, login))
    assert.deepEqual(may, [true, true, true, false, false, false])
  })

  it('of comments: ours is edited, one that is gone made anew, and nobody else’s touched', async () => {
    await using gitea = await openRecording(() => ({
      ['GET /api/v1/user']: { body: { login: 'berth' } },
      [`GET ${at}/issues/4/comments?page=1`]: {
        body: [
          { id: 1, body: 'marker', user: { login: 'eve' } },
          { id: 2, body: 'marker', user: { login: 'berth' } },
        ],
      },
      [`PATCH ${at}/issues/comments/2`]: { body: { id: 2 } },
      [`POST ${at}/issues/4/comments`]: { status: 201, body: { id: 3 } },
    }))
    const client = await openAt(openGitea, 'gitea', gitea.url)
    assert.equal(await client.comment(path, 4, { id: null, marker: 'marker', text: 'text' }), '2')
    assert.equal(await client.comment(path, 4, { id: '9', marker: 'marker', text: 'text' }), '3')
    await assert.rejects(client.comment('acme/gone', 4, { id: '1', marker: 'm', text: 't' }), (error) => scopeOf(error) === 'request')
  })

  it('of statuses; deployments it has none', async () => {
    await using gitea = await openRecording(() => ({ [`POST ${at}/statuses/${commit}`]: { status: 201, body: { id: 1 } } }))
    const client = await openAt(openGitea, 'gitea', gitea.url)
    await client.status(path, { commit, state: 'failure', context: 'berth/preview', text: 'x', url: 'http://log.example/' })
    assert.deepEqual(JSON.parse(gitea.calls[0]?.body ?? ''), { state: 'failure', context: 'berth/preview', description: 'x', target_url: 'http://log.example/' })
    assert.equal(await client.deploy(path, null, { commit, environment: 'e', state: 'success', url: '', log: '', text: '' }), null)
    assert.equal(gitea.calls.length, 1)
  })

  it('of what fetches', async () => {
    await using gitea = await openRecording(() => ({
      ['GET /api/v1/repos/acme/shop']: { body: { id: 1, full_name: path } },
      ['GET /api/v1/repos/acme/old']: { status: 307, headers: { location: '/api/v1/repos/acme/shop' } },
    }))
    const client = await openAt(openGitea, 'gitea', gitea.url)
    const header = `Authorization: Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`
    const url = `${gitea.url}/acme/shop.git`
    assert.deepEqual(await client.source(path, { branch: 'x' }), { url, ref: 'refs/heads/x', header })
    assert.deepEqual(await client.source('acme/old', { pull: 3 }), { url, ref: 'refs/pull/3/head', header })
    await assert.rejects(client.source('acme/gone', { pull: 3 }), (error) => scopeOf(error) === 'request')
  })
})
