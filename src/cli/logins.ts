import { readFileSync } from 'node:fs'
import { chmod, mkdir, rename, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { Problem } from '../model/problem.ts'
import type { Where } from './reach.ts'

/** Machines this user is signed in to, by the address of their console, and the one that is meant when none is named. */
export interface Logins {
  readonly current: string | null
  readonly machines: Readonly<Record<string, { readonly token: string }>>
}

type Env = Readonly<Record<string, string>>

const none: Logins = { current: null, machines: {} }

/** In the user's own folder for settings, as the XDG specification has it. */
export function loginsFile(env: Env): string {
  return join(env['XDG_CONFIG_HOME'] || join(env['HOME'] ?? homedir(), '.config'), 'berth', 'machines.json')
}

/** Throws `invalid` for a file that is none of ours. */
export function readLogins(env: Env): Logins {
  const file = loginsFile(env)
  try {
    return checked(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return none
    throw new Problem('invalid', { where: file, reason: 'it cannot be read; remove it, and sign in again with `berth login`' }, error)
  }
}

/** For its owner's eyes only: it holds tokens. */
export async function writeLogins(env: Env, logins: Logins): Promise<void> {
  const file = loginsFile(env)
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const next = `${file}.${process.pid}`
  await writeFile(next, `${JSON.stringify(logins, null, 2)}\n`, { mode: 0o600 })
  await chmod(next, 0o600)
  await rename(next, file)
}

/** An address as it is kept: `http://berth.localhost:8080`. Throws `invalid`. */
export function consoleAddress(text: string): string {
  const address = URL.parse(/^https?:\/\//i.test(text) ? text : `https://${text}`)
  if (!address?.host || address.username !== '') throw new Problem('invalid', { where: text, reason: 'this is no address such as https://berth.example.org' })
  return address.origin
}

/**
 * Which engine is meant: the one that is named (`--url`, `BERTH_URL`), else the one signed in to, else the one on this
 * machine. `login`: it is meant because of a login.
 */
export function whereOf(env: Env, data: string, named: string | undefined): { readonly where: Where; readonly login: boolean } {
  const given = named ?? env['BERTH_URL']
  const logins = readLogins(env)
  if (given) return { where: { data, url: given, token: env['BERTH_TOKEN'] ?? logins.machines[URL.parse(given)?.origin ?? '']?.token }, login: false }
  return { where: whereAt(data, logins, logins.current), login: logins.current !== null }
}

/** One of those signed in to, or this machine. */
export function whereAt(data: string, { machines }: Logins, address: string | null): Where {
  return address === null ? { data, url: undefined, token: undefined } : { data, url: address, token: machines[address]?.token }
}

function checked(value: unknown): Logins {
  const { current, machines } = value as Logins
  const good = (current === null || typeof current === 'string') && Object.values(machines).every(({ token }) => typeof token === 'string')
  if (!good) throw new Error('it is not as it was written')
  return { current, machines }
}
