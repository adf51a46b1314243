import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { describe, it } from 'node:test'
import { wireContract } from '../wire/wire.contract.ts'
import { gitlabWire } from './wire.ts'

/** After the samples of docs.gitlab.com/user/project/integrations/webhook_events, shortened. */
const project = { id: 1, name: 'Gitlab Test', web_url: 'http://example.com/gitlabhq/gitlab-test', path_with_namespace: 'gitlabhq/sub/gitlab-test', default_branch: 'master' }
const user = { id: 51, name: 'Administrator', username: 'root', email: 'admin@example.com' }
const commit = 'da1560886d4f094c3e6c9ef40349f7d38b5d27d7'
const merge = {
  object_kind: 'merge_request',
  event_type: 'merge_request',
  user,
  project,
  object_attributes: {
    id: 99,
    iid: 1,
    target_branch: 'master',
    source_branch: 'ms-viewport',
    source_project_id: 14,
    target_project_id: 14,
    author_id: 51,
    title: 'MS-Viewport $(x) <b>',
    updated_at: '2013-12-03 17:23:34 UTC',
    url: 'http://example.com/diaspora/merge_requests/1',
    source: { name: 'Awesome Project', path_with_namespace: 'gitlabhq/sub/gitlab-test' },
    last_commit: { id: commit, message: 'fixed readme', timestamp: '2012-01-03T23:36:29+02:00' },
    work_in_progress: false,
    draft: true,
    state: 'opened',
    action: 'open',
  },
  labels: [{ id: 206, title: 'API' }],
  changes: {
    labels: {
      previous: [{ id: 205, title: 'old' }],
      current: [
        { id: 206, title: 'API' },
        { id: 207, title: 'preview' },
      ],
    },
  },
}
const push = {
  object_kind: 'push',
  event_name: 'push',
  before: '95790bf891e76fee5e1747ab589903a6a1f80f22',
  after: commit,
  ref: 'refs/heads/master',
  checkout_sha: commit,
  user_id: 4,
  user_name: 'John Smith',
  user_username: 'jsmith',
  project,
  commits: [{ id: commit, message: 'fixed readme document\n\nmore', timestamp: '2012-01-03T23:36:29+02:00' }],
}
const note = {
  object_kind: 'note',
  event_type: 'note',
  user,
  project,
  object_attributes: { id: 1244, note: '/preview redeploy', noteable_type: 'MergeRequest', author_id: 1, created_at: '2015-05-17 18:21:36 UTC', system: false, action: 'create' },
  merge_request: { id: 7, iid: 1, title: 'x' },
}
const rename = { event_name: 'project_rename', project_id: 74, path_with_namespace: 'jsmith/underscore', old_path_with_namespace: 'jsmith/overscore' }

const json = { 'content-type': 'application/json' }
const headers = { ...json, 'x-gitlab-event': 'Merge Request Hook', 'x-gitlab-event-uuid': '13792a34-cac6-4fda-95a8-c58e00a3954e', 'idempotency-key': 'f5e5f430-f57b-4e6e-9fac-d9128cd7232f' }
const bench = { wire: gitlabWire, headers, event: 'Merge Request Hook', payload: merge, others: { 'Push Hook': push, 'Note Hook': note, 'System Hook': rename } }

wireContract({
  ...bench,
  sign: (_body, secret) => ({ 'x-gitlab-token': secret }),
  wrong: {
    'half of the token': (_body, secret) => ({ 'x-gitlab-token': secret.slice(0, 10) }),
    'more than the token': (_body, secret) => ({ 'x-gitlab-token': `${secret}x` }),
    'a signature as GitHub has it': (body, secret) => ({ 'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}` }),
  },
  isBare: true,
})

describe('webhooks that GitLab signs', () => {
  const key = Buffer.from('thirty-two bytes of a signing key')
  const secret = `whsec_${key.toString('base64')}`
  const body = Buffer.from(JSON.stringify(merge))
  const sign = (id: string, time: string, by = key): string => `v1,${createHmac('sha256', by).update(`${id}.${time}.`).update(body).digest('base64')}`
  const isSigned = (change: Readonly<Record<string, string>>): boolean =>
    gitlabWire.isSigned({ headers: { ...headers, 'webhook-id': 'one', 'webhook-timestamp': '1744380000', 'webhook-signature': sign('one', '1744380000'), ...change }, body }, secret)

  it('count with the right signature, or one right among several', () => {
    assert.equal(isSigned({}), true)
    assert.equal(isSigned({ 'webhook-signature': `v1,AAAA v1a,AAAA ${sign('one', '1744380000')}` }), true)
  })

  it('do not count otherwise', () => {
    assert.equal(isSigned({ 'webhook-id': 'two' }), false)
    assert.equal(isSigned({ 'webhook-timestamp': '1744380001' }), false)
    assert.equal(isSigned({ 'webhook-signature': sign('one', '1744380000', Buffer.from('another key')) }), false)
    assert.equal(isSigned({ 'webhook-signature': '' }), false)
    assert.equal(isSigned({ 'webhook-signature': sign('one', '1744380000').slice(3) }), false)
    assert.equal(isSigned({ 'webhook-id': '', 'webhook-signature': sign('', '1744380000') }), false)
  })

  it('do not count by the token: a key that signs is never sent', () => {
    assert.equal(gitlabWire.isSigned({ headers: { ...headers, 'x-gitlab-token': secret }, body }, secret), false)
  })

  it('are known by the id that is signed', () => {
    assert.equal(gitlabWire.open({ headers: { ...headers, 'webhook-id': 'one', 'webhook-signature': 'v1,x' }, body }).id, 'one')
    assert.equal(gitlabWire.open({ headers: { ...headers, 'webhook-id': 'one' }, body }).id, headers['idempotency-key'])
  })
})

describe('what GitLab says', () => {
  const repository = { path: project.path_with_namespace, remote: '1' }
  const changed = (change: object, more: object = {}): object => ({ ...merge, ...more, object_attributes: { ...merge.object_attributes, ...change } })

  it('of a merge request', () => {
    const head = { commit, ref: 'ms-viewport', repository: project.path_with_namespace, fork: false, author: 'root' }
    const page = 'http://example.com/diaspora/merge_requests/1'
    const pull = { number: 1, title: 'MS-Viewport $(x) <b>', page, author: 'root', open: true, draft: true, labels: ['API'], base: 'master', head, known: '2013-12-03T17:23:34.000Z' }
    assert.deepEqual(gitlabWire.hear('Merge Request Hook', merge), { kind: 'pull', repository, pull, sender: 'root', label: { name: 'preview', set: true } })
  })

  for (const [action, open] of [
    ['open', true],
    ['reopen', true],
    ['update', true],
    ['close', false],
    ['merge', false],
    ['approved', null],
    ['unapproval', null],
  ] as const) {
    it(`of a merge request at ${action}`, () => {
      const heard = gitlabWire.hear('Merge Request Hook', changed({ action, state: open === false ? (action === 'merge' ? 'merged' : 'closed') : 'opened' }))
      assert.equal(heard?.kind === 'pull' ? heard.pull.open : null, open)
    })
  }

  it('of one from a fork, by somebody whose name it does not say', () => {
    const heard = gitlabWire.hear('Merge Request Hook', changed({ source_project_id: 15, author_id: 7, source: { path_with_namespace: 'eve/gitlab-test' } }, { changes: {} }))
    assert.ok(heard?.kind === 'pull')
    assert.deepEqual([heard.pull.author, heard.pull.head.fork, heard.pull.head.repository, heard.sender, heard.label], ['#7', true, 'eve/gitlab-test', 'root', null])
  })

  it('of one that has no commits yet: nothing', () => {
    assert.equal(gitlabWire.hear('Merge Request Hook', changed({ last_commit: null })), null)
  })

  it('of a label that was taken', () => {
    const heard = gitlabWire.hear('Merge Request Hook', changed({ action: 'update' }, { changes: { labels: { previous: [{ title: 'preview' }], current: [] } } }))
    assert.deepEqual(heard?.kind === 'pull' && heard.label, { name: 'preview', set: false })
  })

  it('of pushes', () => {
    const heard = { kind: 'pushed', repository, branch: 'master', commit, sender: 'jsmith', title: 'fixed readme document', known: null }
    assert.deepEqual(gitlabWire.hear('Push Hook', push), heard)
    assert.deepEqual(gitlabWire.hear('Push Hook', { ...push, after: '0'.repeat(40), checkout_sha: null, commits: [] }), { ...heard, commit: null, title: '' })
    assert.equal(gitlabWire.hear('Push Hook', { ...push, ref: 'refs/tags/v1' }), null)
    assert.deepEqual(gitlabWire.hear('System Hook', push), heard)
  })

  it('of comments: those on merge requests', () => {
    assert.deepEqual(gitlabWire.hear('Note Hook', note), { kind: 'comment', repository, number: 1, text: '/preview redeploy', by: 'root', at: '2015-05-17T18:21:36.000Z' })
    const other = (change: object): unknown => gitlabWire.hear('Note Hook', { ...note, object_attributes: { ...note.object_attributes, ...change } })
    assert.deepEqual([other({ noteable_type: 'Issue' }), other({ system: true }), other({ action: 'update' })], [null, null, null])
  })

  it('of projects that have another name, or are gone', () => {
    const heard = { kind: 'repository', repository: { path: 'jsmith/underscore', remote: '74' }, before: 'jsmith/overscore' }
    assert.deepEqual(gitlabWire.hear('System Hook', rename), { ...heard, change: 'renamed' })
    assert.deepEqual(gitlabWire.hear('System Hook', { ...rename, event_name: 'project_transfer' }), { ...heard, change: 'renamed' })
    assert.deepEqual(gitlabWire.hear('Project Hook', { ...rename, event_name: 'project_destroy', old_path_with_namespace: undefined }), { ...heard, change: 'deleted', before: null })
    assert.equal(gitlabWire.hear('System Hook', { event_name: 'user_create' }), null)
  })
})
