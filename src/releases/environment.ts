import { z } from 'zod'
import type { InstanceName } from '../model/names.ts'
import type { EnvLine } from '../model/project.ts'
import { EnvMap } from '../model/projectfile.ts'
import type { Env } from './bundle/environment.ts'
import type { Vault } from './ties.ts'

const Kept = z.record(z.string(), z.object({ value: z.string(), changed: z.string() }))
type Kept = z.infer<typeof Kept>

export interface EnvChange {
  readonly set: Readonly<Record<string, string>>
  readonly unset: readonly string[]
}

/** A name that says so, or a value that looks made: such a text is left out of every log. `production` is not. */
function isTelling(name: string, value: string): boolean {
  return (
    /secret|token|key|pass|pwd|credential|auth|dsn|private/i.test(name) || /:\/\/[^/\s]*:[^/\s]*@/.test(value) || (value.length >= 16 && /\d/.test(value) && /[a-z]/i.test(value) && !/\s/.test(value))
  )
}

/** The variables of projects (and of what else has some, by a name that is no project’s), and those each release was given. All of them lie in the vault: any may be a secret. */
export class Environments {
  readonly #vault: Vault
  readonly #know: (secret: string) => void

  /** `know`: learns what no log may say. */
  constructor(vault: Vault, know: (secret: string) => void) {
    this.#vault = vault
    this.#know = know
  }

  /** Of all projects, once at the start. */
  async learn(projects: readonly InstanceName[]): Promise<void> {
    for (const project of projects) await this.of(project)
  }

  async of(project: string): Promise<Env> {
    return new Map(Object.entries(await this.#read(project)).map(([name, { value }]) => [name, value]))
  }

  async lines(project: string, reveal: boolean): Promise<EnvLine[]> {
    const all = Object.entries(await this.#read(project)).toSorted(([a], [b]) => a.localeCompare(b))
    return all.map(([name, { value, changed }]) => ({ name, value: reveal ? value : null, length: value.length, changed }))
  }

  /** Whether anything is different now. */
  async change(project: string, { set, unset }: EnvChange, at: string): Promise<boolean> {
    const before = await this.#read(project)
    const kept = Object.fromEntries(Object.entries(before).filter(([name]) => !unset.includes(name)))
    const changed = Object.entries(set).filter(([name, value]) => kept[name]?.value !== value)
    if (changed.length === 0 && Object.keys(kept).length === Object.keys(before).length) return false
    const after = { ...kept, ...Object.fromEntries(changed.map(([name, value]) => [name, { value, changed: at }])) }
    for (const [name, value] of changed) if (isTelling(name, value)) this.#know(value)
    await this.#vault.put(nameOf(project), JSON.stringify(after))
    return true
  }

  /** As a release was given them: they do not change any more. */
  async ofRelease(project: InstanceName, number: number): Promise<Env> {
    const text = await this.#vault.get(nameOf(project, number))
    return new Map(Object.entries(EnvMap.parse(JSON.parse(text ?? '{}'))))
  }

  async keep(project: InstanceName, number: number, env: Env): Promise<void> {
    await this.#vault.put(nameOf(project, number), JSON.stringify(Object.fromEntries(env)))
  }

  async forget(project: string, number?: number): Promise<void> {
    await this.#vault.remove(nameOf(project, number))
  }

  async #read(project: string): Promise<Kept> {
    const kept = Kept.parse(JSON.parse((await this.#vault.get(nameOf(project))) ?? '{}'))
    for (const [name, { value }] of Object.entries(kept)) if (isTelling(name, value)) this.#know(value)
    return kept
  }
}

function nameOf(project: string, number?: number): string {
  return number === undefined ? `env:${project}` : `env:${project}:${number}`
}
