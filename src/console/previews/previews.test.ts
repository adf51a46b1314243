import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { PreviewState, PreviewView } from '../../model/preview.ts'
import { commitAddress, deedsFor, diffPage, wantedIn } from './deeds.ts'
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
    for (const state of stateOrder) assert.equal(deedsFor({ state }).length === 0, state === 'ending', state)
    assert.ok(!deedsFor({ state: 'approval' }).includes('redeploy'))
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
  for (const [typed, wanted] of cases) it(`by “${typed}”`, () => assert.deepEqual(wantedIn(typed), wanted))
})
