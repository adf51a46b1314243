import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { HttpsBody, HttpsView } from '../../model/https.ts'
import { modeIn, originsToTry } from './proof.ts'
import { daysLeft, fingerprintLines, isUnsettled, standingOf } from './state.ts'
import { systemOf } from './system.ts'
import { bodyOf, isComplete, typedOf } from './typed.ts'

const now = Date.parse('2026-01-01T00:00:00.000Z')
const day = (days: number): string => new Date(now + days * 86_400_000).toISOString()
const cause = { code: 'internal', message: 'm', fix: 'f', at: day(0) }
const off = HttpsView.parse({ mode: 'off', redirect: false, port: null, url: null, email: null, directory: null, challenge: null, dns: null, authority: null, certificates: [], cause: null })

describe('a certificate', () => {
  const cases = [
    ['good', { expires: day(60), issuer: 'A', cause: null }],
    ['soon', { expires: day(13), issuer: 'A', cause: null }],
    ['tried', { expires: day(60), issuer: 'A', cause }],
    ['over', { expires: day(0), issuer: 'A', cause }],
    ['missing', { expires: day(60), issuer: '', cause }],
  ] as const
  for (const [standing, certificate] of cases) it(`is ${standing}`, () => assert.equal(standingOf(certificate, now), standing))

  it('has whole days left', () => assert.deepEqual([daysLeft(day(1.9), now), daysLeft(day(-3), now)], [1, 0]))

  it('is compared in lines of eight pairs', () => assert.deepEqual(fingerprintLines('aa:bb:cc:dd:ee:ff:00:11:22'), ['AA BB CC DD EE FF 00 11', '22']))
})

describe('HTTPS', () => {
  it('is unsettled while certificates are on their way, and no longer when that failed', () => {
    assert.equal(isUnsettled(off), false)
    assert.ok(isUnsettled({ ...off, mode: 'lan' }))
    assert.equal(isUnsettled({ ...off, mode: 'lan', url: 'https://x/' }), false)
    assert.equal(isUnsettled({ ...off, mode: 'acme', cause }), false)
    assert.equal(isUnsettled({ ...off, mode: 'acme', certificates: [{ names: ['x'], issuer: '', expires: day(0), renews: day(0), cause }] }), false)
  })

  it('is sent as the contract wants it, with what is kept left out', () => {
    const typed = typedOf({ ...off, mode: 'acme', challenge: 'dns-01', dns: 'porkbun', email: 'a@b.example', redirect: true })
    const kept = bodyOf(typed)
    assert.deepEqual(kept, { mode: 'acme', redirect: true, challenge: 'dns-01', email: 'a@b.example' })
    const dns = { ...typed.dns, server: 'ns1.example', zone: 'example', keyName: 'k', key: 'c2VjcmV0' }
    for (const kind of ['rfc2136', 'porkbun', 'cloudflare'] as const) HttpsBody.parse(bodyOf({ ...typed, dns: { ...dns, kind, token: 't', secret: 's' } }))
    assert.deepEqual(bodyOf({ ...typed, mode: 'lan', redirect: false }), { mode: 'lan', redirect: false })
    assert.deepEqual(bodyOf({ ...typed, mode: 'off' }), { mode: 'off' })
  })

  it('is complete when nothing that is needed is missing', () => {
    const typed = { ...typedOf({ ...off, mode: 'acme' }), challenge: 'dns-01' as const }
    assert.equal(isComplete(typed), false)
    assert.ok(isComplete({ ...typed, challenge: 'http-01' }))
    assert.ok(isComplete({ ...typed, dns: { ...typed.dns, token: 't' } }))
    assert.equal(isComplete({ ...typed, dns: { ...typed.dns, kind: 'porkbun', key: 'k' } }), false)
    assert.ok(isComplete({ ...typed, dns: { ...typed.dns, kind: '' } }))
  })
})

describe('what a browser runs on', () => {
  const cases = [
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1', 5, 'ios'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15', 5, 'ios'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15', 0, 'macos'],
    ['Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/150.0', 5, 'android'],
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/150.0', 0, 'windows'],
    ['Mozilla/5.0 (X11; CrOS x86_64) Chrome/150.0', 0, 'linux'],
    ['', 0, 'linux'],
  ] as const
  for (const [agent, touch, system] of cases) it(`${system}: ${agent || 'nothing said'}`, () => assert.equal(systemOf(agent, touch), system))
})

describe('where to ask for a proof', () => {
  it('a visitor can tell how the machine does it', () => {
    assert.equal(modeIn({ secure: false, url: null, fingerprint: null }), 'off')
    assert.equal(modeIn({ secure: false, url: null, fingerprint: 'AA' }), 'lan')
    assert.equal(modeIn({ secure: true, url: 'https://x/', fingerprint: null }), 'acme')
  })

  it('is where the machine says, then at the usual ports; at home when one came by HTTPS', () => {
    const here = { protocol: 'http:', hostname: '192.168.1.7', origin: 'http://192.168.1.7' }
    assert.deepEqual(originsToTry('https://berth-home.local:8443/', here), ['https://berth-home.local:8443', 'https://192.168.1.7', 'https://192.168.1.7:8443'])
    assert.deepEqual(originsToTry(null, here), ['https://192.168.1.7', 'https://192.168.1.7:8443'])
    assert.deepEqual(originsToTry('https://a/', { protocol: 'https:', hostname: 'b', origin: 'https://b:8443' }), ['https://b:8443'])
  })
})
