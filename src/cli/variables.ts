import { Problem } from '../model/problem.ts'
import type { EnvLine } from '../model/project.ts'
import { askSecret, standardInput } from './answer.ts'
import type { Context } from './context.ts'
import { ago, table } from './terminal.ts'
import type { Terminal } from './terminal.ts'

/**
 * Reads `NAME=value`; of a NAME alone the value is asked for, or read from standard input, since a value in an argument
 * can be read by every user of this computer. Throws `invalid` for several of those.
 */
export async function valuesOf(terminal: Pick<Terminal, 'live'>, variables: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const alone = variables.filter((text) => !text.includes('='))
  if (alone.length > 1) throw new Problem('invalid', { where: alone.join(' '), reason: 'one at a time can be asked for' })
  const [name] = alone
  const asked = name === undefined ? [] : [[name, terminal.live ? await askSecret(`Value of ${name}`) : await standardInput()] as const]
  const pairs = variables.filter((text) => text.includes('=')).map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)] as const)
  return Object.fromEntries([...pairs, ...asked])
}

export function variableTable(lines: readonly EnvLine[]): string {
  const row = ({ name, value, length, changed }: EnvLine): string[] => [name, value ?? `(${length} characters)`, ago(changed)]
  return table(['VARIABLE', 'VALUE', 'CHANGED'], lines.map(row))
}

export interface VariableOptions {
  readonly unset?: readonly string[]
  readonly reveal?: boolean
}

/** Shows the variables at `path` of the API where nothing is to be changed, else changes them and shows what there is then. */
export async function showOrChange(
  { client, terminal }: Pick<Context, 'client' | 'terminal'>,
  path: string,
  variables: readonly string[],
  { unset = [], reveal = false, ...more }: VariableOptions,
): Promise<void> {
  const isChange = variables.length > 0 || unset.length > 0
  const lines = isChange
    ? await client.send<EnvLine[]>('PATCH', path, { set: await valuesOf(terminal, variables), unset, ...more })
    : await client.get<EnvLine[]>(`${path}${reveal ? '?reveal=true' : ''}`)
  terminal.show(lines, () => (lines.length === 0 ? 'There is none.' : variableTable(lines)))
}
