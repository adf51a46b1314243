import type { EnvLine } from '../../model/project.ts'

/** What shall become of a project's variables. */
export interface EnvWish {
  readonly set?: Readonly<Record<string, string>>
  readonly unset?: readonly string[]
}

export function valuesIn(lines: readonly EnvLine[]): ReadonlyMap<string, string> {
  return new Map(lines.flatMap(({ name, value }) => (value === null ? [] : [[name, value]])))
}

/** What makes a change undone: names that were not there go, others get what they had. */
export function backFrom({ set = {}, unset = [] }: EnvWish, before: ReadonlyMap<string, string>): EnvWish {
  const names = [...new Set([...Object.keys(set), ...unset])]
  const had = names.flatMap((name) => (before.has(name) ? [[name, before.get(name) ?? ''] as const] : []))
  return { set: Object.fromEntries(had), unset: names.filter((name) => !before.has(name)) }
}
