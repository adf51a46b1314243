import { createHmac, timingSafeEqual } from 'node:crypto'
import { dnsClass, nameBytes, recordBytes, skipName, type, u16, u32, u48 } from './wire.ts'

/** Seconds that the clocks of both sides may differ. */
const fudge = 300
const additionalCount = 10

export interface TsigKey {
  readonly name: string
  readonly algorithm: 'hmac-sha256' | 'hmac-sha512'
  readonly secret: Buffer
}

export interface Signed {
  readonly message: Buffer
  /** With which the answer is checked. */
  readonly mac: Buffer
}

/** A message with its transaction signature (RFC 8945) as the last record. `seconds` since 1970. */
export function sign(message: Buffer, key: TsigKey, seconds: number): Signed {
  const mac = digest([message, variables(key, seconds, 0)], key)
  const data = Buffer.concat([nameBytes(key.algorithm), u48(seconds), u16(fudge), u16(mac.length), mac, message.subarray(0, 2), u16(0), u16(0)])
  const signed = Buffer.concat([message, recordBytes({ name: key.name, type: type.tsig, class: dnsClass.any, ttl: 0, data })])
  signed.writeUInt16BE(signed.readUInt16BE(additionalCount) + 1, additionalCount)
  return { message: signed, mac }
}

export interface Verdict {
  /** Whether whoever answered has the key. */
  readonly signed: boolean
  /** What TSIG itself complains of: 16 a bad signature, 17 an unknown key, 18 clocks too far apart; 0 for nothing. */
  readonly error: number
}

/** Judges the answer to a signed message. The signature is the last record (RFC 8945, 5.3). */
export function verify(answer: Buffer, key: TsigKey, requestMac: Buffer): Verdict {
  const start = lastRecord(answer)
  if (start === undefined) return { signed: false, error: 0 }
  const head = skipName(answer, start)
  if (answer.readUInt16BE(head) !== type.tsig) return { signed: false, error: 0 }
  const at = skipName(answer, head + 10)
  const [seconds, length] = [answer.readUIntBE(at, 6), answer.readUInt16BE(at + 8)]
  const mac = answer.subarray(at + 10, at + 10 + length)
  const error = answer.readUInt16BE(at + 12 + length)
  const bare = Buffer.from(answer.subarray(0, start))
  bare.writeUInt16BE(bare.readUInt16BE(additionalCount) - 1, additionalCount)
  const expected = digest([u16(requestMac.length), requestMac, bare, variables(key, seconds, error)], key)
  return { signed: mac.length === expected.length && timingSafeEqual(mac, expected), error }
}

function variables({ name, algorithm }: TsigKey, seconds: number, error: number): Buffer {
  return Buffer.concat([nameBytes(name), u16(dnsClass.any), u32(0), nameBytes(algorithm), u48(seconds), u16(fudge), u16(error), u16(0)])
}

function digest(parts: readonly Uint8Array[], { algorithm, secret }: TsigKey): Buffer {
  const hmac = createHmac(algorithm === 'hmac-sha512' ? 'sha512' : 'sha256', secret)
  for (const part of parts) hmac.update(part)
  return hmac.digest()
}

/** Where the last additional record begins. */
function lastRecord(message: Buffer): number | undefined {
  const [questions, ...others] = [4, 6, 8, additionalCount].map((at) => message.readUInt16BE(at))
  const records = others.reduce((sum, count) => sum + count, 0)
  if (others.at(-1) === 0) return undefined
  let at = 12
  for (let i = 0; i < (questions ?? 0); i++) at = skipName(message, at) + 4
  for (let i = 1; i < records; i++) {
    const head = skipName(message, at)
    at = head + 10 + message.readUInt16BE(head + 8)
  }
  return at
}
