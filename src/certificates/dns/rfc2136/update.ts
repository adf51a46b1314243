import { dnsClass, nameBytes, recordBytes, textBytes, type, u16 } from './wire.ts'

/** Opcode 5 (RFC 2136, 2.2), shifted to its place in the flags. */
const updateFlags = 5 << 11
/** Seconds. */
const ttl = 60

export interface TextUpdate {
  readonly id: number
  readonly zone: string
  readonly verb: 'add' | 'remove'
  readonly name: string
  readonly value: string
}

/** A dynamic update of one TXT record: added beside what is there (2.5.1), or exactly that one taken away (2.5.4). */
export function updateMessage({ id, zone, verb, name, value }: TextUpdate): Buffer {
  const zoneSection = Buffer.concat([nameBytes(zone), u16(type.soa), u16(dnsClass.in)])
  const kind = verb === 'add' ? { class: dnsClass.in, ttl } : { class: dnsClass.none, ttl: 0 }
  const record = recordBytes({ name, type: type.txt, ...kind, data: textBytes(value) })
  return Buffer.concat([u16(id), u16(updateFlags), u16(1), u16(0), u16(1), u16(0), zoneSection, record])
}

const codes: Readonly<Record<number, string>> = {
  1: 'it does not understand the update',
  2: 'it failed inside',
  4: 'it takes no updates',
  5: 'the key may not change this name',
  9: 'it is not responsible for this zone, or does not know the key',
  10: 'the name is not in the zone',
}

const signatureErrors: Readonly<Record<number, string>> = {
  16: 'the key is not the same on both sides',
  17: 'it does not know a key of this name',
  18: 'the clocks of the two machines are too far apart',
}

/** Why it was refused, in words; nothing when it was done. `code`: the answer's RCODE. */
export function refusal(code: number, signatureError: number): string | undefined {
  if (code === 0 && signatureError === 0) return undefined
  return signatureErrors[signatureError] ?? codes[code] ?? `it answers with code ${code}`
}
