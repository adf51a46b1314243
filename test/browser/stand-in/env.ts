import type { EnvLine } from '../../../src/model/project.ts'

type Values = ReadonlyMap<string, string>

/** Variables as the API tells them. */
export function linesOf(values: Values | undefined, revealed: boolean): EnvLine[] {
  return [...(values ?? [])].map(([name, value]) => ({ name, value: revealed ? value : null, length: value.length, changed: '2026-01-01T10:00:00.000Z' }))
}

export function withChange(values: Values | undefined, { set, unset }: { readonly set: Readonly<Record<string, string>>; readonly unset: readonly string[] }): Values {
  return new Map([...[...(values ?? [])].filter(([name]) => !unset.includes(name)), ...Object.entries(set)])
}
