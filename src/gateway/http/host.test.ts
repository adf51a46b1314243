import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseHost } from './host.ts'

for (const [given, name, port, isAddress] of [
  ['wiki.localhost', 'wiki.localhost', undefined, false],
  ['WIKI.Localhost.:8080', 'wiki.localhost', '8080', false],
  ['192.168.1.5:80', '192.168.1.5', '80', true],
  ['[::1]:8080', '::1', '8080', true],
  ['[FE80::1]', 'fe80::1', undefined, true],
] as const) {
  test(`${given} is ${name}`, () => assert.deepEqual(parseHost(given), { name, port, isAddress }))
}

for (const odd of ['', '.', 'a b', 'a/b', 'a@b', 'a:b', 'a:80:80', '::1', '[::1', '[::1]x', 'a..b', 'a\u0000', 'x'.repeat(300), 'wiki.localhost,photos.localhost']) {
  test(`${JSON.stringify(odd.slice(0, 20))} is no host`, () => assert.equal(parseHost(odd), undefined))
}
