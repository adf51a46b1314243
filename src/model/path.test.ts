import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { settlePath, withoutParameters } from './path.ts'

for (const [given, decided, sent = decided] of [
  ['/', '/'],
  ['/admin', '/admin'],
  ['/share/', '/share/'],
  ['/a.b/c-d_e~f', '/a.b/c-d_e~f'],
  ['/share/../admin', '/admin'],
  ['/share/%2e%2e/admin', '/admin'],
  ['/share/%2E./admin', '/admin'],
  ['/share/./x', '/share/x'],
  ['/share/x/..', '/share/'],
  ['/share/x/.', '/share/x/'],
  ['//admin', '/admin'],
  ['/share//../admin', '/admin'],
  ['/../../admin', '/admin'],
  ['/..', '/'],
  ['/%61dmin', '/admin', '/%61dmin'],
  ['/a%20b', '/a b', '/a%20b'],
  ['/%C3%BCber', '/über', '/%C3%BCber'],
  ['/share/..;x=1/admin', '/admin'],
  ['/share/%2e%2e;/admin', '/admin'],
  ['/admin;x=1', '/admin;x=1'],
  ['/a%252e%252e/b', '/a%2e%2e/b', '/a%252e%252e/b'],
  ['/.well-known/x', '/.well-known/x'],
  ['/...', '/...'],
] as const) {
  test(`${given} is decided about as ${decided}`, () => assert.deepEqual(settlePath(given), { decided, sent }))
}

for (const odd of ['/a%2fb', '/a%2Fb', '/a%5cb', '/a\\b', '/a%00b', '/a%', '/a%2', '/a%zz', '/a%ff', '/a%c0%afb', '/a#b', '/ü', '/a b', '/a\tb']) {
  test(`${JSON.stringify(odd)} could mean two things`, () => assert.equal(settlePath(odd), undefined))
}

test('the other reading of a path with parameters', () => {
  assert.equal(withoutParameters('/admin;x=1/y;z'), '/admin/y')
  assert.equal(withoutParameters('/admin'), undefined)
})

const piece = fc.constantFrom('/', '//', '.', '..', '%2e', '%2E%2e', 'a', 'admin', '%61', ';x', '%20', 'share', '-')
const path = fc.array(piece, { maxLength: 12 }).map((pieces) => '/' + pieces.join(''))

test('whatever comes: settling twice is settling once, and every app reads the same place', () => {
  fc.assert(
    fc.property(path, (given) => {
      const settled = settlePath(given)
      if (!settled) return
      assert.deepEqual(settlePath(settled.sent), settled)
      assert.doesNotMatch(settled.sent, /\/\/|\/\.\.?(\/|$)/)
      // A browser's and most servers' way to read a path.
      assert.equal(decodeURIComponent(new URL(settled.sent, 'http://x').pathname), settled.decided)
    }),
    { numRuns: 2000 },
  )
})
