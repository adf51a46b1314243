/** The little of DER (X.690) that the certificate library has no words for. */

const sequenceTag = 0x30

export function sequence(...parts: readonly Uint8Array[]): Uint8Array {
  return tagged(sequenceTag, Buffer.concat(parts))
}

/** Lengths below 65,536. */
export function tagged(tag: number, content: Uint8Array): Uint8Array {
  const { length } = content
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}
