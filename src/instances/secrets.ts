import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Scrubber } from '../kit/scrubber.ts'
import { writeDurably } from './folder.ts'

/** `.env` lies in the instance's folder and travels with it: plain, readable by the engine alone, and says so. */
const head = '# Made by Berth: secrets of this app. Plain text; they go where this folder goes.\n'
const prefix = 'SECRET_'

/** The secrets an instance has, by the name its template asks for. */
export async function readSecrets(file: string): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(file, 'utf8').catch(() => '')
  const found = new Map<string, string>()
  for (const line of text.split('\n')) {
    const at = line.indexOf('=')
    if (line.startsWith(prefix) && at > 0) found.set(line.slice(prefix.length, at), line.slice(at + 1))
  }
  return found
}

export async function writeSecrets(file: string, secrets: ReadonlyMap<string, string>): Promise<void> {
  const lines = [...secrets].map(([name, value]) => `${prefix}${name}=${value}\n`)
  await writeDurably(file, head + lines.join(''), 0o600)
}

/** From now on no log says what lies in this instance's folder. */
export async function learnSecrets(folder: string, scrubber: Scrubber): Promise<void> {
  for (const secret of (await readSecrets(join(folder, '.env'))).values()) scrubber.know(secret)
}
