import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { strengthOf } from '../parts/strength.ts'
import { bytes, counted, since, span } from './format.ts'

const now = Date.parse('2026-01-02T00:00:00.000Z')

describe('as people read them', () => {
  it('sizes', () => {
    assert.deepEqual([0, 999, 1000, 48_300_000, 2.1e9].map(bytes), ['0 bytes', '999 bytes', '1 KB', '48.3 MB', '2.1 GB'])
  })

  it('times past', () => {
    const ago = (seconds: number): string => since(new Date(now - seconds * 1000).toISOString(), now)
    assert.deepEqual([0, 59, 60, 7300, 86_400, 15 * 86_400].map(ago), ['just now', 'just now', '1 minute ago', '2 hours ago', 'yesterday', '2 weeks ago'])
  })

  it('spans', () => {
    assert.deepEqual([1, 45, 60, 7200].map(span), ['1 second', '45 seconds', '1 minute', '2 hours'])
  })

  it('counts', () => {
    assert.deepEqual([counted(1, 'app', 'apps'), counted(0, 'app', 'apps'), counted(1200, 'app', 'apps')], ['1 app', '0 apps', '1,200 apps'])
  })
})

describe('how strong a password is', () => {
  const cases = [
    ['', 0],
    ['elevenchars', 0],
    ['aaaaaaaaaaaaaaaaaaaaaaaa', 1],
    ['twelve chars', 1],
    ['three small boats', 2],
    ['three small boats and one large', 3],
    ['👩‍👩‍👧‍👦'.repeat(11), 0],
  ] as const
  for (const [password, strength] of cases) {
    it(`${password || 'nothing'}: ${strength}`, () => assert.equal(strengthOf(password), strength))
  }
})
