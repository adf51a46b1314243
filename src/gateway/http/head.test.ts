import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isPageLoad, RequestHead } from './head.ts'

const host = ['Host', 'wiki.localhost']
const headOf = (...lines: readonly string[]): RequestHead => new RequestHead([...host, ...lines])
const names = (head: RequestHead): string[] => head.lines.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase())

for (const name of [
  'X-Forwarded-For',
  'x-forwarded-anything',
  'X_Forwarded_For',
  'Forwarded',
  'X-Real-IP',
  'X_Real_IP',
  'X-Ptl-User',
  'X-Berth-Owner',
  'Remote-User',
  'REMOTE_USER',
  'Remote-Email',
  'Remote-Name',
  'Remote-Groups',
  'Keep-Alive',
  'Proxy-Connection',
  'Proxy-Authorization',
  'Trailer',
  'Transfer-Encoding',
  'Upgrade',
  'Expect',
  'TE',
  'Connection',
  'HTTP2-Settings',
]) {
  test(`${name} does not go on`, () => {
    const value = name === 'Transfer-Encoding' ? 'chunked' : name === 'Expect' ? '100-continue' : 'x'
    assert.deepEqual(headOf(name, value, 'X-Kept', '1').lines, ['X-Kept', '1'])
  })
}

test('what Connection names does not go on either, but it cannot name away the length', () => {
  const head = headOf('X-One', '1', 'Connection', 'close, X-One , X-TWO', 'x-two', '2', 'Content-Length', '3', 'Connection', 'content-length')
  assert.deepEqual(head.lines, ['Content-Length', '3'])
})

test('TE: trailers goes on, since trailers come back', () => assert.deepEqual(headOf('TE', 'gzip, trailers').lines, ['te', 'trailers']))

for (const [what, lines] of [
  ['a length and a coding', ['Content-Length', '3', 'Transfer-Encoding', 'chunked']],
  ['two lengths', ['Content-Length', '3', 'Content-Length', '3']],
  ['a length with a sign', ['Content-Length', '+3']],
  ['a list of lengths', ['Content-Length', '3, 3']],
  ['a hexadecimal length', ['Content-Length', '0x3']],
  ['no length at all in its line', ['Content-Length', '']],
  ['an unknown coding', ['Transfer-Encoding', 'gzip, chunked']],
  ['two codings', ['Transfer-Encoding', 'chunked', 'Transfer-Encoding', 'chunked']],
  ['a disguised coding', ['Transfer-Encoding', '\u000bchunked']],
  ['two hosts', ['Host', 'photos.localhost']],
  ['an unknown expectation', ['Expect', 'the-unexpected']],
] as const) {
  test(`${what} is refused`, () => assert.ok(headOf(...lines).fault))
}

test('no host is refused', () => assert.ok(new RequestHead(['Accept', '*/*']).fault))

test('a body is seen by its length or its coding', () => {
  assert.equal(headOf('Content-Length', '0').hasBody, false)
  assert.equal(headOf('Content-Length', '7').hasBody, true)
  assert.equal(headOf('Transfer-Encoding', 'Chunked').hasBody, true)
})

for (const [what, method, lines, is] of [
  ['a browser that opens a page', 'GET', ['Accept', 'text/html,*/*', 'Sec-Fetch-Mode', 'navigate'], true],
  ['an old browser', 'GET', ['Accept', 'text/html'], true],
  ['fetch() that takes HTML', 'GET', ['Accept', 'text/html', 'Sec-Fetch-Mode', 'cors'], false],
  ['a form that is sent', 'POST', ['Accept', 'text/html', 'Sec-Fetch-Mode', 'navigate'], false],
  ['curl', 'GET', ['Accept', '*/*'], false],
] as const) {
  test(`${what} is ${is ? 'a' : 'no'} page load`, () => assert.equal(isPageLoad(method, headOf(...lines)), is))
}

const token = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,12}$/)
const forged = fc.tuple(fc.constantFrom('X-Forwarded-', 'x_forwarded_', 'X-Berth-', 'X-Ptl-'), token).map(([a, b]) => a + b)
const line = fc.tuple(fc.oneof(token, forged, fc.constantFrom('Remote-User', 'remote_user', 'Forwarded')), fc.constantFrom('a', 'b, c'))

test('whatever comes: nothing forged and nothing that Connection names goes on, and all else does', () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 20 }), fc.array(token, { maxLength: 4 }), (lines, named) => {
      const head = headOf(...lines.flat(), 'Connection', named.join(', ') || 'close')
      const gone = new Set(named.map((name) => name.toLowerCase()))
      const kept = new Set(names(head))
      for (const name of kept) assert.ok(!gone.has(name) && !/^(x[-_](forwarded|berth|ptl)[-_]|forwarded$|remote[-_]user$)/.test(name), name)
    }),
  )
})
