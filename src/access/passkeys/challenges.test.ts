import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Challenges } from './challenges.ts'
import { browserCookie, browserIn } from './cookie.ts'

const site = { id: 'berth.localhost', origin: 'http://berth.localhost' }
const clock = { steady: () => 0, date: () => new Date(0) }

describe('open challenges', () => {
  it('one place cannot crowd out another', () => {
    const challenges = new Challenges(clock)
    const mine = challenges.issue({ person: null, site }, '192.168.1.2', undefined)
    for (let count = 0; count < 20_000; count += 1) challenges.issue({ person: null, site }, '192.168.1.3', undefined)
    assert.ok(challenges.size <= 101)
    assert.ok(challenges.take(mine.challenge, mine.browser))
  })

  it('there is a bound to all of them', () => {
    const challenges = new Challenges(clock)
    for (let count = 0; count < 6000; count += 1) challenges.issue({ person: null, site }, `10.1.${count >> 8}.${count & 255}`, undefined)
    assert.equal(challenges.size, 5000)
  })

  it('a browser cannot bring its own cookie', () => {
    const challenges = new Challenges(clock)
    assert.notEqual(challenges.issue({ person: null, site }, '192.168.1.2', 'planted').browser, 'planted')
  })
})

describe('the cookie of a challenge', () => {
  it('is read back, and is none where it comes twice', () => {
    const cookie = browserCookie('abc', 'https')
    assert.equal(browserIn(`other=1; ${cookie.split(';')[0]}`), 'abc')
    assert.equal(browserIn('berth-passkey=a; berth-passkey=b'), undefined)
    assert.equal(browserIn(undefined), undefined)
    assert.match(cookie, /HttpOnly; SameSite=Strict; Max-Age=300; Secure$/)
  })
})
