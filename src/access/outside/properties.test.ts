import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { OutsideId } from '../../model/outside.ts'
import { ticketCookie, ticketIn } from './cookie.ts'
import { localPath, withProblem } from './localpath.ts'
import { Tickets } from './ticket.ts'

const runs = { numRuns: 10_000 }
const ours = 'http://berth.localhost:8080'
/** What people try who want a browser to go elsewhere. */
const tricky = fc.array(fc.constantFrom('/', '\\', '.', '@', ':', '?', '#', '%2f', '%5c', '\t', '\n', 'evil.example', 'https:', 'javascript:', 'é')).map((parts) => parts.join(''))

describe('of any text', () => {
  it('what one goes on to is on this very origin', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), tricky, fc.webUrl()), (to) => {
        assert.equal(new URL(localPath(to), ours).origin, ours)
        assert.equal(new URL(withProblem(localPath(to), 'x'), ours).origin, ours)
      }),
      runs,
    )
  })

  it('no cookie is a ticket but the one that was sealed', () => {
    const tickets = new Tickets({ steady: () => 0, date: () => new Date(0) })
    const ticket = { provider: OutsideId.parse('school'), issuer: 'https://id.example.org', callback: `${ours}/x`, state: 's', nonce: 'n', verifier: 'v', next: '/' }
    const sealed = Buffer.from(tickets.seal(ticket), 'base64url')
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), flipped(sealed)), (text) => assert.equal(tickets.take(text, 's'), undefined)),
      runs,
    )
    assert.deepEqual(tickets.take(sealed.toString('base64url'), 's'), ticket)
  })

  it('a header with our cookie once gives it, and with it twice nothing', () => {
    const value = fc.stringMatching(/^[\w-]{1,40}$/)
    const other = fc.stringMatching(/^[a-z]{1,8}=[\w-]{0,8}$/)
    fc.assert(
      fc.property(value, fc.array(other), fc.array(other), (own, before, after) => {
        const pair = ticketCookie(own, 'http').split(';')[0] ?? ''
        const header = [...before, pair, ...after].join('; ')
        assert.equal(ticketIn(header, 'http'), own)
        assert.equal(ticketIn(`${header}; ${pair}`, 'http'), undefined)
      }),
      runs,
    )
  })
})

/** With one bit turned, or an end cut off. */
function flipped(bytes: Buffer): fc.Arbitrary<string> {
  const bit = fc.integer({ min: 0, max: bytes.length * 8 - 1 }).map((at) => {
    const other = Buffer.from(bytes)
    other[at >> 3] = (other[at >> 3] ?? 0) ^ (1 << (at & 7))
    return other
  })
  const cut = fc.integer({ min: 0, max: bytes.length - 1 }).map((end) => bytes.subarray(0, end))
  return fc.oneof(bit, cut).map((other) => other.toString('base64url'))
}
