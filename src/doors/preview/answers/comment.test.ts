import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { at, built, commitOf, headOf, rulesOf } from '../judge/preview.testbed.ts'
import { commentText } from './comment.ts'
import type { AnswerFacts } from './phase.ts'
import { factsOf } from './provider.testbed.ts'

const live = { commits: [built('a')], live: commitOf('a') }
const commit = '| Commit | [`aaaaaaa`](https://git.example.org/school/wiki/commit/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) |'
const address = '[`wiki-pr-7.berth.example`](https://wiki-pr-7.berth.example/)'
const log = '| Log | [`log`](https://berth.example/#/previews/wiki-pr-7) |'
const stays = 'It sleeps when nobody visits, and wakes with the next visit. After 7 days without a visit or a push it goes, with its data.'
const cause = { code: 'build-step', message: 'npm ci ended with 1', fix: 'Correct it.', at: at(1), log: ['one', '```', 'three'] }
const failed = { failure: { commit: commitOf('a'), cause, step: 'build', job: null } }
const removed = { ...live, ending: 'removed' as const }

const table: readonly (readonly [string, AnswerFacts, readonly string[]])[] = [
  [
    'ready',
    factsOf('running', live),
    ['| Preview | ✅ Ready |', '| --- | --- |', commit, `| Address | ${address} |`, '| This commit | [`wiki-pr-7-aaaaaaa.berth.example`](https://wiki-pr-7-aaaaaaa.berth.example/) |', log, '', stays],
  ],
  ['waiting', factsOf('queued'), ['| Preview | ⏳ Waiting for its turn |', '| --- | --- |', commit, log]],
  [
    'built while another serves',
    factsOf('building', { commits: [built('b')], live: commitOf('b') }),
    ['| Preview | 🔨 Being built |', '| --- | --- |', commit, `| Address | ${address}, still at \`bbbbbbb\` |`, log],
  ],
  [
    'failed',
    factsOf('failed', failed),
    [
      '| Preview | ❌ Failed |',
      '| --- | --- |',
      commit,
      '| Step | `build` |',
      '| Why | `npm ci ended with 1` |',
      '| Next | `Correct it.` |',
      log,
      '',
      '<details><summary>The last lines</summary>',
      '',
      '````text',
      'one',
      '```',
      'three',
      '````',
      '',
      '</details>',
    ],
  ],
  ['stopped', factsOf('stopped', live), ['| Preview | ⏹️ Stopped |', '| --- | --- |', commit, log, '', 'Somebody stopped it: a newer commit or `/preview start` starts it.']],
  [
    'waiting for approval',
    factsOf('approval', { trusted: false, head: headOf('a', { fork: true }) }),
    [
      '**Preview**: 🔒 Waits for approval: [`aaaaaaa`](https://git.example.org/school/wiki/commit/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) is of a fork or an outsider. Whoever may push here looks at it and writes `/preview approve aaaaaaa`.',
    ],
  ],
  ['held', factsOf('held', {}, { held: 'it is a draft' }), ['**Preview**: ⏸️ Not run here: `it is a draft`.']],
  ['closed', factsOf('ending', { ...live, ending: 'closed' }), ['**Preview**: ⚪ Gone, with its data. The pull request was closed.']],
  [
    'expired',
    factsOf('ending', { ...live, ending: 'expired', extended: 5 }),
    ['**Preview**: ⚪ Gone, with its data. Nobody visited it for 173 hours; the next commit or `/preview start` brings it back.'],
  ],
  ['taken away', factsOf('ending', removed), ['**Preview**: ⚪ Gone, with its data. Somebody took it away; the next commit or `/preview start` brings it back.']],
  ['taken away by a label', factsOf('ending', removed, { held: 'it has the label no-preview' }), ['**Preview**: ⚪ Gone, with its data. Why: `it has the label no-preview`.']],
  [
    'with an answer',
    factsOf('held', { notice: { text: 'There is no log of it.', log: [] } }, { held: 'it is a draft' }),
    ['**Preview**: ⏸️ Not run here: `it is a draft`.', '', '`There is no log of it.`'],
  ],
  ['on Launchpad', factsOf('queued', {}, { provider: 'launchpad' }), ['Preview: ⏳ Waiting for its turn', 'Commit: aaaaaaa', 'Log: log https://berth.example/#/previews/wiki-pr-7']],
]

describe('the comment on a pull request', () => {
  for (const [says, facts, lines] of table) {
    it(`says ${says}`, () => {
      const marker = facts.provider === 'launchpad' ? '[berth:preview e1234567/wiki-pr-7]' : '<!-- berth:preview e1234567/wiki-pr-7 -->'
      assert.equal(commentText(facts), [marker, '', ...lines].join('\n'))
    })
  }

  it('stays the same while it sleeps and wakes', () => {
    const texts = (['running', 'asleep', 'starting'] as const).map((state) => commentText(factsOf(state, live)))
    assert.equal(new Set(texts).size, 1)
  })

  it('says what runs, and why nothing newer does', () => {
    const text = commentText(factsOf('running', { ...live, head: headOf('b') }, { held: 'it is a draft', rules: rulesOf({ hours: 24 }) }))
    assert.match(text, /\[`aaaaaaa`\]/)
    assert.match(text, /After 1 day without .*\n\nNewer commits are not built: `it is a draft`\.$/)
  })

  it('shows twenty lines of a log, the last', () => {
    const long = { ...cause, log: Array.from({ length: 99 }, (_, line) => `line ${line}`) }
    const text = commentText(factsOf('failed', { failure: { ...failed.failure, cause: long } }))
    assert.match(text, /text\nline 79\n/)
    assert.match(text, /line 98\n```/)
  })

  it('links commits as each provider has them', () => {
    assert.match(commentText(factsOf('queued', {}, { provider: 'gitlab' })), /school\/wiki\/-\/commit\/aaaa/)
  })
})
