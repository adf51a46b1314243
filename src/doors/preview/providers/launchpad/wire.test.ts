import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { describe, it } from 'node:test'
import { wireContract } from '../wire/wire.contract.ts'
import { repositoryOf } from './paths.ts'
import { launchpadWire } from './wire.ts'

/** After ubuntu.com/docs/launchpad/user/reference/webhooks. */
const target = '~canonical-webmonkeys/maas-ui/+git/maas-ui'
const proposal = {
  registrant: '/~ada',
  source_git_repository: '/~ada/maas-ui/+git/maas-ui',
  source_git_path: 'refs/heads/x',
  target_git_repository: `/${target}`,
  target_git_path: 'refs/heads/main',
  queue_status: 'Needs review',
}
const merge = { merge_proposal: `/~ada/maas-ui/+git/maas-ui/+merge/412345`, action: 'modified', old: proposal, new: proposal }
const commit = 'a'.repeat(40)
const push = { git_repository: `/${target}`, git_repository_path: 'maas-ui', ref_changes: { 'refs/heads/main': { old: { commit_sha1: 'b'.repeat(40) }, new: { commit_sha1: commit } } } }

const digest = (algorithm: string, body: Buffer, secret: string): string => createHmac(algorithm, secret).update(body).digest('hex')

wireContract({
  wire: launchpadWire,
  headers: { 'content-type': 'application/json', 'x-launchpad-event-type': 'merge-proposal:0.1', 'x-launchpad-delivery': '4711' },
  event: 'merge-proposal:0.1',
  payload: merge,
  others: { 'git:push:0.1': push },
  sign: (body, secret) => ({ 'x-hub-signature': `sha1=${digest('sha1', body, secret)}` }),
  wrong: {
    'the digest alone': (body, secret) => ({ 'x-hub-signature': digest('sha1', body, secret) }),
    'another algorithm': (body, secret) => ({ 'x-hub-signature': `sha1=${digest('sha256', body, secret)}` }),
  },
})

describe('what Launchpad says', () => {
  const repository = { path: target, remote: null }

  it('of a merge proposal: only that it is to be asked about', () => {
    const heard = { kind: 'changed', repository, number: 412345, sender: 'ada' }
    for (const event of ['merge-proposal:0.1', 'merge-proposal:0.1::push']) assert.deepEqual(launchpadWire.hear(event, merge), heard)
    assert.deepEqual(launchpadWire.hear('merge-proposal:0.1', { ...merge, action: 'deleted', new: undefined }), heard)
    assert.deepEqual(launchpadWire.hear('merge-proposal:0.1', { ...merge, action: 'created', old: undefined }), heard)
  })

  it('of a merge proposal of Bazaar’s: nothing', () => {
    assert.equal(launchpadWire.hear('merge-proposal:0.1', { ...merge, new: { ...proposal, target_git_repository: null } }), null)
  })

  it('of pushes', () => {
    const heard = { kind: 'pushed', repository, branch: 'main', commit, sender: 'ghost', title: '', known: null }
    assert.deepEqual(launchpadWire.hear('git:push:0.1', push), heard)
    assert.deepEqual(launchpadWire.hear('git:push:0.1', { ...push, ref_changes: { 'refs/heads/main': { old: { commit_sha1: commit }, new: null } } }), { ...heard, commit: null })
    assert.equal(launchpadWire.hear('git:push:0.1', { ...push, ref_changes: { 'refs/tags/v1': { old: null, new: { commit_sha1: commit } } } }), null)
    const many = { ...push.ref_changes, 'refs/heads/other': { old: null, new: { commit_sha1: commit } } }
    assert.deepEqual(launchpadWire.hear('git:push:0.1', { ...push, ref_changes: many }), { kind: 'changed', repository, number: null, sender: 'ghost' })
  })

  it('of a ping', () => {
    assert.deepEqual(launchpadWire.hear('ping', {}), { kind: 'ping' })
  })

  it('names repositories by paths that lead nowhere else', () => {
    assert.equal(repositoryOf('https://api.launchpad.net/devel/~ada/+git/x'), '~ada/+git/x')
    for (const path of ['/~ada/../x/+git/x', '/etc/passwd', '/~ada/+git/x/../../y', '/~ada/+git/x?y', '~ada/+git/', '/~ada/+git/..', 'https://evil.example/devel/x'])
      assert.equal(repositoryOf(path), undefined, path)
  })
})
