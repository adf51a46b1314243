/** The fields of a key as SSH sends it, each with its length before it (RFC 4251, `string`); nothing where they do not fill it exactly. */
export function fieldsOf(blob: Buffer): Buffer[] | undefined {
  const fields: Buffer[] = []
  for (let at = 0; at < blob.length;) {
    if (blob.length - at < 4) return undefined
    const end = at + 4 + blob.readUInt32BE(at)
    if (end > blob.length) return undefined
    fields.push(blob.subarray(at + 4, end))
    at = end
  }
  return fields
}

/** The bits of a positive number as SSH writes it (RFC 4251, `mpint`); nothing where it is not one, or not written in the one way. */
export function bitsOf(number: Buffer): number | undefined {
  const [first, second = 0] = number
  if (first === undefined || first >= 0x80) return undefined
  if (first === 0 && second < 0x80) return undefined
  return number.length * 8 - (Math.clz32(first) - 24)
}
