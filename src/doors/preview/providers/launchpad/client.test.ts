import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openAt } from '../api/opened.testbed.ts'
import { openRecording } from '../api/recording.testbed.ts'
import type { Answers } from '../api/recording.testbed.ts'
import { openLaunchpad } from './client.ts'
import { proofOf } from './oauth.ts'

const path = '~team/shop/+git/shop'
const at = `/api/devel/${path}`
/** Where proposals from there lie: Launchpad has them below what they come from. */
const from = '/api/devel/~ada/shop/+git/shop'
const waiting = `GET ${at}/landing_candidates`
const commit = 'a'.repeat(40)
const clock = { date: 'Thu, 01 Jan 2026 00:00:00 GMT' }
/** After launchpad.net/+apidoc/devel.html#branch_merge_proposal, shortened. */
const proposal = (url: string): Readonly<Record<string, unknown>> => ({
  self_link: `${url}/api/devel/~ada/shop/+git/shop/+merge/4`,
  web_link: 'http://code.launchpad.example/~ada/shop/+git/shop/+merge/4',
  registrant_link: `${url}/api/devel/~ada`,
  queue_status: 'Needs review',
  commit_message: 'One $(x)\ntwo',
  source_git_repository_link: 'https://api.launchpad.net/devel/~ada/shop/+git/shop',
  source_git_path: 'refs/heads/x',
  target_git_repository_link: `https://api.launchpad.net/devel/${path}`,
  target_git_path: 'refs/heads/main',
})
const tips: Answers = { [`GET /api/devel/~ada/shop/+git/shop?ws.op=getRefByPath&path=refs%2Fheads%2Fx`]: { body: { commit_sha1: commit } } }

describe('the API of Launchpad', () => {
  it('of merge proposals', async () => {
    await using launchpad = await openRecording((url) => ({
      ...tips,
      [`GET ${at}`]: { body: {}, headers: clock },
      [`GET ${from}/+merge/4`]: { body: proposal(url) },
      [`GET ${at}/+merge/8`]: { body: { ...proposal(url), target_git_repository_link: `${url}${from}` } },
      [`GET ${at}/+merge/5`]: { body: { ...proposal(url), queue_status: 'Merged' } },
      [`GET ${at}/landing_candidates`]: { body: { entries: [proposal(url)], next_collection_link: `${url}${at}/landing_candidates?ws.start=1` } },
      [`GET ${at}/landing_candidates?ws.start=1`]: {
        body: {
          entries: [
            { ...proposal(url), queue_status: 'Rejected' },
            { ...proposal(url), source_git_repository_link: null },
          ],
        },
      },
    }))
    const client = await openAt(openLaunchpad, 'launchpad', launchpad.url)
    const head = { commit, ref: 'x', repository: '~ada/shop/+git/shop', fork: true, author: 'ada' }
    const facts = {
      number: 4,
      title: 'One $(x)',
      page: 'http://code.launchpad.example/~ada/shop/+git/shop/+merge/4',
      author: 'ada',
      open: true,
      draft: false,
      labels: [],
      base: 'main',
      head,
      known: '2026-01-01T00:00:00.000Z',
    }
    assert.deepEqual(await client.pull(path, 4), facts)
    assert.equal((await client.pull(path, 5))?.open, false)
    assert.deepEqual([await client.pull(path, 6), await client.pull(path, 8)], [null, null])
    assert.deepEqual(await client.openPulls(path), [facts])
    assert.equal(await client.openPulls('~team/gone/+git/gone'), null)
  })

  it('of who may push: the owner, and the members of the team that owns it', async () => {
    await using launchpad = await openRecording((url) => ({
      [`GET ${at}`]: { body: { unique_name: path, owner_link: `${url}/api/devel/~team` } },
      ['GET /api/devel/~hidden/shop/+git/shop']: { body: { unique_name: '~hidden/shop/+git/shop', owner_link: 'tag:launchpad.net:2008:redacted' } },
      ['GET /api/devel/~team/+member/ada']: { body: { status: 'Approved' } },
      ['GET /api/devel/~team/+member/ole']: { body: { status: 'Expired' } },
    }))
    const client = await openAt(openLaunchpad, 'launchpad', launchpad.url)
    const may = []
    for (const login of ['team', 'ada', 'ole', 'eve', 'ghost']) may.push(await client.mayRun(path, login))
    assert.deepEqual(may, [true, true, false, false, false])
    assert.equal(await client.mayRun('~hidden/shop/+git/shop', 'ghost'), false)
    assert.deepEqual(await client.repository(path), { path, remote: null })
  })

  it('of branches, and what fetches', async () => {
    await using launchpad = await openRecording((url) => ({
      [`GET ${at}`]: { body: {}, headers: clock },
      [`GET ${at}?ws.op=getRefByPath&path=refs%2Fheads%2Fmain`]: { body: { commit_sha1: commit } },
      [`GET ${at}?ws.op=getRefByPath&path=refs%2Fheads%2Fnone`]: { body: null },
      [waiting]: { body: { entries: [proposal(url)] } },
      [`GET ${from}/+merge/4`]: { body: proposal(url) },
    }))
    const client = await openAt(openLaunchpad, 'launchpad', launchpad.url)
    assert.deepEqual(await client.branch(path, 'main'), { commit, author: 'ghost', title: '', known: '2026-01-01T00:00:00.000Z' })
    assert.equal(await client.branch(path, 'none'), null)
    assert.deepEqual(await client.source(path, { pull: 4 }), { url: `${launchpad.url}/~ada/shop/+git/shop`, ref: 'refs/heads/x', header: null })
    const real = await openAt(openLaunchpad, 'launchpad', 'https://launchpad.net')
    assert.equal((await real.source(path, { branch: 'main' })).url, `https://git.launchpad.net/${path}`)
  })

  it('of comments: ours is edited; made where there is none', async () => {
    const merge = `${from}/+merge/4`
    const comments = (url: string): readonly object[] => [
      { self_link: `${url}${merge}/comments/1`, message_body: 'marker', author_link: `${url}/api/devel/~eve` },
      { self_link: `${url}${merge}/comments/2`, message_body: 'marker', author_link: `${url}/api/devel/~berth` },
    ]
    await using launchpad = await openRecording((url) => ({
      [waiting]: { body: { entries: [proposal(url)] } },
      ['GET /api/devel/people/+me']: { body: { name: 'berth' } },
      [`GET ${merge}/all_comments?ws.size=300`]: { body: { entries: comments(url) } },
      [`POST ${merge}/comments/2`]: { body: {} },
      [`POST ${merge}`]: { status: 201, headers: { location: `${url}${merge}/comments/3` } },
    }))
    const client = await openAt(openLaunchpad, 'launchpad', launchpad.url)
    const id = await client.comment(path, 4, { id: null, marker: 'marker', text: 'a & b' })
    assert.equal(id, `${launchpad.url}${merge}/comments/2`)
    assert.equal(await client.comment(path, 4, { id, marker: 'marker', text: 'a & b' }), id)
    assert.equal(await client.comment(path, 4, { id: null, marker: 'other', text: 'a & b' }), `${launchpad.url}${merge}/comments/3`)
    const forms = launchpad.calls.filter(({ what }) => what.startsWith('POST')).map(({ body }) => Object.fromEntries(new URLSearchParams(body)))
    assert.deepEqual(forms, [
      { 'ws.op': 'editContent', new_content: 'a & b' },
      { 'ws.op': 'editContent', new_content: 'a & b' },
      { 'ws.op': 'createComment', subject: 'Preview', content: 'a & b' },
    ])
  })

  it('of statuses, which are reports', async () => {
    let entries: readonly object[] = []
    await using launchpad = await openRecording((url) => ({
      [`GET ${at}?ws.op=getStatusReports&commit_sha1=${commit}`]: () => ({ body: { entries } }),
      [`POST ${at}`]: () => ((entries = [{ self_link: `${url}${at}/+status/1`, title: 'berth/preview' }]), { status: 201 }),
      [`POST ${at}/+status/1`]: { body: {} },
    }))
    const client = await openAt(openLaunchpad, 'launchpad', launchpad.url)
    const answer = { commit, context: 'berth/preview', text: 'x', url: 'http://log.example/' }
    await client.status(path, { ...answer, state: 'pending' })
    await client.status(path, { ...answer, state: 'failure' })
    const forms = launchpad.calls.filter(({ what }) => what.startsWith('POST')).map(({ body }) => new URLSearchParams(body))
    assert.deepEqual(
      forms.map((form) => [form.get('ws.op'), form.get('result')]),
      [
        ['newStatusReport', 'Running'],
        ['update', 'Failed'],
      ],
    )
    assert.equal(await client.deploy(path, null, { ...answer, environment: 'e', state: 'success', log: '' }), null)
  })

  it('of who asks', () => {
    assert.equal(proofOf('one-word'), 'Token one-word')
    const proof = proofOf('key:secret')
    assert.match(proof, /^OAuth realm="https:\/\/api\.launchpad\.net\/", oauth_consumer_key="berth", oauth_token="key", oauth_signature_method="PLAINTEXT", oauth_signature="%26secret",/)
    assert.match(proofOf('other:key:secret'), /oauth_consumer_key="other", oauth_token="key",/)
  })
})
