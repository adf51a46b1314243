const kinds: readonly (readonly [type: string, begins: RegExp])[] = [
  ['image/png', /^\x89PNG\r\n\x1a\n/],
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/gif', /^GIF8[79]a/],
  ['image/webp', /^RIFF[^]{4}WEBP/],
]

/** A picture as an address that holds all of it; nothing where the bytes are none of those kinds, whatever their name says. */
export function dataAddress(bytes: Buffer): string | undefined {
  const head = bytes.subarray(0, 16).toString('latin1')
  const type = kinds.find(([, begins]) => begins.test(head))?.[0]
  return type && `data:${type};base64,${bytes.toString('base64')}`
}
