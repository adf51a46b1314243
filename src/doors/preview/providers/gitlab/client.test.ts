import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openAt, token } from '../api/opened.testbed.ts'
import { openRecording } from '../api/recording.testbed.ts'
import { scopeOf } from '../api/refusal.ts'
import { openGitLab } from './client.ts'

const path = 'acme/sub/shop'
const at = '/api/v4/projects/acme%2Fsub%2Fshop'
const commit = 'da1560886d4f094c3e6c9ef40349f7d38b5d27d7'
/** After docs.gitlab.com/api/merge_requests, shortened. */
const merge = {
  iid: 4,
  title: 'One $(x)\ntwo',
  web_url: 'http://gitlab.example/acme/sub/shop/-/merge_requests/4',
  state: 'opened',
  draft: false,
  author: { id: 3, username: 'ada' },
  labels: ['preview'],
  source_branch: 'x',
  target_branch: 'main',
  source_project_id: 1,
  target_project_id: 1,
  sha: commit,
  updated_at: '2026-01-01T00:00:00.000+02:00',
}
const fork = { ...merge, iid: 5, source_project_id: 9 }
const deployment = { commit, environment: 'preview/pr-4', url: 'http://x.example/', log: 'http://log.example/', text: 'x' }

describe('the API of GitLab', () => {
  it('of merge requests', async () => {
    await using gitlab = await openRecording(() => ({
      [`GET ${at}/merge_requests/4`]: { body: merge },
      [`GET ${at}/merge_requests/5`]: { body: fork },
      [`GET ${at}/merge_requests/6`]: { body: { ...merge, sha: null } },
      ['GET /api/v4/projects/9']: { body: { id: 9, path_with_namespace: 'eve/shop' } },
    }))
    const client = await openAt(openGitLab, 'gitlab', gitlab.url)
    const head = { commit, ref: 'x', repository: path, fork: false, author: 'ada' }
    const facts = { number: 4, title: 'One $(x)', page: merge.web_url, author: 'ada', open: true, draft: false, labels: ['preview'], base: 'main', head, known: '2025-12-31T22:00:00.000Z' }
    assert.deepEqual(await client.pull(path, 4), facts)
    assert.deepEqual((await client.pull(path, 5))?.head, { ...head, repository: 'eve/shop', fork: true })
    assert.deepEqual([await client.pull(path, 6), await client.pull(path, 7)], [null, null])
    assert.equal(gitlab.calls[0]?.headers['private-token'], token)
  })

  it('of all that are open, over pages; a fork is looked up once', async () => {
    const list = `${at}/merge_requests?state=opened&per_page=100&page=`
    await using gitlab = await openRecording((url) => ({
      [`GET ${list}1`]: { body: [merge, fork], headers: { link: `<${url}${list}2>; rel="next", <${url}${list}1>; rel="first"` } },
      [`GET ${list}2`]: { body: [{ ...fork, iid: 6 }], headers: { link: `<${url}${list}1>; rel="first"` } },
      ['GET /api/v4/projects/9']: { body: { id: 9, path_with_namespace: 'eve/shop' } },
    }))
    const client = await openAt(openGitLab, 'gitlab', gitlab.url)
    assert.deepEqual(
      (await client.openPulls(path))?.map(({ number, head }) => [number, head.repository]),
      [
        [4, path],
        [5, 'eve/shop'],
        [6, 'eve/shop'],
      ],
    )
    assert.equal(gitlab.called().filter((what) => what.endsWith('/projects/9')).length, 1)
    assert.equal(await client.openPulls('acme/gone'), null)
  })

  it('of branches and projects', async () => {
    await using gitlab = await openRecording((url) => ({
      [`GET ${at}/repository/branches/a%2Fb%3B%24(c)`]: { body: { name: 'a', commit: { id: commit, author_name: 'Ada', title: 'One', committed_date: '2026-01-01T00:00:00Z' } } },
      [`GET ${at}`]: { status: 301, headers: { location: `${url}/api/v4/projects/1` } },
      ['GET /api/v4/projects/1']: { body: { id: 1, path_with_namespace: 'acme/store' } },
    }))
    const client = await openAt(openGitLab, 'gitlab', gitlab.url)
    assert.deepEqual(await client.branch(path, 'a/b;$(c)'), { commit, author: 'Ada', title: 'One', known: '2026-01-01T00:00:00.000Z' })
    assert.equal(await client.branch(path, 'none'), null)
    assert.deepEqual(await client.repository(path), { path: 'acme/store', remote: '1' })
    assert.equal(await client.repository('acme/gone'), null)
  })

  it('of who may push: developers and above, by name or number', async () => {
    const members = { 11: 30, 12: 20 }
    await using gitlab = await openRecording(() => ({
      ['GET /api/v4/users?username=Ada&page=1']: { body: [{ id: 11, username: 'ada' }] },
      ['GET /api/v4/users?username=ole&page=1']: { body: [{ id: 12, username: 'ole' }] },
      ['GET /api/v4/users?username=eve&page=1']: { body: [] },
      ...Object.fromEntries(Object.entries(members).map(([id, level]) => [`GET ${at}/members/all/${id}`, { body: { id: Number(id), access_level: level, state: 'active' } }])),
      [`GET ${at}/members/all/13`]: { body: { access_level: 50, state: 'blocked' } },
      [`GET ${at}/members/all/15`]: { body: { access_level: 50 } },
    }))
    const client = await openAt(openGitLab, 'gitlab', gitlab.url)
    const may = []
    for (const login of ['Ada', 'ole', 'eve', '#11', '#12', '#13', '#14', '#15']) may.push(await client.mayRun(path, login))
    assert.deepEqual(may, [true, false, false, true, false, false, false, false])
  })

  it('of what fetches', async () => {
    await using gitlab = await openRecording((url) => ({
      [`GET ${at}`]: { body: { id: 1, path_with_namespace: path } },
      ['GET /api/v4/projects/acme%2Fold']: { status: 301, headers: { location: `${url}${at}` } },
    }))
    const client = await openAt(openGitLab, 'gitlab', gitlab.url)
    const header = `Authorization: Basic ${Buffer.from(`oauth2:${token}`).toString('base64')}`
    const source = { url: `${gitlab.url}/acme/sub/shop.git`, ref: 'refs/merge-requests/4/head', header }
    assert.deepEqual(await client.source(path, { pull: 4 }), source)
    assert.deepEqual(await client.source('acme/old', { pull: 4 }), source)
    await assert.rejects(client.source('acme/gone', { pull: 4 }), (error) => scopeOf(error) === 'request')
  })

  it('of notes: ours is edited, one that is gone made anew, and nobody else’s touched', async () => {
    const notes = `${at}/merge_requests/4/notes`
    await using gitlab = await openRecording(() => ({
      ['GET /api/v4/user']: { body: { id: 1, username: 'berth' } },
      [`GET ${notes}?sort=asc&order_by=created_at&per_page=100&page=1`]: {
        body: [
          { id: 1, body: 'marker', author: { username: 'eve' } },
          { id: 2, body: 'marker', author: { username: 'berth' } },
        ],
      },
      [`PUT ${notes}/2`]: { body: { id: 2 } },
      [`POST ${notes}`]: { status: 201, body: { id: 3 } },
    }))
    const client = await openAt(openGitLab, 'gitlab', gitlab.url)
    assert.equal(await client.comment(path, 4, { id: null, marker: 'marker', text: 'text' }), '2')
    assert.equal(await client.comment(path, 4, { id: '9', marker: 'marker', text: 'text' }), '3')
    assert.equal(await client.comment(path, 4, { id: null, marker: 'other', text: 'text' }), '3')
    assert.deepEqual(
      gitlab.calls.filter(({ what }) => !what.startsWith('GET')).map(({ body }) => body),
      Array(4).fill('{"body":"text"}'),
    )
    await assert.rejects(client.comment('acme/gone', 4, { id: '1', marker: 'm', text: 't' }), (error) => scopeOf(error) === 'request')
  })

  it('of statuses; one that is as it was is no fault', async () => {
    const about = { commit, context: 'berth/preview', text: 'x'.repeat(300), url: 'http://log.example/' }
    await using gitlab = await openRecording(() => ({
      [`POST ${at}/statuses/${commit}`]: ({ body }) =>
        body.includes('"running"')
          ? { status: 400, body: { message: 'Cannot transition status via :run from :running' } }
          : body.includes('"success"')
            ? { status: 201, body: { id: 1 } }
            : { status: 400, body: { message: 'no' } },
    }))
    const client = await openAt(openGitLab, 'gitlab', gitlab.url)
    await client.status(path, { ...about, state: 'success' })
    await client.status(path, { ...about, state: 'pending' })
    await assert.rejects(client.status(path, { ...about, state: 'failure' }), (error) => scopeOf(error) === 'request')
    assert.deepEqual(JSON.parse(gitlab.calls[0]?.body ?? ''), { state: 'success', name: 'berth/preview', description: 'x'.repeat(255), target_url: 'http://log.example/' })
  })

  it('of statuses of a fork’s commit, which is on no branch there', async () => {
    const about = { commit, context: 'berth/preview', text: 'x', url: 'http://log.example/', state: 'success' } as const
    await using gitlab = await openRecording(() => ({
      [`POST ${at}/statuses/${commit}`]: ({ body }) =>
        body.includes('"ref":"refs/merge-requests/5/head"') ? { status: 201, body: { id: 1 } } : { status: 404, body: { message: '404 References for commit Not Found' } },
      [`GET ${at}/repository/commits/${commit}/merge_requests`]: { body: [{ ...merge, iid: 3, sha: 'f'.repeat(40) }, fork] },
    }))
    const client = await openAt(openGitLab, 'gitlab', gitlab.url)
    await client.status(path, about)
    await assert.rejects(client.status(path, { ...about, commit: 'f'.repeat(40) }), (error) => scopeOf(error) === 'request')
  })

  it('of a project that was renamed: what is told goes to its new path', async () => {
    const moved = { status: 405, body: { message: 'Non GET methods are not allowed for moved projects' } }
    await using gitlab = await openRecording((url) => ({
      [`GET ${at}`]: { status: 301, headers: { location: `${url}/api/v4/projects/1` } },
      ['GET /api/v4/projects/1']: { body: { id: 1, path_with_namespace: 'acme/store' } },
      [`POST ${at}/statuses/${commit}`]: moved,
      [`PUT ${at}/merge_requests/4/notes/2`]: moved,
      [`POST /api/v4/projects/acme%2Fstore/statuses/${commit}`]: { status: 201, body: { id: 1 } },
      ['PUT /api/v4/projects/acme%2Fstore/merge_requests/4/notes/2']: { body: { id: 2 } },
    }))
    const client = await openAt(openGitLab, 'gitlab', gitlab.url)
    await client.status(path, { commit, context: 'berth/preview', text: 'x', url: 'http://log.example/', state: 'success' })
    assert.equal(await client.comment(path, 4, { id: '2', marker: 'marker', text: 'text' }), '2')
  })

  it('of deployments, from begin to end', async () => {
    const environments = `GET ${at}/environments?name=preview%2Fpr-4&page=1`
    const [all, one] = [`${at}/deployments?environment=preview%2Fpr-4&order_by=id&sort=desc&per_page=100&page=1`, `${at}/deployments/7`]
    let [made, status] = [false, 'running']
    await using gitlab = await openRecording(() => ({
      [environments]: () => ({ body: made ? [{ id: 2, external_url: 'http://x.example/' }] : [] }),
      [`POST ${at}/environments`]: () => ((made = true), { status: 201, body: { id: 2 } }),
      [`POST ${at}/environments/2/stop`]: { body: { id: 2 } },
      [`GET ${all}`]: () => ({ body: [] }),
      [`GET ${one}`]: () => ({ body: { id: 7, sha: commit, status } }),
      [`POST ${at}/deployments`]: { status: 201, body: { id: 7 } },
      [`PUT ${one}`]: ({ body }) => ((status = body.includes('success') ? 'success' : 'failed'), { body: { id: 7 } }),
    }))
    const client = await openAt(openGitLab, 'gitlab', gitlab.url)
    for (const [id, state] of [
      [null, 'pending'],
      ['7', 'pending'],
      ['7', 'success'],
      ['7', 'failure'],
      ['7', 'inactive'],
    ] as const)
      assert.equal(await client.deploy(path, id, { ...deployment, state }), '7')
    const writes = gitlab.calls.filter(({ what }) => !what.startsWith('GET')).map(({ what }) => what)
    assert.deepEqual(writes, [`POST ${at}/environments`, `POST ${at}/deployments`, `PUT ${one}`, `PUT ${one}`, `POST ${at}/environments/2/stop`])
  })

  it('of an environment of a branch whose name no environment may have', async () => {
    await using gitlab = await openRecording(() => ({
      [`GET ${at}/environments?name=preview%2Ffix-1-a-b&page=1`]: { body: [{ id: 2, external_url: null }] },
      [`POST ${at}/environments/2/stop`]: { body: { id: 2 } },
    }))
    const client = await openAt(openGitLab, 'gitlab', gitlab.url)
    assert.equal(await client.deploy(path, '7', { ...deployment, environment: 'preview/fix#1+a@b', state: 'inactive' }), '7')
    assert.equal(gitlab.called().length, 2)
  })
})
