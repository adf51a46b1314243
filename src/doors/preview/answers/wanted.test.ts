import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Preview, Told } from '../../../model/preview.ts'
import { at, branchRow, built, commitOf, headOf, rulesOf } from '../judge/preview.testbed.ts'
import type { AnswerFacts } from './phase.ts'
import { factsOf, untold } from './provider.testbed.ts'
import { wantedOf } from './wanted.ts'

const [a, b] = [commitOf('a'), commitOf('b')]
const live = { commits: [built('a')], live: a }
const older = { commits: [built('b')], live: b }
const failure = (code: string, step: string | null = 'npm ci'): Partial<Preview> => ({ failure: { commit: a, cause: { code, message: 'it ended with 1', fix: '', at: at(1) }, step, job: null } })
const deployed = (...all: readonly (readonly [string, string])[]): Told['deployments'] => all.map(([commit, state]) => ({ commit, state, id: 'd1', busy: false }))
const told = (more: Partial<Told>): { readonly told: Told } => ({ told: { ...untold, ...more } })
const stated = (commit: string, state: string, digest = 'x'): Told['statuses'][number] => ({ commit, state, digest })
const pending = told({ statuses: [stated(a, 'pending')] })
const said = { comment: { id: 'c1', digest: '', busy: false } }

/** The deployments as `commit state`, the check as `state text`. */
type Line = readonly [says: string, facts: AnswerFacts, comment: boolean, deployments: readonly string[], status: string | null]
const table: readonly Line[] = [
  ['queued', factsOf('queued'), true, ['a pending'], 'pending The preview is built and started'],
  ['being built', factsOf('building'), true, ['a pending'], 'pending The preview is built and started'],
  ['starting', factsOf('starting', { commits: [built('a')] }), true, ['a pending'], 'pending The preview is built and started'],
  ['running', factsOf('running', live), true, ['a success'], 'success The preview runs'],
  ['asleep', factsOf('asleep', live), true, ['a success'], 'success The preview runs'],
  ['waking', factsOf('starting', live), true, ['a success'], 'success The preview runs'],
  ['failed by its code', factsOf('failed', failure('build-step')), true, ['a failure'], 'failure Failed at npm ci: it ended with 1'],
  ['failed by Berth', factsOf('failed', failure('docker-down', null)), true, ['a error'], 'error it ended with 1'],
  ['fallen over', factsOf('failed', live), true, ['a error'], 'error It does not run'],
  [
    'running while a newer one is built',
    factsOf('building', { ...older, ...told({ deployments: deployed([b, 'success']) }) }),
    true,
    ['a pending', 'b success'],
    'pending The preview is built and started',
  ],
  ['running after an older one', factsOf('running', { ...live, ...told({ deployments: deployed([b, 'success'], [a, 'pending']) }) }), true, ['a success', 'b inactive'], 'success The preview runs'],
  [
    'running still, as the newer one failed',
    factsOf('failed', { ...older, ...failure('build-step'), ...told({ deployments: deployed([b, 'success']) }) }),
    true,
    ['a failure', 'b success'],
    'failure Failed at npm ci: it ended with 1',
  ],
  ['waiting for approval', factsOf('approval', { trusted: false }), true, [], null],
  ['waiting for approval while an older one runs', factsOf('approval', { trusted: false, ...older, ...told({ deployments: deployed([b, 'success']) }) }), true, ['b success'], null],
  ['held', factsOf('held', {}, { held: 'it is a draft' }), false, [], null],
  ['held, with a comment there', factsOf('held', told(said), { held: 'it is a draft' }), true, [], null],
  ['held, with a question answered', factsOf('held', { notice: { text: 'x', log: [] } }, { held: 'it is a draft' }), true, [], null],
  ['held while its check is open', factsOf('held', pending, { held: 'it is a draft' }), false, [], 'success No preview: it is a draft'],
  ['stopped', factsOf('stopped', { ...live, ...told({ deployments: deployed([a, 'success']) }) }), true, ['a inactive'], null],
  ['stopped while its check is open', factsOf('stopped', pending), true, [], 'error The preview was ended before it ran'],
  ['closed', factsOf('ending', { ...live, ending: 'closed', ...told({ ...said, deployments: deployed([a, 'success'], [b, 'inactive']) }) }), true, ['a inactive', 'b inactive'], null],
  ['closed before anything was said', factsOf('ending', { ending: 'closed' }), false, [], null],
  ['gone with its repository', factsOf('ending', { ending: 'gone', ...told({ ...said, deployments: deployed([a, 'success']) }) }), false, [], null],
  ['of a branch', factsOf('running', { ...branchRow(live) }), false, ['a success'], 'success The preview runs'],
]

describe('what a provider should know of a preview', () => {
  for (const [says, facts, comment, deployments, status] of table) {
    it(`that is ${says}`, () => {
      const wanted = wantedOf(facts)
      assert.equal(wanted.comment !== null, comment)
      assert.deepEqual(
        wanted.deployments.map(({ commit, state }) => `${commit.slice(0, 1)} ${state}`),
        deployments,
      )
      assert.equal(wanted.status && `${wanted.status.state} ${wanted.status.text}`, status)
    })
  }

  const took = 'superseded A newer commit took its place: aaaaaaa'
  const newer = { ...live, head: headOf('c'), building: commitOf('c') }
  const ends: readonly (readonly [says: string, facts: AnswerFacts, older: readonly string[]])[] = [
    ['one is built', factsOf('building', told({ statuses: [stated(b, 'pending')] })), [took]],
    ['one waits for approval', factsOf('approval', { trusted: false, ...told({ statuses: [stated(b, 'pending')] }) }), [took]],
    ['one runs, also where it is not known whether that came', factsOf('running', { ...live, ...told({ statuses: [stated(b, 'pending', ''), stated(a, 'success')] }) }), [took]],
    ['one was closed', factsOf('ending', { ending: 'closed', ...told({ statuses: [stated(b, 'pending')] }) }), [took]],
    ['one is built, and the older serves after all', factsOf('building', { ...newer, ...told({ statuses: [stated(a, 'superseded'), stated(b, 'superseded')] }) }), ['success The preview runs']],
    [
      'one is kept out, and the older serves',
      factsOf('running', { ...live, head: headOf('c'), ...told({ statuses: [stated(commitOf('c'), 'pending')] }) }, { held: 'it is a draft' }),
      ['success No preview: it is a draft'],
    ],
    ['one is built, and how it ended is known', factsOf('building', told({ statuses: [stated(b, 'success'), stated(commitOf('c'), 'failure'), stated(commitOf('d'), 'superseded')] })), []],
    ['one is built, and whether its running was heard is not known', factsOf('building', told({ statuses: [stated(b, 'success', '')] })), ['success The preview ran']],
  ]
  for (const [says, facts, older] of ends)
    it(`is how an older commit ended when a newer ${says}`, () =>
      assert.deepEqual(
        wantedOf(facts).older.map(({ state, text }) => `${state} ${text}`),
        older,
      ))

  it('is nothing of what its repository does not want said', () => {
    const wanted = wantedOf(factsOf('running', live, { rules: rulesOf({ comment: false, deployments: false, status: false }) }))
    assert.deepEqual(wanted, { comment: null, deployments: [], status: null, older: [] })
  })

  it('has addresses: of the preview where it runs, else of its log', () => {
    const { deployments, status } = wantedOf(factsOf('running', live))
    assert.deepEqual(
      [deployments[0]?.environment, deployments[0]?.url, deployments[0]?.log, status?.url, status?.context],
      ['preview/pr-7', 'https://wiki-pr-7.berth.example/', 'https://berth.example/#/previews/wiki-pr-7', 'https://wiki-pr-7.berth.example/', 'berth/preview'],
    )
    assert.equal(wantedOf(factsOf('queued')).status?.url, 'https://berth.example/#/previews/wiki-pr-7')
    assert.equal(wantedOf(factsOf('running', branchRow(live))).deployments[0]?.environment, 'preview/main')
  })
})
