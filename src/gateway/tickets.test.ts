import assert from 'node:assert/strict'
import { createHmac, randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { sign, verify } from './tickets.ts'

const key = randomBytes(32)
const claims = { use: 'ticket', instance: 'wiki', session: 's1', expires: 1000 } as const
const wanted = { use: 'ticket', instance: 'wiki' } as const

test('what was signed is read again, once each with its own nonce', () => {
  const [one, other] = [verify(sign(claims, key), wanted, key, 999), verify(sign(claims, key), wanted, key, 999)]
  assert.equal(one?.session, 's1')
  assert.notEqual(one.nonce, other?.nonce)
})

for (const [what, given, at] of [
  ['another use', { ...wanted, use: 'session' }, 999],
  ['another instance', { ...wanted, instance: 'photos' }, 999],
  ['a time that is over', wanted, 1000],
] as const) {
  test(`nothing for ${what}`, () => assert.equal(verify(sign(claims, key), given, key, at), undefined))
}

test('nothing for another key', () => assert.equal(verify(sign(claims, key), wanted, randomBytes(32), 999), undefined))

test('nothing when any one character is changed', () => {
  const text = sign(claims, key)
  for (let i = 0; i < text.length; i++) {
    const changed = text.slice(0, i) + (text[i] === 'A' ? 'B' : 'A') + text.slice(i + 1)
    // The last character of a base64url text may hold unused bits: then the bytes, and the meaning, are the same.
    if (Buffer.from(changed.split('.')[1] ?? '', 'base64url').equals(Buffer.from(text.split('.')[1] ?? '', 'base64url')) && i > text.indexOf('.')) continue
    assert.equal(verify(changed, wanted, key, 999), undefined, `character ${i}`)
  }
})

for (const odd of ['', '.', 'a.b', 'a.b.c', `${'x'.repeat(10_000)}.y`]) {
  test(`nothing for ${JSON.stringify(odd.slice(0, 20))}`, () => assert.equal(verify(odd, wanted, key, 0), undefined))
}

test('nothing for a well signed text that is no JSON', () => {
  const payload = Buffer.from('not json').toString('base64url')
  const mac = createHmac('sha256', key).update(payload).digest('base64url')
  assert.throws(() => verify(`${payload}.${mac}`, wanted, key, 0), 'nobody but the engine can make one, and it never does')
})
