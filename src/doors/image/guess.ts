import { usualOf } from '../../releases/bundle/port.ts'
import { slugged } from './labels.ts'
import type { Config } from './registry/manifest.ts'

/** What an image says of itself, as far as a form asks for it. */
export interface Guess {
  /** Null: it is unclear. */
  readonly port: number | null
  readonly ports: readonly number[]
  readonly env: readonly { readonly name: string; readonly value: string }[]
  /** By a name for its data: the folder of the container. */
  readonly volumes: Readonly<Record<string, string>>
}

/** What the makers of base images leave behind: nobody sets it. */
const noise =
  /^(?:PATH|HOME|USER|PWD|TERM|SHELL|HOSTNAME|LANG|LANGUAGE|LC_\w+|DEBIAN_FRONTEND|GPG_KEYS?|NPM_CONFIG_\w+|PYTHON\w+|GOPATH|GOTOOLCHAIN|JAVA_HOME|LD_LIBRARY_PATH|\w*(?:VERSION|SHA256|SHA512|SHA|DIGEST|CHECKSUM|RELEASE|REVISION))$/i

export function guess({ config }: Config): Guess {
  const ports = Object.keys(config?.ExposedPorts ?? {}).flatMap((port) => (/^\d+(?:\/tcp)?$/.test(port) && isPort(parseInt(port, 10)) ? [parseInt(port, 10)] : []))
  const env = (config?.Env ?? []).map(pairOf)
  const told = Number(env.find(({ name }) => name === 'PORT')?.value)
  return { port: portOf(ports, told), ports: ports.toSorted((a, b) => a - b), env: env.filter(({ name }) => !noise.test(name)), volumes: volumesOf(Object.keys(config?.Volumes ?? {})) }
}

function portOf(ports: readonly number[], told: number): number | null {
  const [only, ...more] = ports
  if (only !== undefined && more.length === 0) return only
  if (isPort(told) && (only === undefined || ports.includes(told))) return told
  return usualOf(ports) ?? null
}

function isPort(number: number): boolean {
  return Number.isInteger(number) && number >= 1 && number <= 65535
}

function pairOf(line: string): { readonly name: string; readonly value: string } {
  const at = line.indexOf('=')
  return at < 0 ? { name: line, value: '' } : { name: line.slice(0, at), value: line.slice(at + 1) }
}

/** Each folder gets a name after its last part, and a longer one where that is taken. */
export function volumesOf(paths: readonly string[], taken: Readonly<Record<string, string>> = {}): Record<string, string> {
  const volumes: Record<string, string> = { ...taken }
  for (const path of [...new Set(paths)].toSorted()) {
    const plain = path.replace(/\/+$/, '')
    if (/^\/[^\0:]*$/.test(plain) && plain.length <= 300 && !plain.split('/').includes('..')) volumes[nameFor(plain, volumes)] = plain
  }
  return volumes
}

function nameFor(path: string, taken: Readonly<Record<string, string>>): string {
  const parts = path.split('/').filter(Boolean)
  const numbered = Object.keys(taken).map((_, at) => `data-${at + 2}`)
  const names = [slugged(parts.at(-1) ?? ''), slugged(parts.slice(-2).join('-')), ...numbered]
  return names.find((name) => !Object.hasOwn(taken, name)) ?? 'data-1'
}
