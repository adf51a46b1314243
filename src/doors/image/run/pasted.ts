import { stringify } from 'yaml'
import { escape } from '../../../bundle/interpolate.ts'
import { usualOf } from '../../../releases/bundle/port.ts'
import { EnvName, EnvValue } from '../../../model/projectfile.ts'
import { Problem } from '../../../model/problem.ts'
import { textOf, parseReference } from '../reference.ts'
import { countOf, cpusOf, memoryOf, portOf } from './amounts.ts'
import { mountsOf } from './mounts.ts'
import type { Mounts } from './mounts.ts'
import { readLine } from './options.ts'
import type { Line } from './options.ts'
import { somewhere, splitWords } from './words.ts'

/** A `docker run` line as settings. */
export interface Pasted {
  readonly image: string
  /** As it stands there; null where it gives none. */
  readonly name: string | null
  readonly port: number | null
  readonly env: Readonly<Record<string, string>>
  /** Null: it asks for none. */
  readonly volumes: Readonly<Record<string, string>> | null
  readonly memory: string | null
  readonly cpus: number | null
  /** What it is started with; null: as the image says. */
  readonly command: readonly string[] | null
  /** The same as a compose file, where the line says what settings cannot: another entrypoint, user, health check. */
  readonly compose: string | null
  readonly notes: readonly string[]
}

/** Reads it without a shell. Throws `bad-run` naming what cannot be here, or `bad-image`. */
export function readPasted(text: string): Pasted {
  const line = readLine(splitWords(text))
  const networks = networkNotes(line)
  const mounts = mountsOf(all(line, 'volume'), all(line, 'mount'))
  for (const value of [line.image, ...line.command, ...[...line.options].flatMap(([name, values]) => (name === 'volume' || name === 'mount' ? [] : values))]) demandPlain(value)
  const image = textOf(parseReference(line.image))
  const { port, notes } = portsOf(line)
  const { env, notes: about } = envOf(line)
  const [memory, cpus] = [last(line, 'memory'), last(line, 'cpus')]
  const plain = {
    image,
    name: last(line, 'name') ?? null,
    port,
    env,
    volumes: Object.keys(mounts.volumes).length > 0 ? mounts.volumes : null,
    memory: memory === undefined ? null : memoryOf(memory),
    cpus: cpus === undefined ? null : cpusOf(cpus),
    command: line.command.length > 0 ? line.command : null,
    notes: [...line.notes, ...networks, ...notes, ...about, ...mounts.notes],
  }
  return { ...plain, compose: composeOf(plain, line, mounts) }
}

function all({ options }: Line, name: string): readonly string[] {
  return options.get(name) ?? []
}

function last(line: Line, name: string): string | undefined {
  return all(line, name).at(-1)
}

function demandPlain(value: string): void {
  if (value.includes(somewhere)) throw new Problem('bad-run', { reason: `\`${value.replaceAll(somewhere, '$PWD').slice(0, 100)}\` is filled by a shell; write its value` })
}

/** One of its own it has anyway. */
function networkNotes(line: Line): readonly string[] {
  return ['network', 'net'].flatMap((name) => {
    const network = last(line, name)
    if (network === undefined) return []
    if (network === 'host' || network === 'none' || network.startsWith('container:')) throw new Problem('bad-run', { reason: `\`--${name} ${network}\`: an app has a network of its own` })
    return [`\`--${name}\` is left out: it has a network of its own.`]
  })
}

/** One port leads to it: of several published ones the usual, else the first; else what it exposes. */
function portsOf(line: Line): { readonly port: number | null; readonly notes: readonly string[] } {
  const published = all(line, 'publish').map(portOf)
  const tcp = [...new Set(published.filter(({ protocol }) => protocol === 'tcp').map(({ port }) => port))]
  const port = usualOf(tcp) ?? tcp[0] ?? all(line, 'expose').map(portOf)[0]?.port ?? null
  const others = [...tcp.filter((other) => other !== port).map(String), ...published.filter(({ protocol }) => protocol !== 'tcp').map((one) => `${one.port}/${one.protocol}`)]
  return { port, notes: others.length > 0 ? [`Visitors come to port ${port ?? 'of its own'}; nothing leads to ${others.join(', ')}.`] : [] }
}

function envOf(line: Line): { readonly env: Record<string, string>; readonly notes: readonly string[] } {
  const env: Record<string, string> = {}
  const notes: string[] = []
  for (const text of all(line, 'env')) {
    const at = text.indexOf('=')
    const [name, value] = at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
    if (!EnvName.safeParse(name).success || !EnvValue.safeParse(value ?? '').success) throw new Problem('bad-run', { reason: `\`${name.slice(0, 100)}\` cannot be a variable` })
    if (value === undefined) notes.push(`${name} has no value in the line: set it where it is needed.`)
    else env[name] = value
  }
  return { env, notes }
}

/** Undefined where settings say it all. */
function composeOf({ image, port, volumes, memory, cpus, command }: Omit<Pasted, 'compose'>, line: Line, { tmpfs }: Mounts): string | null {
  const more = { ...extras(line), ...(tmpfs.length + all(line, 'tmpfs').length > 0 ? { tmpfs: [...tmpfs, ...all(line, 'tmpfs')] } : {}) }
  if (Object.keys(more).length === 0) return null
  const named = Object.entries(volumes ?? {})
  const service = {
    image,
    ...(port === null ? {} : { expose: [String(port)] }),
    ...(command === null ? {} : { command: [...command] }),
    ...(named.length === 0 ? {} : { volumes: named.map(([name, path]) => `${name}:${path}`) }),
    ...(memory === null ? {} : { mem_limit: memory }),
    ...(cpus === null ? {} : { cpus }),
    ...more,
  }
  const volumesAtTop = named.length === 0 ? {} : { volumes: Object.fromEntries(named.map(([name]) => [name, null])) }
  return stringify(escape({ services: { web: service }, ...volumesAtTop }))
}

const durations: Readonly<Record<string, string>> = { 'health-interval': 'interval', 'health-timeout': 'timeout', 'health-start-period': 'start_period' }

function extras(line: Line): Readonly<Record<string, unknown>> {
  const one = (option: string, key: string, make: (text: string) => unknown = (text) => text): [string, unknown][] => {
    const value = last(line, option)
    return value === undefined ? [] : [[key, make(value)]]
  }
  const isSet = (): boolean => true
  const health = [
    ...one('health-cmd', 'test', (command) => ['CMD-SHELL', command]),
    ...one('health-retries', 'retries', countOf),
    ...Object.entries(durations).flatMap(([option, key]) => one(option, key)),
  ]
  return Object.fromEntries([
    ...one('entrypoint', 'entrypoint', (program) => (program === '' ? [] : [program])),
    ...one('user', 'user'),
    ...one('workdir', 'working_dir'),
    ...one('shm-size', 'shm_size'),
    ...one('stop-timeout', 'stop_grace_period', (seconds) => `${seconds}s`),
    ...one('stop-signal', 'stop_signal'),
    ...one('init', 'init', isSet),
    ...one('read-only', 'read_only', isSet),
    ...(last(line, 'no-healthcheck') !== undefined ? [['healthcheck', { disable: true }] as const] : health.length > 0 ? [['healthcheck', Object.fromEntries(health)] as const] : []),
  ])
}
