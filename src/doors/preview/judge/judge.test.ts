import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Preview, PreviewRules } from '../../../model/preview.ts'
import { judge, ruled, wantOf } from './judge.ts'
import type { Want } from './judge.ts'
import { at, branchRow, built, commitOf, headOf, pullOf, pushOf, repository, rowOf, rulesOf } from './preview.testbed.ts'
import { beginRow, forgotten } from './row.ts'
import type { HeardOfOne } from './row.ts'

/** Undefined: it is left as it is. */
type Changes = { readonly [K in keyof Preview]?: Preview[K] | undefined }
type Line = readonly [says: string, row: Preview, heard: HeardOfOne, rules: PreviewRules, want: Want, changes: Changes, doubt?: boolean]

function check(table: readonly Line[]): void {
  for (const [says, row, heard, rules, want, changes, doubt = false] of table) {
    it(says, () => {
      const judged = judge(row, heard, rules)
      assert.deepEqual({ want: judged.want, doubt: judged.doubt }, { want, doubt })
      assert.deepEqual(Object.fromEntries(Object.keys(changes).map((key) => [key, judged.changes[key as keyof Preview]])), changes)
    })
  }
}

const usual = rulesOf()
const runs = rowOf({ commits: [built('a')], live: commitOf('a') })
const nothing = {}

describe('a webhook about a pull request', () => {
  const fork = headOf('b', { fork: true, repository: 'mallory/wiki', author: 'mallory' })
  const approved = { commit: commitOf('a'), by: 'ann', at: at(1) }
  check([
    ['the same again changes nothing', runs, pullOf(), usual, 'nothing', { trusted: true, ending: undefined }],
    ['a new commit of an unknown author asks who it is of', runs, pullOf({ head: headOf('b') }), usual, 'ask-trust', { trusted: null }],
    ['a new commit of a fork waits for somebody', runs, pullOf({ head: fork }), usual, 'approval', { trusted: false }],
    ['a new commit forgets the approval of another', rowOf({ trusted: false, approved, head: { ...fork, commit: commitOf('a') } }), pullOf({ head: fork }), usual, 'approval', { approved: null }],
    ['an approval of that very commit stays', rowOf({ trusted: false, approved: { ...approved, commit: commitOf('b') } }), pullOf({ head: fork }), usual, 'build', { trusted: false }],
    ['the same commit out of a fork is trusted no more', rowOf(), pullOf({ head: { ...fork, commit: commitOf('a') } }), usual, 'approval', { trusted: false }],
    ['the same commit of another author is asked about', rowOf(), pullOf({ head: headOf('a', { author: 'dave' }) }), usual, 'ask-trust', { trusted: null }],
    ['forks do not run where outsiders never do', runs, pullOf({ head: fork }), rulesOf({ outsiders: 'never' }), 'end', { ending: 'refused' }],
    ['a new commit while another is built takes its place', rowOf({ building: commitOf('a') }), pullOf({ head: headOf('b', { author: 'eve' }) }), usual, 'ask-trust', { head: headOf('b') }],
    [
      'back to a commit that was built before is built again',
      rowOf({ commits: [built('b', 2), built('a')], head: headOf('b'), live: commitOf('b') }),
      pullOf(),
      usual,
      'ask-trust',
      { head: headOf('a') },
    ],
    ['closed ends it', runs, pullOf({ open: false }), usual, 'end', { ending: 'closed', open: false }],
    ['closed ends one that was taken away', rowOf({ ending: 'removed' }), pullOf({ open: false }), usual, 'end', { ending: 'closed' }],
    [
      'opened again it begins anew',
      { ...runs, open: false, ending: 'closed', approved, extended: 5 },
      pullOf(),
      usual,
      'build',
      { ending: null, commits: [], live: null, approved: null, extended: 0, open: true },
    ],
    [
      'a new commit brings back what went for nobody came',
      { ...runs, byHand: true, ending: 'expired' },
      pullOf({ head: headOf('b') }),
      usual,
      'ask-trust',
      { ending: null, commits: [], byHand: true },
    ],
    ['nothing else does', { ...runs, ending: 'expired' }, pullOf({ title: 'Add two' }), usual, 'end', { title: 'Add two', ending: undefined }],
    ['a new commit brings back what somebody took away', { ...runs, byHand: true, ending: 'removed' }, pullOf({ head: headOf('b') }), usual, 'ask-trust', { ending: null, byHand: false }],
    ['another label does not', { ...runs, ending: 'removed' }, pullOf({ labels: ['bug'] }), usual, 'end', { ending: undefined }],
    ['stopped, it stays so', { ...runs, stopped: commitOf('a') }, pullOf({ title: 'x' }), usual, 'nothing', { stopped: commitOf('a') }],
    ['until there is a newer commit', { ...runs, stopped: commitOf('a') }, pullOf({ head: headOf('b') }), usual, 'ask-trust', { stopped: null }],
    ['a notice is over with the commit it was about', { ...runs, notice: { text: 'x', log: [] } }, pullOf({ head: headOf('b') }), usual, 'ask-trust', { notice: null }],
  ])
})

describe('labels, drafts and bases', () => {
  const byLabel = rulesOf({ which: 'label' })
  const set = (name: string): { readonly name: string; readonly set: boolean } => ({ name, set: true })
  check([
    ['without its label it is held', rowOf(), pullOf(), byLabel, 'nothing', nothing],
    ['with it it is built', rowOf(), pullOf({ labels: ['Preview '] }, set('Preview ')), byLabel, 'build', { ending: undefined }],
    ['when it is taken it ends', { ...runs, labels: ['preview'] }, pullOf({ labels: [] }, { name: 'preview', set: false }), byLabel, 'end', { ending: 'refused' }],
    ['when it is set again it comes back', { ...runs, ending: 'refused' }, pullOf({ labels: ['preview'] }, set('preview')), byLabel, 'build', { ending: null, commits: [] }],
    ['no-preview ends what runs', runs, pullOf({ labels: ['no-preview'] }, set('no-preview')), usual, 'end', { ending: 'refused' }],
    ['no-preview is stronger than preview', rowOf(), pullOf({ labels: ['no-preview', 'preview'] }), byLabel, 'nothing', nothing],
    ['no-preview taken brings it back', { ...runs, labels: ['no-preview'], ending: 'refused' }, pullOf({ labels: [] }, { name: 'no-preview', set: false }), usual, 'build', { ending: null }],
    ['what was started by hand no rule keeps out', rowOf({ byHand: true }), pullOf({ draft: true }), rulesOf({ which: 'none' }), 'build', { byHand: true }],
    ['but no-preview set since then does', { ...runs, byHand: true }, pullOf({ labels: ['no-preview'] }, set('no-preview')), usual, 'end', { byHand: false, ending: 'refused' }],
    [
      'a fork started by hand still waits for somebody',
      rowOf({ byHand: true, trusted: false, head: headOf('a', { fork: true }) }),
      pullOf({ head: headOf('a', { fork: true }) }),
      rulesOf({ outsiders: 'never' }),
      'approval',
      nothing,
    ],
    ['a draft is held', rowOf(), pullOf({ draft: true }), usual, 'nothing', { draft: true }],
    ['a draft that was ready before goes on as it is', runs, pullOf({ draft: true, head: headOf('b') }), usual, 'nothing', { ending: undefined }],
    ['a draft is built where the rules say so', rowOf(), pullOf({ draft: true }), rulesOf({ drafts: true }), 'build', nothing],
    ['ready for review, it is built', rowOf({ draft: true }), pullOf(), usual, 'build', { draft: false }],
    ['into another branch it is held', rowOf(), pullOf({ base: 'next' }), rulesOf({ bases: ['main', 'release/*'] }), 'nothing', { base: 'next' }],
    ['and ends where it ran', runs, pullOf({ base: 'next' }), rulesOf({ bases: ['main'] }), 'end', { ending: 'refused' }],
    ['and stays away with another commit', { ...runs, base: 'next', ending: 'refused' }, pullOf({ base: 'next', head: headOf('b') }), rulesOf({ bases: ['main'] }), 'end', { ending: undefined }],
    ['what somebody took away no label brings back', { ...runs, ending: 'removed' }, pullOf({ labels: ['preview'] }, set('preview')), usual, 'end', { ending: undefined }],
    ['a star stands for any part', rowOf({ base: 'x' }), pullOf({ base: 'release/2026/1' }), rulesOf({ bases: ['main', 'release/*'] }), 'build', nothing],
  ])
})

describe('a push to a branch with a preview of its own', () => {
  const rules = rulesOf({ branches: ['main'] })
  check([
    ['is built', branchRow(), pushOf(), rules, 'build', { trusted: true, title: 'Say more' }],
    ['is not where the rules have changed', branchRow(), pushOf(), usual, 'nothing', nothing],
    ['ends it when the branch is gone', branchRow({ commits: [built('a')] }), pushOf({ commit: null }), rules, 'end', { ending: 'closed', head: headOf('a', { ref: 'main' }) }],
    ['brings it back when it is there again', branchRow({ open: false, ending: 'closed' }), pushOf(), rules, 'build', { ending: null, open: true }],
    ['with an older time and another commit is in doubt', branchRow(), pushOf({ known: at(0) }), rules, 'build', { head: undefined }, true],
    ['of which no time is said counts as of now', branchRow(), pushOf({ known: null }), rules, 'build', { head: headOf('b', { ref: 'main' }), known: at(1) }],
  ])

  it('after a force push to an older commit is believed when the provider was asked', () => {
    const { changes, want, doubt } = judge(branchRow(), pushOf({ known: at(0) }), rules, true)
    assert.deepEqual([changes.head?.commit, changes.known, want, doubt], [commitOf('b'), at(1), 'build', false])
  })
})

describe('webhooks that come in another order', () => {
  const closed = rowOf({ open: false, ending: 'closed', known: at(2) })
  check([
    ['older ones change nothing', rowOf({ known: at(3) }), pullOf({ head: headOf('b'), open: false }), usual, 'build', { head: undefined, open: undefined }],
    ['an older opening opens nothing', closed, pullOf({ known: at(1) }), usual, 'end', { open: undefined }],
    ['an equally old closing counts, and is asked about', rowOf(), pullOf({ open: false, known: at(1) }), usual, 'end', { open: false }, true],
    ['an equally old opening counts only when it was asked about', closed, pullOf(), usual, 'end', { open: undefined }, true],
    ['an equally old commit counts, and is asked about', rowOf(), pullOf({ head: headOf('b'), known: at(1) }), usual, 'ask-trust', { head: headOf('b') }, true],
    ['so do equally old labels', rowOf(), pullOf({ labels: ['x'], known: at(1) }), usual, 'build', { labels: ['x'] }, true],
    ['an equally old one that says the same is not', rowOf({ labels: ['a', 'b'] }), pullOf({ labels: ['b', 'a'], known: at(1) }), usual, 'build', nothing],
    ['a time that cannot be read says nothing', rowOf(), pullOf({ known: 'yesterday', head: headOf('b') }), usual, 'ask-trust', nothing, true],
  ])

  it('what the provider says when it is asked is in no doubt', () => {
    const { changes, want, doubt } = judge(closed, pullOf(), usual, true)
    assert.deepEqual([changes.open, changes.ending, want, doubt], [true, null, 'build', false])
  })

  it('whichever order they come in, the newest counts in the end', () => {
    const step = fc.record({ open: fc.boolean(), draft: fc.boolean(), head: fc.constantFrom('a', 'b', 'c').map((digit) => headOf(digit)), labels: fc.subarray(['preview', 'no-preview', 'bug']) })
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 6 }), fc.infiniteStream(fc.nat()), (steps, random) => {
        const events = steps.map((facts, minute) => pullOf({ ...facts, known: at(minute + 2) }))
        const order = events.map((event) => ({ event, turn: random.next().value as number })).toSorted((a, b) => a.turn - b.turn)
        const end = order.reduce((row, { event }) => ({ ...row, ...judge(row, event, usual).changes }), rowOf())
        const last = events.at(-1)?.pull
        assert.deepEqual([end.open, end.draft, end.head, end.labels, end.known], [last?.open, last?.draft, last?.head, last?.labels, last?.known])
        assert.equal(end.ending === 'closed', !end.open)
      }),
      { numRuns: 500 },
    )
  })
})

describe('other rules', () => {
  const fork = { trusted: false, head: headOf('a', { fork: true }), approved: { commit: commitOf('a'), by: 'ann', at: at(1) } }
  const table: readonly (readonly [string, Preview, PreviewRules, Partial<Preview>])[] = [
    ['end what runs and may not', runs, rulesOf({ which: 'label' }), { ending: 'refused' }],
    ['end what is being built', rowOf({ building: commitOf('a') }), rulesOf({ which: 'none' }), { ending: 'refused' }],
    ['end what somebody approved', { ...runs, ...fork }, rulesOf({ outsiders: 'never' }), { ending: 'refused' }],
    ['leave what has the label', { ...runs, labels: ['preview'] }, rulesOf({ which: 'label' }), {}],
    ['leave what somebody started by hand', { ...runs, byHand: true }, rulesOf({ which: 'none', bases: ['x'] }), {}],
    ['leave a draft that runs', { ...runs, draft: true }, rulesOf({ drafts: false }), {}],
    ['leave what never ran', rowOf(), rulesOf({ which: 'none' }), {}],
    ['leave the preview of a branch', branchRow({ commits: [built('a')], live: commitOf('a') }), usual, {}],
    ['leave why something else has ended', { ...runs, ending: 'expired' }, rulesOf({ which: 'none' }), {}],
    ['leave what has ended by another rule', { ...runs, ending: 'refused', base: 'x' }, rulesOf({ bases: ['main'] }), {}],
    ['leave what is closed', { ...runs, ending: 'refused', open: false }, usual, {}],
    ['bring back, to be approved anew, what may again', { ...runs, ...fork, ending: 'refused' }, usual, { ...forgotten }],
    ['bring back nothing that somebody took away', { ...runs, ending: 'removed' }, usual, {}],
  ]
  for (const [says, row, rules, changes] of table) it(says, () => assert.deepEqual(ruled(row, rules), changes))
})

describe('what a row asks for', () => {
  const table: readonly (readonly [string, Partial<Preview>, Want])[] = [
    ['a head that nobody built', {}, 'build'],
    ['one whose author nobody asked about', { trusted: null }, 'ask-trust'],
    ['one that nobody approved', { trusted: false }, 'approval'],
    ['one that is built', { commits: [built('a')] }, 'nothing'],
    ['one that was built before another', { commits: [built('b'), built('a')] }, 'build'],
    ['one being built', { building: commitOf('a') }, 'nothing'],
    ['one while another is built', { building: commitOf('b') }, 'build'],
    ['one that came to nothing', { failure: { commit: commitOf('a'), cause: { code: 'build-step', message: '', fix: '', at: at(1) }, step: null, job: null } }, 'nothing'],
    ['one that is stopped', { stopped: commitOf('a') }, 'nothing'],
    ['one that has ended', { ending: 'expired' }, 'end'],
    ['one that is closed', { open: false }, 'end'],
  ]
  for (const [says, row, want] of table) it(`${says}: ${want}`, () => assert.equal(wantOf(rowOf(row), usual), want))
})

describe('what is heard of for the first time', () => {
  const begin = (heard: HeardOfOne, rules = usual): ReturnType<typeof beginRow> => beginRow({ id: repository, rules }, heard)

  it('gets a row that judging it again leaves as it is', () => {
    const row = begin(pullOf({ labels: ['x'] }))
    assert.ok(row)
    const { changes, want, doubt } = judge({ ...rowOf(), ...row }, pullOf({ labels: ['x'] }), usual)
    assert.deepEqual({ ...row, ...changes }, row)
    assert.deepEqual([want, doubt, row.trusted], ['ask-trust', false, null])
  })

  it('gets one when it is closed, so that an opening that comes late is known to be old', () => {
    const row = begin(pullOf({ open: false, known: at(5) }))
    assert.ok(row)
    assert.deepEqual([row.ending, judge({ ...rowOf(), ...row }, pullOf({ known: at(4) }), usual).want], ['closed', 'end'])
  })

  it('gets none where it is a branch without a preview, or one that is gone', () => {
    assert.equal(begin(pushOf()), undefined)
    assert.equal(begin(pushOf({ commit: null }), rulesOf({ branches: ['main'] })), undefined)
    assert.equal(begin(pushOf(), rulesOf({ branches: ['ma*'] }))?.head.commit, commitOf('b'))
  })

  it('is kept within bounds, whatever its title and labels are', () => {
    const row = begin(pullOf({ title: 'x'.repeat(1_000_000), labels: Array.from({ length: 1000 }, () => 'y'.repeat(1000)) }))
    assert.deepEqual([row?.title.length, row?.labels.length, row?.labels[0]?.length], [500, 500, 500])
  })
})
