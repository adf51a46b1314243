import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { PersonId } from '../../model/person.ts'
import type { Session } from '../protocol.ts'
import { sign, verify } from '../tickets.ts'
import { Visitors } from './visitors.ts'

const runs = { numRuns: 10_000 }
const key = randomBytes(32)
const now = 1_800_000_000
const clock = { steady: () => 0, date: () => new Date(now * 1000) }
const owner: Session = { id: 's1', of: { kind: 'person', id: PersonId.parse('owner'), name: 'Ada', role: 'owner', groups: [] } }
const good = sign({ use: 'session', instance: 'wiki', session: 's1', expires: now + 60 }, key)

function door(): Visitors {
  const visitors = new Visitors(clock)
  visitors.key = key.toString('base64url')
  visitors.crowd = { sessions: [owner], open: false }
  return visitors
}

/** A good text, cut, longer, or with a sign changed. */
const bent = fc.oneof(
  fc.nat(good.length - 1).map((at) => good.slice(0, at)),
  fc.tuple(fc.nat(good.length - 1), fc.integer({ min: 33, max: 126 })).map(([at, code]) => good.slice(0, at) + String.fromCharCode(code) + good.slice(at + 1)),
  fc.string({ maxLength: 20 }).map((more) => `${good}.${more}`),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.json().map((text) => `${Buffer.from(text).toString('base64url')}.${good.split('.')[1] ?? ''}`),
)
/** The last sign of the signature carries four bits only: some changes of it are none. */
const same = (text: string): boolean => {
  const [payload = '', signature = ''] = text.split('.')
  const [rightPayload, right = ''] = good.split('.')
  return text.split('.').length === 2 && payload === rightPayload && Buffer.from(signature, 'base64url').equals(Buffer.from(right, 'base64url'))
}

describe('what is signed', () => {
  it('is good as it was made, for what it was made for', () => {
    assert.equal(verify(good, { use: 'session', instance: 'wiki' }, key, now)?.session, 's1')
    for (const [use, instance] of [
      ['ticket', 'wiki'],
      ['link', 'wiki'],
      ['session', 'photos'],
    ] as const)
      assert.equal(verify(good, { use, instance }, key, now), undefined)
    assert.equal(verify(good, { use: 'session', instance: 'wiki' }, key, now + 60), undefined)
    assert.equal(verify(good, { use: 'session', instance: 'wiki' }, randomBytes(32), now), undefined)
  })

  it('is nothing when anything of it is changed, and no text makes a fault', () => {
    fc.assert(
      fc.property(bent, (text) => {
        fc.pre(!same(text))
        assert.equal(verify(text, { use: 'session', instance: 'wiki' }, key, now), undefined)
      }),
      runs,
    )
  })
})

describe('the cookies of a visitor', () => {
  it('make somebody only of the one good cookie, whatever stands beside it', () => {
    const visitors = door()
    const other = fc
      .tuple(fc.stringMatching(/^[!#-+\--:<-~]{1,12}$/), fc.stringMatching(/^[!#-+\--:<-~]{0,20}$/))
      .filter(([name]) => !name.includes('='))
      .map(([name, value]) => `${name}=${value}`)
    fc.assert(
      fc.property(fc.array(other, { maxLength: 4 }), fc.nat(4), (others, at) => {
        const cookie = others.toSpliced(at, 0, `berth-app-wiki=${good}`).join('; ')
        assert.equal(visitors.of('wiki', { cookie, secure: false }).kind, 'person')
        assert.equal(visitors.of('photos', { cookie, secure: false }).kind, 'anonymous')
        assert.equal(visitors.of('wiki', { cookie, secure: true }).kind, 'anonymous')
        assert.equal(visitors.of('wiki', { cookie: `${cookie}; berth-app-wiki=${good}`, secure: false }).kind, 'anonymous')
      }),
      runs,
    )
  })

  it('make nobody of anything else', () => {
    const visitors = door()
    fc.assert(
      fc.property(bent, fc.string({ unit: 'binary', maxLength: 30 }), (text, more) => {
        fc.pre(!same((text + more).split(';')[0]?.trim() ?? ''))
        assert.equal(visitors.of('wiki', { cookie: `berth-app-wiki=${text}${more}`, secure: false }).kind, 'anonymous')
      }),
      runs,
    )
  })
})
