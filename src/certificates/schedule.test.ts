import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Kept, KeptCertificate } from './kept.ts'
import { dueAt, nextAfter, renewsAt, standingOf } from './schedule.ts'

const day = 24 * 60 * 60_000
const now = Date.parse('2026-11-21T12:00:00Z')

describe('when a certificate is renewed', () => {
  it('with a third of its life left, a little earlier for some than for others, and always the same', () => {
    const times = Array.from({ length: 200 }, (_, at) => (now + 90 * day - renewsAt(certificate(0, 90, `chain ${at}`))) / day)
    for (const left of times) assert.ok(left >= 30 && left <= 33, String(left))
    assert.ok(Math.max(...times) - Math.min(...times) > 2)
    assert.equal(renewsAt(certificate(0, 90)), renewsAt(certificate(0, 90)))
    assert.ok((now + 6 * day - renewsAt(certificate(0, 6))) / day >= 2)
  })

  const cases: readonly (readonly [string, Kept, 'now' | 'later'])[] = [
    ['one that was never got', row(null), 'now'],
    ['a fresh one', row(certificate(-1, 89)), 'later'],
    ['one with a quarter left', row(certificate(-68, 22)), 'now'],
    ['one that has ended', row(certificate(-91, -1)), 'now'],
    ['one from the future: the clock was ahead when it was made', row({ ...certificate(300, 390), got: now + 300 * day }), 'now'],
    ['one from the future, got by a clock that lags', row(certificate(300, 390)), 'later'],
    ['a fresh one for other names', row({ ...certificate(-1, 89), names: ['b'] }), 'now'],
    ['a fresh one for more names', row({ ...certificate(-1, 89), names: ['a', 'b'] }), 'later'],
    ['one that failed just now', row(null, { failures: 1, next: now + 300_000 }), 'later'],
    ['one that failed and has waited', row(null, { failures: 3, next: now - 1 }), 'now'],
    ['one whose next try lies further off than any pause', row(null, { failures: 1, next: now + 400 * day }), 'now'],
  ]
  for (const [name, kept, expected] of cases) {
    it(`${name}: ${expected}`, () => assert.equal(dueAt(kept, now) <= now ? 'now' : 'later', expected))
  }

  it('pauses grow from minutes to half a day', () => {
    const minutes = [1, 2, 3, 5, 9, 50].map((failures) => (nextAfter(failures, now) - now) / 60_000)
    for (const [at, least] of [5, 10, 20, 80, 720, 720].entries()) assert.ok((minutes[at] ?? 0) >= least && (minutes[at] ?? 0) <= least * 1.1)
  })
})

describe('how it stands with one', () => {
  const cases: readonly (readonly [string, Kept, string])[] = [
    ['never got', row(null, { failures: 1 }), 'missing'],
    ['well', row(certificate(-1, 89)), 'well'],
    ['its renewal fails, four weeks before its end', row(certificate(-62, 28), { failures: 4 }), 'well'],
    ['its renewal fails, less than three weeks before its end', row(certificate(-70, 20), { failures: 4 }), 'late'],
    ['ended', row(certificate(-91, -1), { failures: 40 }), 'expired'],
  ]
  for (const [name, kept, expected] of cases) it(`${name}: ${expected}`, () => assert.equal(standingOf(kept, now), expected))
})

/** From so many days after now until so many. */
function certificate(from: number, to: number, chain = 'chain'): KeptCertificate {
  return { names: ['a'], chain, issuer: '', from: now + from * day, expires: now + to * day, got: now }
}

function row(kept: KeptCertificate | null, more: Partial<Kept> = {}): Kept {
  return { by: 'x', id: 'a', names: ['a'], certificate: kept, failures: 0, next: 0, cause: null, ...more }
}
