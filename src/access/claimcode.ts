import { randomInt } from 'node:crypto'

/** No two signs that look or sound alike on a terminal: without 0 O, 1 I L, 5 S, 8 B, 2 Z, U V. */
const alphabet = '34679ACDEFGHJKMNPQRTWXY'

/** Four groups of four: 23^16, about 72 bits. */
export function newCode(): string {
  const group = (): string => Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)] ?? '').join('')
  return [group(), group(), group(), group()].join('-')
}

/** As people type it: small letters, with spaces or without any dash. */
export function asTyped(code: string): string {
  return code.toUpperCase().replace(/[^A-Z0-9]/g, '')
}
