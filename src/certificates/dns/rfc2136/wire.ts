/** The wire format of DNS messages (RFC 1035, 4.1), as far as updates need it. */

export const type = { soa: 6, txt: 16, tsig: 250 } as const
export const dnsClass = { in: 1, none: 254, any: 255 } as const

export interface Record {
  readonly name: string
  readonly type: number
  readonly class: number
  readonly ttl: number
  readonly data: Uint8Array
}

/** Labels of a name, never compressed, in small letters: the canonical form that signatures are made over. */
export function nameBytes(name: string): Buffer {
  const labels = name.replace(/\.$/, '').toLowerCase().split('.').filter(Boolean)
  if (labels.some((label) => Buffer.byteLength(label) > 63)) throw new RangeError(`a label of ${name} is longer than 63 bytes`)
  return Buffer.concat([...labels.flatMap((label) => [Buffer.from([Buffer.byteLength(label)]), Buffer.from(label)]), Buffer.from([0])])
}

export function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value)
  return bytes
}

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** Seconds as TSIG counts them. */
export function u48(value: number): Buffer {
  const bytes = Buffer.alloc(6)
  bytes.writeUIntBE(value, 0, 6)
  return bytes
}

export function recordBytes(record: Record): Buffer {
  return Buffer.concat([nameBytes(record.name), u16(record.type), u16(record.class), u32(record.ttl), u16(record.data.length), record.data])
}

/** The data of a TXT record: strings of at most 255 bytes, each with its length. */
export function textBytes(value: string): Buffer {
  const bytes = Buffer.from(value)
  const pieces = Array.from({ length: Math.max(1, Math.ceil(bytes.length / 255)) }, (_, at) => bytes.subarray(at * 255, at * 255 + 255))
  return Buffer.concat(pieces.flatMap((piece) => [Buffer.from([piece.length]), piece]))
}

/** Where the name that begins at `at` ends. */
export function skipName(message: Buffer, at: number): number {
  let here = at
  for (;;) {
    const length = message.readUInt8(here)
    if ((length & 0xc0) === 0xc0) return here + 2
    here += length + 1
    if (length === 0) return here
  }
}
