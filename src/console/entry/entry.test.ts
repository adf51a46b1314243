import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { deviceName } from './device.ts'
import { hindranceAt } from './hindrance.ts'
import { refusalIn } from './refusal.ts'

describe('where there can be no passkeys', () => {
  const here = { hostname: 'berth-quay.local', isSecure: true, hasPasskeys: true }
  const cases = [
    [{}, undefined],
    [{ hostname: 'berth.localhost' }, undefined],
    [{ hostname: '192.168.1.7' }, 'number'],
    [{ hostname: '127.0.0.1', isSecure: true }, 'number'],
    [{ hostname: '[fe80::1]' }, 'number'],
    [{ isSecure: false, hasPasskeys: false }, 'open'],
    [{ hasPasskeys: false }, 'browser'],
  ] as const
  for (const [change, why] of cases) {
    it(`${JSON.stringify(change)}: ${why ?? 'there can'}`, () => assert.equal(hindranceAt({ ...here, ...change }), why))
  }
})

describe('what a device is first called', () => {
  const mac = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/26.0 Safari/605.1.15'
  const cases = [
    [mac, 0, 'Mac'],
    [mac, 5, 'iPad'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1', 5, 'iPhone'],
    ['Mozilla/5.0 (Linux; Android 15; K) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36', 5, 'Android phone'],
    ['Mozilla/5.0 (Linux; Android 15; K) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36', 5, 'Android tablet'],
    ['Mozilla/5.0 (X11; CrOS x86_64 16093.0.0) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36', 0, 'Chromebook'],
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0', 0, 'Windows computer'],
    ['Something else', 0, 'Computer'],
  ] as const
  for (const [userAgent, maxTouchPoints, name] of cases) it(name, () => assert.equal(deviceName({ userAgent, maxTouchPoints }), name))
})

describe('why a sign-in elsewhere did not work', () => {
  it('is said in words, also where the code is a new one, and nothing where all went well', () => {
    assert.equal(refusalIn(''), undefined)
    assert.equal(refusalIn('?problem=outside-taken')?.message, 'That account is the way in of somebody else here.')
    assert.equal(refusalIn('?problem=constructor')?.message, 'That sign-in did not work.')
    assert.equal(refusalIn('?problem=<b>')?.message, 'That sign-in did not work.')
  })
})
