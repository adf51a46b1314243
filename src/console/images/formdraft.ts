import type { Access } from '../../model/access.ts'
import type { ImageGuess, ImagePolicy } from '../../model/image.ts'
import type { RegisterAsked } from '../api/images.ts'
import { readEnv, writeEnv } from '../project/dotenv.ts'
import { lookOf } from './pasted.ts'
import type { PastedKind } from './pasted.ts'

/** A folder that is kept, as it is typed. */
export interface VolumeRow {
  readonly key: number
  readonly name: string
  readonly path: string
}
export type VolumeFault = 'name' | 'path' | 'double'

/** An image before it is registered, as the form has it. */
export interface Draft {
  readonly name: string
  readonly title: string
  readonly port: string
  readonly env: string
  readonly volumes: readonly VolumeRow[]
  readonly memory: string
  readonly cpus: string
  readonly access: Access
  readonly policy: ImagePolicy
}

const usualPolicy: ImagePolicy = { take: 'ask', every: 60, from: 0, to: 0 }

export function draftOf({ name, port, env, volumes }: ImageGuess): Draft {
  const given = Object.fromEntries(env.map((each) => [each.name, each.value]))
  return { name, title: '', port: port === null ? '' : String(port), env: writeEnv(given), volumes: rowsOf(volumes), memory: '', cpus: '', access: 'private', policy: usualPolicy }
}

export function rowsOf(volumes: Readonly<Record<string, string>>): readonly VolumeRow[] {
  return Object.entries(volumes).map(([name, path], key) => ({ key, name, path }))
}

export function volumesIn(rows: readonly VolumeRow[]): Record<string, string> {
  return Object.fromEntries(rows.map(({ name, path }) => [name.trim(), path.trim()]))
}

export function faultOf(row: VolumeRow, rows: readonly VolumeRow[]): VolumeFault | undefined {
  if (!/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/.test(row.name.trim())) return 'name'
  if (!/^\/[^:]*[^:/]$/.test(row.path.trim()) || row.path.split('/').includes('..')) return 'path'
  return rows.some(({ key, name }) => key !== row.key && name.trim() === row.name.trim()) ? 'double' : undefined
}

export function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= 65535
}

/** As the engine takes it; empty is no limit. */
export function isMemory(text: string): boolean {
  return /^(?:[1-9]\d{0,9}[kmg]b?)?$/i.test(text.trim())
}

/** A number up to 256; empty is no limit. */
export function isCpus(text: string): boolean {
  const typed = text.trim()
  return typed === '' || (/^\d{1,3}(?:\.\d+)?$/.test(typed) && Number(typed) > 0 && Number(typed) <= 256)
}

/** Whether it can be sent. */
export function isWhole({ name, port, env, volumes, memory, cpus }: Draft): boolean {
  return name.trim() !== '' && isPort(port) && isMemory(memory) && isCpus(cpus) && readEnv(env).bad.length === 0 && volumes.every((row) => faultOf(row, volumes) === undefined)
}

export function bodyOf(draft: Draft, kind: PastedKind, text: string): RegisterAsked {
  const env = Object.fromEntries(readEnv(draft.env).pairs.map(({ name, value }) => [name, value]))
  const { access, policy } = draft
  const limits = { ...(draft.memory.trim() && { memory: draft.memory.trim() }), ...(draft.cpus.trim() && { cpus: Number(draft.cpus) }) }
  const named = { name: draft.name.trim(), ...(draft.title.trim() && { title: draft.title.trim() }) }
  return { ...lookOf(kind, text), ...named, port: Number(draft.port), env, volumes: volumesIn(draft.volumes), ...limits, access, policy }
}
