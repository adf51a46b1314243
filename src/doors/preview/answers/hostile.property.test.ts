import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import markdownit from 'markdown-it'
import type { Token } from 'markdown-it'
import type { PreviewState } from '../../../model/preview.ts'
import { at, commitOf } from '../judge/preview.testbed.ts'
import { commentText } from './comment.ts'
import { factsOf } from './provider.testbed.ts'
import { wantedOf } from './wanted.ts'

/** Each with a word by which it is known again. */
const piece = fc.constantFrom(
  '<img src=x onerror=EVIL>',
  '</details>EVIL',
  '<!-- berth:preview e1234567/EVIL -->',
  '-->EVIL',
  '[EVIL](https://evil.example)',
  '![EVIL](https://evil.example/x.png)',
  '@EVIL',
  '#1 EVIL',
  'school/wiki#EVIL',
  '| EVIL |',
  '\\| EVIL',
  '\\',
  '`',
  '```',
  '````\n',
  '~~~\nEVIL\n',
  '\n',
  '\r',
  '\u2028EVIL',
  '\n/close\nEVIL',
  '**EVIL**',
  '&lt;EVIL&gt;',
  '$(EVIL)',
  '\x1b[31mEVIL',
  '\u202eEVIL',
  '\ud83dEVIL',
  '\0EVIL',
  'https://evil.example/EVIL',
)
const hostile = fc.oneof(
  fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
  fc.string({ unit: 'binary', maxLength: 60 }),
)
const states: readonly PreviewState[] = ['failed', 'held', 'approval', 'running', 'queued', 'stopped', 'ending']
const ours = /^(?:<!-- berth:preview e1234567\/wiki-pr-7 -->|<details><summary>The (?:last lines|log that was asked for)<\/summary>|<\/details>)\s*$/
const reader = markdownit({ html: true, linkify: true })

const flat = (pieces: readonly Token[]): Token[] => pieces.flatMap((one) => (one.children ? flat(one.children) : [one]))

describe('what a provider is told of hostile code', () => {
  const facts = fc
    .record({
      state: fc.constantFrom(...states),
      text: hostile,
      step: fc.option(hostile),
      fix: hostile,
      log: fc.array(hostile, { maxLength: 30 }),
      held: fc.option(hostile),
      said: fc.option(hostile),
      branch: hostile,
    })
    .map(({ state, text, step, fix, log, held, said, branch }) => {
      const cause = { code: 'build-step', message: text, fix, at: at(1), log }
      const row = { title: text, author: branch, head: { commit: commitOf('a'), ref: branch, repository: branch, fork: true, author: branch } }
      const notice = said === null ? null : { text: said, log }
      return factsOf(
        state,
        { ...row, failure: { commit: commitOf('a'), cause, step, job: null }, notice, told: { comment: { id: 'c1', digest: '', busy: false }, deployments: [], statuses: [] } },
        { held },
      )
    })

  it('is read as code wherever anybody wrote it, calls nobody and holds no HTML but ours', () => {
    fc.assert(
      fc.property(facts, (what) => {
        const text = commentText(what)
        const pieces = flat(reader.parse(text, {}))
        const loud = pieces.filter(({ type, content }) => content.includes('EVIL') && type !== 'code_inline' && type !== 'fence')
        assert.deepEqual(loud, [])
        const html = pieces.filter(({ type }) => type.startsWith('html')).flatMap(({ content }) => content.trim().split('\n'))
        assert.deepEqual(
          html.filter((line) => !ours.test(line)),
          [],
        )
        const links = pieces.filter(({ type }) => type === 'link_open' || type === 'image').map((link) => String(link.attrGet('href') ?? link.attrGet('src')))
        assert.deepEqual(
          links.filter((link) => !/^https:\/\/(?:wiki-pr-7(?:-aaaaaaa)?\.berth|berth|git)\.example/.test(link)),
          [],
        )
        assert.doesNotMatch(text, /@[\w-]/)
        assert.ok(text.startsWith('<!-- berth:preview e1234567/wiki-pr-7 -->\n'))
        assert.ok(text.length < 30_000)
      }),
      { numRuns: 1000 },
    )
  })

  it('is one line of 140 letters where it is a check or a deployment', () => {
    fc.assert(
      fc.property(facts, (what) => {
        const { status, deployments } = wantedOf(what)
        for (const said of [status, ...deployments]) assert.match(said?.text ?? '', /^[^\n\r]{0,140}$/)
      }),
      { numRuns: 1000 },
    )
  })
})
