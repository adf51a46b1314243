import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { Problem } from '../model/problem.ts'

type Env = Readonly<Record<string, string>>

/** As OpenSSH calls them, the best first. */
const usual = ['id_ed25519.pub', 'id_ecdsa.pub', 'id_rsa.pub']

export interface PublicKey {
  readonly file: string
  readonly text: string
}

/** The public key in a file, or the one of this computer's user. Throws `invalid`; a private key is never read on. */
export async function publicKey(env: Env, file: string | undefined): Promise<PublicKey> {
  const found = file === undefined ? await ownKey(env) : { file, text: await contents(file) }
  if (!found) throw new Problem('invalid', { where: '~/.ssh', reason: 'there is no public key; make one: ssh-keygen -t ed25519' })
  if (found.text.includes('PRIVATE KEY')) throw new Problem('invalid', { where: found.file, reason: 'this is a private key, which stays with you; give the file that ends in .pub' })
  return found
}

/** Nothing where there is none. */
export async function ownKey(env: Env): Promise<PublicKey | undefined> {
  for (const name of usual) {
    const file = join(env['HOME'] ?? homedir(), '.ssh', name)
    const text = await readFile(file, 'utf8').catch(() => undefined)
    if (text !== undefined) return { file, text }
  }
  return undefined
}

async function contents(file: string): Promise<string> {
  return await readFile(file, 'utf8').catch((error: unknown) => Promise.reject(new Problem('invalid', { where: file, reason: error instanceof Error ? error.message : 'it cannot be read' }, error)))
}
