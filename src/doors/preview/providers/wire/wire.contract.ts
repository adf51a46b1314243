import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { Problem } from '../../../../model/problem.ts'
import type { Heard, Incoming, Wire } from '../provider.ts'
import { payloadOf } from './payload.ts'

export interface WireBench {
  readonly wire: Wire
  /** Headers of an event, without its signature. */
  readonly headers: Readonly<Record<string, string>>
  readonly event: string
  readonly payload: object
  /** Payloads of other events, which are held to saying what is wrong with them as well. */
  readonly others: Readonly<Record<string, object>>
  /** The headers of the right signature. */
  readonly sign: (body: Buffer, secret: string) => Readonly<Record<string, string>>
  /** Signatures that are none, by what is wrong with them. */
  readonly wrong: Readonly<Record<string, (body: Buffer, secret: string) => Readonly<Record<string, string>>>>
  /** What of a form is signed; where the provider sends forms. */
  readonly signsForm?: 'form' | 'payload'
  /** The signature says nothing of the body: it is the secret itself. */
  readonly isBare?: boolean
}

const secret = 'a secret of thirty characters!'
const fixture = new URL('../../../../../../shared/fixtures/webhooks/demoservice-github.json.txt', import.meta.url)

/** Every provider's webhooks are held to this. */
export function wireContract({ wire, headers, event, payload, others, sign, wrong, signsForm, isBare = false }: WireBench): void {
  const body = Buffer.from(JSON.stringify(payload))
  const incoming = (change: { readonly headers?: Readonly<Record<string, string | undefined>>; readonly body?: Buffer } = {}): Incoming => ({
    headers: { ...headers, ...change.headers },
    body: change.body ?? body,
  })
  const read = (of: Incoming): Heard | null => {
    const envelope = wire.open(of)
    return wire.hear(envelope.event, payloadOf(envelope))
  }

  describe(`webhooks of ${wire.provider}`, () => {
    it('say what they are', () => {
      const envelope = wire.open(incoming())
      assert.equal(envelope.event, event)
      assert.match(envelope.id, /^[\w.:-]{1,100}$/)
      assert.deepEqual(payloadOf(envelope), payload)
      assert.notEqual(wire.hear(event, payload), null)
    })

    it('have an id also where the provider gives none: the same content is the same delivery', () => {
      const bare = { 'content-type': 'application/json', ...Object.fromEntries(Object.entries(headers).filter(([name]) => name.includes('event') && !name.includes('uuid'))) }
      const first = wire.open({ headers: bare, body })
      assert.equal(wire.open({ headers: bare, body }).id, first.id)
      assert.notEqual(wire.open({ headers: bare, body: Buffer.from(JSON.stringify({ ...payload, more: 1 })) }).id, first.id)
    })

    for (const [what, change, sentence] of [
      ['an empty body', { body: Buffer.alloc(0) }, /empty/],
      ['truncated JSON', { body: body.subarray(0, body.length - 9) }, /JSON is broken/],
      ['trailing commas', { body: readFileSync(fixture) }, /JSON is broken/],
      ['JSON that is no object', { body: Buffer.from('[1, 2]') }, /not an object/],
      ['a NUL byte', { body: Buffer.from(JSON.stringify(payload).replace('{', '{\0')) }, /NUL byte/],
      ['bytes that are no UTF-8', { body: Buffer.from([...body.subarray(0, 5), 0xff, 0xfe]) }, /UTF-8/],
      ['another content type', { headers: { 'content-type': 'text/xml' } }, /content type is text\/xml/],
      ['a form without its field', { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: Buffer.from('payloads=1') }, /no field called payload/],
      ['depth without end', { body: Buffer.from('['.repeat(100_000)) }, /JSON is broken/],
      ['depth with an end', { body: Buffer.from('['.repeat(50_000) + ']'.repeat(50_000)) }, /not an object/],
      ['nothing of what is needed', { body: Buffer.from('{}') }, /is not right/],
    ] as const) {
      it(`are refused in a sentence: ${what}`, () => {
        assert.throws(
          () => read(incoming(change)),
          (error) => isBad(error) && sentence.test(error.message),
        )
      })
    }

    it('are refused without the header that names the event', () => {
      const less = Object.fromEntries(Object.entries(headers).filter(([name]) => !name.includes('event') || name.includes('uuid')))
      assert.throws(
        () => wire.open({ headers: less, body }),
        (error) => isBad(error) && /header .* is missing/.test(error.message),
      )
    })

    it('mean nothing where the event is another', () => {
      for (const other of ['star', 'constructor', '__proto__', 'toString', 'hasOwnProperty']) assert.equal(wire.hear(other, payload), null)
    })

    it('are refused in a sentence, or understood, whatever a field is changed to', () => {
      let refused = 0
      for (const [name, sample] of Object.entries({ ...others, [event]: payload })) for (const changed of mutations(sample)) refused += hears(wire, name, changed) ? 0 : 1
      assert.ok(refused > 20)
    })

    it('count when they are signed right', () => {
      assert.equal(wire.isSigned(incoming({ headers: sign(body, secret) }), secret), true)
      const odd = Buffer.from('{"title":"ä ö \u{1f680} \\ud800"}')
      assert.equal(wire.isSigned(incoming({ headers: sign(odd, secret), body: odd }), secret), true)
    })

    it('do not count with no signature, an empty one, or that of another secret', () => {
      assert.equal(wire.isSigned(incoming(), secret), false)
      assert.equal(wire.isSigned(incoming({ headers: Object.fromEntries(Object.keys(sign(body, secret)).map((name) => [name, ''])) }), secret), false)
      assert.equal(wire.isSigned(incoming({ headers: sign(body, 'another secret of many chars') }), secret), false)
    })

    if (!isBare) {
      it('do not count when one byte of what was signed is another', () => {
        const other = Buffer.from(body.toString().replace('{', '{ '))
        assert.equal(wire.isSigned(incoming({ headers: sign(body, secret), body: other }), secret), false)
      })
    }

    for (const [what, make] of Object.entries(wrong)) {
      it(`do not count with ${what}`, () => {
        assert.equal(wire.isSigned(incoming({ headers: make(body, secret) }), secret), false)
      })
    }

    it('do not count as forms of which nothing was signed, however many fields they have', () => {
      const type = 'application/x-www-form-urlencoded'
      const less = Object.fromEntries(Object.keys(sign(body, secret)).map((name) => [name, '0'.repeat(64)]))
      for (const form of ['&'.repeat(5_000_000), 'a=1', 'payload', 'payload=%00', '']) {
        assert.equal(wire.isSigned(incoming({ headers: { ...less, 'content-type': type }, body: Buffer.from(form) }), secret), false)
      }
    })

    it('are not read as a form that somebody wrote into their JSON', () => {
      const hidden = Buffer.from(JSON.stringify({ title: `&payload=${encodeURIComponent(JSON.stringify(payload))}&`, ...payload }))
      const resent = incoming({ headers: { ...sign(hidden, secret), 'content-type': 'application/x-www-form-urlencoded' }, body: hidden })
      assert.throws(() => read(resent), isBad)
    })

    if (signsForm !== undefined) {
      it('may come as a form', () => {
        const form = Buffer.from(new URLSearchParams({ payload: JSON.stringify(payload) }).toString())
        const signed = incoming({ headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8', ...sign(signsForm === 'form' ? form : body, secret) }, body: form })
        assert.equal(wire.isSigned(signed, secret), true)
        assert.deepEqual(read(signed), wire.hear(event, payload))
      })
    }
  })
}

export function isBad(error: unknown): error is Problem {
  return error instanceof Problem && error.code === 'bad-webhook'
}

/** False where it was refused as it should be. */
function hears(wire: Wire, event: string, payload: unknown): boolean {
  try {
    wire.hear(event, payload)
    return true
  } catch (error) {
    assert.ok(isBad(error), String(error))
    return false
  }
}

const strange: readonly unknown[] = [null, undefined, 7, -1.5, true, '', 'x\0y', 'x'.repeat(2_000_000), [], {}, [[]], { login: {} }]

/** The sample with each of its fields, at any depth, changed to each of the strange values. */
function* mutations(sample: unknown): Generator {
  if (typeof sample !== 'object' || sample === null) return
  for (const [key, value] of Object.entries(sample)) {
    const put = (other: unknown): unknown => (Array.isArray(sample) ? sample.map((one: unknown, at) => (String(at) === key ? other : one)) : { ...sample, [key]: other })
    for (const other of strange) yield put(other)
    for (const deeper of mutations(value)) yield put(deeper)
  }
}
