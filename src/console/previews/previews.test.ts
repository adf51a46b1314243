import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ConnectionId, PreviewState, PreviewView } from '../../model/preview.ts'
import { causeOf, commitAddress, deedsFor, diffPage, servingOf, wantedIn, wantedOf } from './deeds.ts'
import { groupsOf, matching, previewsPath, queryIn, stateOrder } from './grouping.ts'

const at = '2026-01-01T00:00:00.000Z'
const commit = 'c0ffee1234'.repeat(4)

function preview(name: string, changes: object = {}): PreviewView {
  const head = { commit, ref: 'topic', repository: 'harbour/app', fork: false, author: 'ada' }
  const what = { repository: 'a1b2c3d4e5f6', of: { kind: 'pull', number: 1 }, title: 'T', author: 'ada', page: 'https://git.example/pull/1', head, base: 'main', draft: false, labels: [], open: true }
  const now = { trusted: true, approved: null, byHand: false, stopped: null, job: null, commits: [], failure: null, live: null, extended: 0, ending: null, created: at }
  const seen = { state: 'running', held: null, path: 'harbour/app', provider: 'github', url: 'http://a.localhost/', commitUrl: null, hoursLeft: 5, outsider: false, progress: null }
  return PreviewView.parse({ name, ...what, ...now, ...seen, ...changes })
}

describe('previews', () => {
  it('stand by repository; what waits for somebody first, then the newest', () => {
    const groups = groupsOf([
      preview('a-pr-1'),
      preview('a-pr-2', { of: { kind: 'pull', number: 2 }, state: 'approval' }),
      preview('a-pr-3', { of: { kind: 'pull', number: 3 } }),
      preview('a-main', { of: { kind: 'branch', branch: 'main' } }),
      preview('z-pr-9', { repository: 'ffffffffffff', path: 'a/z' }),
    ])
    assert.deepEqual(
      groups.map(({ path, previews }) => [path, previews.map(({ name }) => String(name))]),
      [
        ['a/z', ['z-pr-9']],
        ['harbour/app', ['a-pr-2', 'a-main', 'a-pr-3', 'a-pr-1']],
      ],
    )
  })

  it('are looked for by what stands in the address', () => {
    const query = queryIn('?repository=harbour%2Fapp&state=failed')
    assert.deepEqual(query, { repository: 'harbour/app', state: 'failed' })
    assert.deepEqual(queryIn(previewsPath(query).slice('/previews'.length)), query)
    assert.equal(previewsPath({ repository: '', state: '' }), '/previews')
    assert.deepEqual(
      matching([preview('a'), preview('b', { state: 'failed' }), preview('c', { state: 'failed', path: 'x/y' })], query).map(({ name }) => String(name)),
      ['b'],
    )
  })

  it('have an order for each state, and something to do in each but the last', () => {
    assert.deepEqual(stateOrder.toSorted(), PreviewState.options.toSorted())
    const { of } = preview('a')
    for (const state of stateOrder) assert.equal(deedsFor({ state, of }).length === 0, state === 'ending', state)
    assert.ok(!deedsFor({ state: 'approval', of }).includes('redeploy'))
    assert.deepEqual(deedsFor({ state: 'held', of: { kind: 'branch', branch: 'main' } }), ['remove'], 'the engine starts pull requests by hand, no branches')
  })
})

describe('what failed of a preview', () => {
  const cause = { code: 'x', message: 'The build failed.', fix: 'Correct it.', at }
  const failure = { commit, cause, step: 'build', job: null }
  const app = { name: preview('a').name, cause: { ...cause, message: 'It ended three times.' } }

  it('is its newest commit, or the app that it became; never an older commit', () => {
    assert.equal(causeOf(preview('a', { state: 'failed', failure }), [app])?.message, 'The build failed.')
    assert.equal(causeOf(preview('a', { state: 'failed' }), [app])?.message, 'It ended three times.')
    assert.equal(causeOf(preview('a', { state: 'failed', failure: { ...failure, commit: 'f'.repeat(40) } }), [app])?.message, 'It ended three times.')
    assert.equal(causeOf(preview('a', { state: 'running', failure }), [app]), undefined)
    assert.equal(causeOf(preview('b', { state: 'failed' }), [app]), undefined)
  })

  it('does not serve, while an earlier commit may', () => {
    const older = 'f'.repeat(40)
    const cases = [
      [{ live: commit }, commit],
      [{ live: commit, state: 'asleep' }, commit],
      [{ live: commit, state: 'stopped' }, undefined],
      [{ live: commit, state: 'failed' }, undefined],
      [{ live: older, state: 'failed', failure }, older],
      [{ live: null, state: 'building' }, undefined],
    ] as const
    for (const [changes, serving] of cases) assert.equal(servingOf(preview('a', changes)), serving, JSON.stringify(changes))
  })
})

describe('what a preview shows of its commits', () => {
  const [older, newest] = ['0123456789'.repeat(4), commit]
  const commits = [
    { commit: newest, release: 2, at },
    { commit: older, release: 1, at },
  ]
  const cases = [
    ['http://app-pr-1-c0ffee1.harbour.example/', older, 'http://app-pr-1-0123456.harbour.example/'],
    ['http://app-pr-1-c0ffee1234c0.harbour.example/', older, 'http://app-pr-1-012345678901.harbour.example/'],
    ['http://deadbeefdead.harbour.example/', newest, 'http://deadbeefdead.harbour.example/'],
    ['http://deadbeefdead.harbour.example/', older, undefined],
    [null, newest, undefined],
  ] as const
  for (const [commitUrl, of, address] of cases) {
    it(`from ${String(commitUrl)}: ${String(address)}`, () => assert.equal(commitAddress(preview('a', { commits, commitUrl }), of), address))
  }

  it('is what its provider shows of all that is changed', () => {
    const pages = (['github', 'gitlab', 'gitea', 'launchpad'] as const).map((provider) => diffPage({ page: 'https://x/1', provider, head: preview('a').head }))
    assert.deepEqual(pages, [`https://x/1/files/${commit}`, 'https://x/1/diffs', 'https://x/1/files', 'https://x/1'])
  })
})

describe('a preview that is started by hand', () => {
  const part = { organisation: 'harbour', repository: 'app', pull: 12 }
  const cases = [
    ['https://github.com/harbour/app/pull/12', { url: 'https://github.com/harbour/app/pull/12' }],
    [' harbour/app#12 ', part],
    ['harbour/app/12', part],
    ['harbour/app 12', part],
    ['harbour/app/pull/12', part],
    ['group/harbour/app!12', { ...part, organisation: 'group/harbour' }],
    ['harbour/app', undefined],
    ['harbour/app#0', undefined],
    ['javascript:alert(1)', undefined],
    ['https://', undefined],
    ['', undefined],
  ] as const
  it('whatever the rules say, is named by its own connection', () => {
    const connection = ConnectionId.parse('c0nnect2')
    const path = '~harbour/app/+git/till'
    assert.deepEqual(wantedOf(preview('a', { path, provider: 'launchpad' }), { connection }), { connection, organisation: '~harbour/app/+git', repository: 'till', pull: 1 })
    assert.equal(wantedOf(preview('a', { of: { kind: 'branch', branch: 'main' } }), { connection }), undefined)
  })

  for (const [typed, wanted] of cases) it(`by “${typed}”`, () => assert.deepEqual(wantedIn(typed), wanted))
})
