import { constants, open } from 'node:fs/promises'
import { join } from 'node:path'
import { Problem } from '../../model/problem.ts'

/** Bytes of a file that says how a project is built and run; nobody writes more by hand. */
const largest = 256 * 1024

export interface SourceText {
  readonly name: string
  readonly text: string
}

/**
 * The first of these files that is in a project's source. The source is a stranger's: a link is not followed, as it may
 * lead anywhere on this machine. Throws `bad-project-file`.
 */
export async function firstText(folder: string, names: readonly string[]): Promise<SourceText | undefined> {
  for (const name of names) {
    const text = await readPlain(folder, name)
    if (text !== undefined) return { name, text }
  }
  return undefined
}

async function readPlain(folder: string, name: string): Promise<string | undefined> {
  const wrong = (reason: string, cause?: unknown): Problem => new Problem('bad-project-file', { file: name, where: 'the file', reason }, cause)
  const opened = await open(join(folder, name), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return undefined
    throw wrong('it is no plain file', error)
  })
  if (!opened) return undefined
  await using file = opened
  const facts = await file.stat()
  if (!facts.isFile()) throw wrong('it is no plain file')
  if (facts.size > largest) throw wrong('it is larger than 256 KB')
  return await file.readFile('utf8')
}
