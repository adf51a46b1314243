import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { describe, it } from 'node:test'
import { wireContract } from '../wire/wire.contract.ts'
import { giteaWire } from './wire.ts'

/** After the samples of docs.gitea.com/usage/webhooks and Gitea's `modules/structs/hook.go`, shortened. */
const repository = { id: 140, name: 'webhooks', full_name: 'gitea/webhooks', owner: { id: 1, login: 'gitea', username: 'gitea' }, private: false }
const sender = { id: 1, login: 'ada', username: 'ada' }
const commit = 'bffeb74224043ba2feb48d137756c8a9331c449a'
const pull = {
  action: 'opened',
  number: 3,
  pull_request: {
    id: 5,
    number: 3,
    user: sender,
    title: 'WIP: <b>$(x)',
    labels: [{ id: 1, name: 'preview' }],
    state: 'open',
    draft: false,
    html_url: 'http://localhost:3000/gitea/webhooks/pulls/3',
    base: { label: 'main', ref: 'main', sha: 'a'.repeat(40), repo_id: 140, repo: repository },
    head: { label: 'x', ref: 'feature/x', sha: commit, repo_id: 140, repo: repository },
    updated_at: '2017-03-13T13:52:11-04:00',
  },
  repository,
  sender,
  changes: { added_labels: [{ id: 1, name: 'preview' }], removed_labels: [{ id: 2, name: 'no-preview' }] },
}
const push = {
  ref: 'refs/heads/develop',
  before: '28e1879d029cb852e4844d9c718537df08844e03',
  after: commit,
  head_commit: { id: commit, message: 'Webhooks Yay!\nmore', timestamp: '2017-03-13T13:52:11-04:00' },
  repository,
  pusher: sender,
  sender,
}
const comment = {
  action: 'created',
  issue: { id: 9, number: 3, pull_request: { merged: false } },
  comment: { id: 4, body: '/preview stop', user: sender, created_at: '2026-01-01T00:00:00Z' },
  repository,
  sender,
  is_pull: true,
}
const gone = { ref: 'develop', ref_type: 'branch', pusher_type: 'user', repository, sender }

const digest = (body: Buffer, secret: string): string => createHmac('sha256', secret).update(body).digest('hex')

wireContract({
  wire: giteaWire,
  headers: { 'content-type': 'application/json', 'x-gitea-event': 'pull_request', 'x-gitea-event-type': 'pull_request', 'x-gitea-delivery': 'f6266f16-1bf3-46a5-9ea4-602e06ead473' },
  event: 'pull_request',
  payload: pull,
  others: { push, issue_comment: comment, delete: gone, repository: { action: 'deleted', repository, sender } },
  sign: (body, secret) => ({ 'x-gitea-signature': digest(body, secret), 'x-hub-signature-256': `sha256=${digest(body, secret)}` }),
  wrong: {
    'a prefix': (body, secret) => ({ 'x-gitea-signature': `sha256=${digest(body, secret)}` }),
    'a wrong own signature beside a right one in GitHub’s form': (body, secret) => ({ 'x-gitea-signature': '0'.repeat(64), 'x-hub-signature-256': `sha256=${digest(body, secret)}` }),
    'SHA-1 only': (body, secret) => ({ 'x-hub-signature': `sha1=${createHmac('sha1', secret).update(body).digest('hex')}` }),
    'the secret itself': (_body, secret) => ({ 'x-gitea-signature': secret }),
  },
  signsForm: 'payload',
})

describe('what Gitea and Forgejo say', () => {
  const facts = { path: 'gitea/webhooks', remote: '140' }

  it('counts by Forgejo’s headers alone, and by GitHub’s form of the signature', () => {
    const body = Buffer.from(JSON.stringify(pull))
    const forgejo = { 'content-type': 'application/json', 'x-forgejo-event': 'pull_request', 'x-forgejo-delivery': 'd', 'x-forgejo-signature': digest(body, 'secret of many characters') }
    assert.deepEqual([giteaWire.open({ headers: forgejo, body }).event, giteaWire.open({ headers: forgejo, body }).id], ['pull_request', 'd'])
    assert.equal(giteaWire.isSigned({ headers: forgejo, body }, 'secret of many characters'), true)
    assert.equal(giteaWire.isSigned({ headers: { 'x-hub-signature-256': `sha256=${digest(body, 'secret of many characters')}` }, body }, 'secret of many characters'), true)
  })

  it('of a pull request', () => {
    const head = { commit, ref: 'feature/x', repository: 'gitea/webhooks', fork: false, author: 'ada' }
    const said = {
      number: 3,
      title: 'WIP: <b>$(x)',
      page: pull.pull_request.html_url,
      author: 'ada',
      open: true,
      draft: false,
      labels: ['preview'],
      base: 'main',
      head,
      known: '2017-03-13T17:52:11.000Z',
    }
    assert.deepEqual(giteaWire.hear('pull_request', pull), { kind: 'pull', repository: facts, pull: said, sender: 'ada', label: { name: 'preview', set: true } })
  })

  it('of drafts, by the title where it is too old to say it', () => {
    const { draft: _, ...older } = pull.pull_request
    const heard = giteaWire.hear('pull_request', { ...pull, pull_request: older })
    assert.equal(heard?.kind === 'pull' && heard.pull.draft, true)
  })

  for (const [action, heeded] of Object.entries({
    opened: true,
    reopened: true,
    synchronized: true,
    closed: true,
    label_updated: true,
    label_cleared: true,
    edited: true,
    assigned: false,
    milestoned: false,
    reviewed: false,
  })) {
    it(`of a pull request at ${action}`, () => {
      assert.equal(giteaWire.hear('pull_request', { ...pull, action })?.kind, heeded ? 'pull' : undefined)
    })
  }

  it('of one from a fork, and from a fork that is gone', () => {
    const from = (repo: object | null): unknown => {
      const heard = giteaWire.hear('pull_request', { ...pull, pull_request: { ...pull.pull_request, head: { ...pull.pull_request.head, repo } } })
      return heard?.kind === 'pull' ? [heard.pull.head.fork, heard.pull.head.repository] : null
    }
    assert.deepEqual(from({ id: 7, full_name: 'eve/webhooks' }), [true, 'eve/webhooks'])
    assert.deepEqual(from(null), [true, null])
  })

  it('of pushes and deleted branches', () => {
    const heard = { kind: 'pushed', repository: facts, branch: 'develop', commit, sender: 'ada', title: 'Webhooks Yay!', known: null }
    assert.deepEqual(giteaWire.hear('push', push), heard)
    assert.equal(giteaWire.hear('push', { ...push, ref: 'refs/tags/v1' }), null)
    assert.deepEqual(giteaWire.hear('delete', gone), { ...heard, commit: null, title: '' })
    assert.equal(giteaWire.hear('delete', { ...gone, ref_type: 'tag' }), null)
  })

  it('of comments on pull requests', () => {
    assert.deepEqual(giteaWire.hear('issue_comment', comment), { kind: 'comment', repository: facts, number: 3, text: '/preview stop', by: 'ada', at: '2026-01-01T00:00:00.000Z' })
    assert.equal(giteaWire.hear('issue_comment', { ...comment, is_pull: false, issue: { number: 3, pull_request: null } }), null)
    assert.equal(giteaWire.hear('issue_comment', { ...comment, action: 'deleted' }), null)
  })

  it('of a repository that is gone', () => {
    assert.deepEqual(giteaWire.hear('repository', { action: 'deleted', repository }), { kind: 'repository', change: 'deleted', repository: facts, before: null })
    assert.equal(giteaWire.hear('repository', { action: 'created', repository }), null)
  })
})
