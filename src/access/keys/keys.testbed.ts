import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { tempFolder } from '../../localdb/sample.ts'

const exec = promisify(execFile)

export interface MadeKey {
  /** The text of the `.pub` file. */
  readonly line: string
  /** The text of the other file. */
  readonly secret: string
  /** As `ssh-keygen -l` prints it. */
  readonly fingerprint: string
}

/** For tests: a pair as OpenSSH makes it, `options` as in `-t rsa -b 2048`. */
export async function makeKey(options: readonly string[], comment = 'ada@laptop'): Promise<MadeKey> {
  await using folder = await tempFolder()
  const file = folder.file('key')
  await exec('ssh-keygen', ['-q', '-N', '', '-C', comment, '-f', file, ...options])
  const { stdout } = await exec('ssh-keygen', ['-l', '-f', `${file}.pub`])
  return { line: await readFile(`${file}.pub`, 'utf8'), secret: await readFile(file, 'utf8'), fingerprint: stdout.split(' ')[1] ?? '' }
}

/** A field as SSH writes it: its length, then itself. */
export function field(bytes: Buffer | string): Buffer {
  const body = Buffer.from(bytes)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(body.length)
  return Buffer.concat([length, body])
}

/** A line with a key of these fields, right or wrong. */
export function lineOf(type: string, ...fields: readonly (Buffer | string)[]): string {
  return `${type} ${Buffer.concat(fields.map(field)).toString('base64')} made by hand`
}
