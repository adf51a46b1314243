import { hash, verify } from '@node-rs/argon2'
import { Problem } from '../model/problem.ts'

/** OWASP's least for argon2id: 19 MiB and two passes, which a Raspberry Pi does in a fifth of a second. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
const shortest = 12

/** Throws `weak-password`. */
export function demandLong(password: string): void {
  if (lengthOf(password) < shortest) throw new Problem('weak-password')
}

/** As people count: a letter with its accents is one. */
function lengthOf(text: string): number {
  return [...new Intl.Segmenter().segment(text)].length
}

/** argon2id with its salt and parameters in the text. Throws `weak-password`. */
export async function hashPassword(password: string): Promise<string> {
  demandLong(password)
  return await hash(password.normalize('NFC'), cost)
}

export async function isPassword(password: string, hashed: string): Promise<boolean> {
  return await verify(hashed, password.normalize('NFC'))
}
