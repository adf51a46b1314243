import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { Problem } from '../../../model/problem.ts'
import { somewhere, splitWords } from './words.ts'

describe('a line as words', () => {
  const table: readonly (readonly [string, readonly string[]])[] = [
    ['a b  c', ['a', 'b', 'c']],
    ['', []],
    [`a 'b c' "d e"f g\\ h`, ['a', 'b c', 'd ef', 'g h']],
    [`"a\\"b\\\\c\\d" ''`, ['a"b\\c\\d', '']],
    ['a \\\n  b \\\r\n c', ['a', 'b', 'c']],
    ['a `\n b ^\n c', ['a', 'b', 'c']],
    ['a #b\n'.trim(), ['a']],
    ['a#b', ['a#b']],
    ['-v "$PWD/x:/y" -v $(pwd):/z ~/w:/w', ['-v', `${somewhere}/x:/y`, '-v', `${somewhere}:/z`, `${somewhere}/w:/w`]],
    ["'$HOME' 5$", ['$HOME', '5$']],
    ['ünï → 🚢', ['ünï', '→', '🚢']],
  ]
  for (const [text, words] of table) it(JSON.stringify(text), () => assert.deepEqual(splitWords(text), words))

  it('what only a shell can do is refused, and said', () => {
    for (const text of ['a | b', 'a && b', 'a; b', 'a > b', 'a $(id)', 'a `id`', 'a "$X"', 'a ${X:-y}', "a 'b", 'a "b', 'a\nb', 'a & b', 'a <(b)', '$HOMER']) {
      assert.throws(
        () => splitWords(text),
        (error: unknown) => error instanceof Problem && error.code === 'bad-run',
        text,
      )
    }
  })

  it('whatever words there are, quoted they come back as they were', () => {
    const single = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`
    const double = (word: string): string => `"${word.replaceAll(/["\\$`]/g, (sign) => `\\${sign}`)}"`
    const word = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' })).filter((text) => !/[\n\r\u{e000}]/u.test(text))
    fc.assert(
      fc.property(fc.array(fc.tuple(word, fc.boolean()), { maxLength: 6 }), (words) => {
        const line = words.map(([text, isSingle]) => (isSingle ? single(text) : double(text))).join('  ')
        assert.deepEqual(
          splitWords(line),
          words.map(([text]) => text),
        )
      }),
    )
  })

  it('any text at all is words, or refused in words', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        try {
          splitWords(text)
        } catch (error) {
          assert.ok(error instanceof Problem)
        }
      }),
    )
  })
})
