import assert from 'node:assert/strict'
import { validateHeaderValue } from 'node:http'
import { test } from 'node:test'
import fc from 'fast-check'
import { headerValue } from './headervalue.ts'

for (const [what, text, value] of [
  ['plain text', 'admin@example.com', 'admin@example.com'],
  ['Latin-1', 'Zoë Müller', 'Zoë Müller'],
  ['a second header', 'a\r\nX-Admin: yes', 'aX-Admin: yes'],
  ['a NUL and other controls', 'a\0b\tc\x7fd\x85e', 'abcde'],
  ['another script', 'Ада', '%D0%90%D0%B4%D0%B0'],
  ['a sign beyond 16 bits', 'x😀', 'x%F0%9F%98%80'],
  ['half of a sign', 'x\ud83d', 'x%EF%BF%BD'],
] as const) {
  test(`${what} in a header`, () => assert.equal(headerValue(text), value))
}

test('whatever comes: it is a value', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      validateHeaderValue('x', headerValue(text))
      assert.doesNotMatch(headerValue(text), /[^\x20-\x7e\xa0-\xff]/)
    }),
  )
})
