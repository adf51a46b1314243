import { posix } from 'node:path'
import { isBelow } from '../inside.ts'
import type { Option } from './dockeroptions.ts'
import { refused } from './refusals.ts'

/** A part of the project in a container. */
export interface Mount {
  /** Inside the project; `.` for all of it. */
  readonly source: string
  readonly target: string
}

export interface Mounts {
  readonly project: readonly Mount[]
  /** Named volumes, by where they are. */
  readonly volumes: ReadonlyMap<string, string>
}

/** From `--volume` and `--mount`. Throws `build-refused` for what is of the machine and not of the project. */
export function mountsOf(options: readonly Option[], project: string, folder: string): Mounts {
  const read = options.flatMap(({ name, value }) => (name === 'volume' ? [readVolume(value)] : name === 'mount' ? [readMount(value)] : []))
  const parts: Mount[] = []
  const volumes = new Map<string, string>()
  for (const { source, target } of read) {
    if (source === '') continue // without a name: nothing that stays
    if (!/^[./~]/.test(source)) volumes.set(target, source)
    else parts.push({ source: inProject(source, project, folder), target })
  }
  return { project: parts.toSorted((one, other) => one.source.length - other.source.length), volumes }
}

interface Pair {
  readonly source: string
  readonly target: string
}

function readVolume(text: string): Pair {
  const [one = '', two] = text.split(':')
  return two === undefined ? { source: '', target: clean(one) } : { source: one, target: clean(two) }
}

function readMount(text: string): Pair {
  const fields = new Map(text.split(',').map((field) => [field.slice(0, field.indexOf('=')), field.slice(field.indexOf('=') + 1)]))
  const one = (...names: string[]): string => names.map((name) => fields.get(name)).find((value) => value !== undefined) ?? ''
  if (one('type') === 'tmpfs') return { source: '', target: '' }
  return { source: one('source', 'src'), target: clean(one('target', 'destination', 'dst')) }
}

function clean(target: string): string {
  return posix.join('/', target).replace(/(?<=.)\/$/, '')
}

function inProject(source: string, project: string, folder: string): string {
  const path = posix.resolve(folder, source)
  if (source.includes('docker.sock')) throw refused('the socket of Docker')
  if (source.startsWith('~') || !isBelow(project, path)) throw refused(`${source} of the machine`)
  return posix.relative(project, path) || '.'
}
