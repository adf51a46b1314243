import { chmod, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { randomBytes } from 'node:crypto'
import { newKey } from './opensshkey.ts'
import { protocol } from './protocol.ts'
import { fingerprintOf } from './publickey.ts'

export interface HostKey {
  /** In OpenSSH's format. */
  readonly secret: string
  /** The line for a client's `known_hosts`, without the host: `ssh-ed25519 AAAA…`. */
  readonly line: string
  /** `SHA256:…`, as OpenSSH shows it when it asks whether this is the right machine. */
  readonly fingerprint: string
}

/** The machine's own SSH key: what lies at `path`, or, where there is nothing, one that is made now. Throws where a key is there that cannot be read. */
export async function hostKey(path: string): Promise<HostKey> {
  const secret = (await read(path)) ?? (await make(path))
  const { utils } = await protocol()
  const parsed = utils.parseKey(secret)
  if (parsed instanceof Error) throw new Error(`the SSH host key ${path} cannot be read: ${parsed.message}`, { cause: parsed })
  const blob = parsed.getPublicSSH()
  return { secret, line: `${parsed.type} ${blob.toString('base64')}`, fingerprint: fingerprintOf(blob) }
}

async function read(path: string): Promise<string | undefined> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  })
  if (text !== undefined) await chmod(path, 0o600)
  return text
}

/** Appears whole or not at all, and never over one that is there: clients remember it. */
async function make(path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true })
  const beside = `${path}.${randomBytes(6).toString('hex')}`
  await writeFile(beside, newKey('berth'), { mode: 0o600, flag: 'wx', flush: true })
  await link(beside, path).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  })
  await rm(beside)
  return await readFile(path, 'utf8')
}
