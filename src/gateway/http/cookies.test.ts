import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cookieValue, setCookieFromApp, withoutOurs } from './cookies.ts'

for (const [given, kept] of [
  ['a=1; b=2', 'a=1; b=2'],
  ['berth-session=x', ''],
  ['a=1; berth-session=x; b=2', 'a=1; b=2'],
  ['berth-app-wiki=x;a=1', 'a=1'],
  ['berth-a=1; berth-b=2', ''],
  ['x=berth-1; y=2', 'x=berth-1; y=2'],
] as const) {
  test(`an app gets "${kept}" of "${given}"`, () => assert.equal(withoutOurs(given), kept))
}

test('a cookie is found by its whole name', () => {
  assert.equal(cookieValue('a=1; berth-app-wiki=x.y; b=2', 'berth-app-wiki'), 'x.y')
  assert.equal(cookieValue('xberth-app-wiki=1', 'berth-app-wiki'), undefined)
  assert.equal(cookieValue('berth-app-wiki2=1', 'berth-app-wiki'), undefined)
})

test('two of one name are none', () => assert.equal(cookieValue('n=1; n=2', 'n'), undefined))

for (const [given, kept] of [
  ['a=1; Path=/; HttpOnly', 'a=1; Path=/; HttpOnly'],
  ['berth-session=x; Path=/', undefined],
  [' berth-app-wiki=x', undefined],
  ['a=1; Domain=localhost; Path=/', 'a=1; Path=/'],
  ['a=1;domain=.localhost', 'a=1'],
  ['a=1; DOMAIN = x; Domain=y', 'a=1'],
  ['a=domain=1; Path=/', 'a=domain=1; Path=/'],
] as const) {
  test(`an app's "${given}" becomes "${kept ?? 'nothing'}"`, () => assert.equal(setCookieFromApp(given), kept))
}
