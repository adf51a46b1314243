import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { asAddress, asBlock, asCode, lastLines, oneLine } from './inert.ts'

const table: readonly (readonly [string, string, string])[] = [
  ['lines become one', oneLine('a\r\n\tb\u2028c', 20), 'a bc'],
  ['what is too long is cut', oneLine('abcdef', 4), 'abc…'],
  ['never within a letter', oneLine('abc😀def', 5), 'abc…'],
  ['colours and bells are taken out', oneLine('\x1b[31mred\x1b[0m\x07', 20), 'red'],
  ['so are signs that turn the direction', oneLine('a\u202eb\u2066c', 20), 'abc'],
  ['code has no end in it', asCode('a`b|c'), '`aˋb¦c`'],
  ['code is never nothing', asCode(' \n'), '`–`'],
  ['nobody is called', asCode('@all'), '`@\u200ball`'],
  ['a fence is longer than those in it', asBlock(['```', '`````']), '``````text\n```\n`````\n``````'],
  ['the last lines are shown, by their ends', lastLines(['a', 'b\rc', '\x1b[1md  '], 3, 10).join('/'), 'b/c/d'],
  ['an address has nothing that ends a link', String(asAddress('https://x.example/a)b|<c>?q=`(')), 'https://x.example/a%29b%7c%3Cc%3E?q=%60%28'],
  ['a script is no address', String(asAddress('javascript:alert(1)')), 'null'],
  ['nor are words', String(asAddress('no address')), 'null'],
]

describe('what anybody wrote, as text and nothing else', () => {
  for (const [says, is, wanted] of table) it(says, () => assert.equal(is, wanted))

  it('of a megabyte is small', () => assert.ok(lastLines(['x'.repeat(1_000_000), ...Array.from({ length: 50_000 }, () => '`'.repeat(99))], 20, 300).join('\n').length < 20 * 301))
})
