import { readFile } from 'node:fs/promises'
import { Problem } from '../model/problem.ts'
import { askSecret, standardInput } from './answer.ts'
import type { Terminal } from './terminal.ts'

/** Nobody's secret is longer; a file that is was not meant. */
const longest = 10_000

/**
 * A secret from a file (`-`: standard input) or, on a terminal, from whoever sits there; never from an argument,
 * where every user of the machine could read it. Throws `invalid` where there is neither, `cancelled` when it is left.
 */
export async function secretFrom(terminal: Terminal, file: string | undefined, option: string, question: string): Promise<string> {
  if (file !== undefined) return fitting(file === '-' ? await standardInput() : await contents(file), option)
  if (!terminal.live) throw new Problem('invalid', { where: option, reason: 'nobody can be asked here: name a file that holds it, or - for standard input' })
  return fitting(await askSecret(question), option)
}

async function contents(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new Problem('invalid', { where: file, reason: error instanceof Error ? error.message : 'it cannot be read' }, error)
  }
}

function fitting(text: string, option: string): string {
  const secret = text.trim()
  if (secret === '' || secret.length > longest) throw new Problem('invalid', { where: option, reason: secret === '' ? 'it is empty' : 'it is too long for a secret' })
  return secret
}
