import { text } from 'node:stream/consumers'
import { Problem } from '../model/problem.ts'
import type { Terminal } from './terminal.ts'

/** Yes or no on the terminal; whoever leaves says no. */
export async function agrees(message: string): Promise<boolean> {
  const { confirm } = await import('@clack/prompts')
  return (await confirm({ message, initialValue: false, output: process.stderr })) === true
}

/**
 * May this be done, which cannot be undone? `yes`: it was said already. True where the answer is yes.
 * Throws `invalid` where nobody can be asked: a script says `--yes`.
 */
export async function consents(terminal: Terminal, yes: boolean | undefined, question: string): Promise<boolean> {
  if (yes === true) return true
  if (!terminal.live) throw new Problem('invalid', { where: '--yes', reason: 'this asks first, and nobody can be asked here; give --yes to do it all the same' })
  if (await agrees(question)) return true
  terminal.say('Nothing was changed.')
  return false
}

/** A question on the terminal. Throws `cancelled` when it is left. */
export async function ask(message: string): Promise<string> {
  const prompts = await import('@clack/prompts')
  return given(await prompts.text({ message, output: process.stderr }))
}

/** A secret, which is not shown while it is typed. Throws `cancelled` when it is left. */
export async function askSecret(message: string): Promise<string> {
  const { password } = await import('@clack/prompts')
  return given(await password({ message, output: process.stderr }))
}

function given(answer: string | symbol): string {
  if (typeof answer === 'symbol') throw new Problem('cancelled')
  return answer
}

/** All of standard input without its line end, for secrets that must not stand in an argument. */
export async function standardInput(): Promise<string> {
  return (await text(process.stdin)).replace(/\r?\n$/, '')
}
