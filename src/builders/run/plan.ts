import { readEnv } from './envfile.ts'
import type { Call } from './calls.ts'
import { readOptions } from './dockeroptions.ts'
import type { Option } from './dockeroptions.ts'
import { mountsOf } from './mounts.ts'
import type { Mounts } from './mounts.ts'
import { hostPort, containerPort } from './ports.ts'
import { refuseOption, refused } from './refusals.ts'
import type { Recorded } from './sandbox.ts'

/** A `docker run` whose end the script waited for. */
export interface Step extends Mounts {
  readonly image: string
  /** After the image. */
  readonly words: readonly string[]
  readonly entrypoint: string | undefined
  readonly env: ReadonlyMap<string, string>
  readonly workdir: string | undefined
  readonly user: string | undefined
}

/** The `docker run` that stays. */
export interface Service extends Step {
  /** In the container. */
  readonly port: number
  readonly labels: ReadonlyMap<string, string>
}

export interface Plan {
  readonly steps: readonly Step[]
  readonly service: Service
  /** For the log. */
  readonly notes: readonly string[]
}

interface Run {
  readonly options: readonly Option[]
  readonly step: Step
  readonly detached: boolean
  readonly published: readonly string[]
}

const ownImage = 'Put the Dockerfile at the top of the project, or name it in berth.yaml: `build.dockerfile`.'
const ownCompose = 'Put the compose file at the top of the project, or name it in berth.yaml: `build.compose`.'
const beside = 'Write a compose file with both, or attach a database to the project.'

/** Of all that was asked of Docker: what builds, and what serves. Throws `build-refused` for what has no equal here. */
export function readPlan(recorded: Recorded, port: number): Plan {
  const runs = recorded.calls.flatMap((call) => readRun(call, recorded) ?? [])
  const last = runs.findLastIndex(({ published }) => published.length > 0)
  const served = runs[last]
  if (!served) throw refused('no container that publishes a port', 'It starts the site with `docker run --detach --publish`; or write a Dockerfile.')
  const before = runs.slice(0, last)
  const other = before.find(({ detached }) => detached)
  if (other) throw refused(`${other.step.image}, which it leaves running beside the site`, beside)
  return { steps: before.map(({ step }) => step), service: serviceOf(served, port), notes: notesOf(served, runs.length - last - 1) }
}

/** Nothing is built or started by these, and what they ask for is there. */
const harmless: ReadonlySet<string> = new Set([
  'version',
  'info',
  'ps',
  'images',
  'inspect',
  'network',
  'volume',
  'pull',
  'rm',
  'kill',
  'stop',
  'rmi',
  'logs',
  'port',
  'wait',
  'top',
  'system',
  'tag',
  'login',
  'logout',
])
const harmlessOf: Readonly<Record<string, ReadonlySet<string>>> = {
  image: new Set(['ls', 'list', 'inspect', 'pull', 'rm', 'prune', 'tag', 'history']),
  container: new Set(['ls', 'list', 'ps', 'inspect', 'rm', 'stop', 'kill', 'logs', 'wait', 'prune']),
}

/** Options of the client itself that have a value. */
const globals: ReadonlySet<string> = new Set(['--config', '-c', '--context', '-H', '--host', '-l', '--log-level', '--tlscacert', '--tlscert', '--tlskey'])

function afterGlobal(words: readonly string[]): readonly string[] {
  const [first, ...rest] = words
  if (first?.startsWith('-') !== true) return words
  return afterGlobal(globals.has(first) ? rest.slice(1) : rest)
}

function readRun({ folder, words }: Call, recorded: Recorded): Run | undefined {
  const own = afterGlobal(words)
  const [verb = 'version', noun = ''] = own
  if (verb === 'run') return runOf(folder, own.slice(1), recorded)
  if (verb === 'container' && noun === 'run') return runOf(folder, own.slice(2), recorded)
  if (verb === 'build' || (['image', 'buildx', 'builder'].includes(verb) && noun === 'build')) throw refused('an image of its own (docker build)', ownImage)
  if (verb === 'compose') throw refused('a compose file (docker compose)', ownCompose)
  if (!harmless.has(verb) && !harmlessOf[verb]?.has(noun)) throw refused(`\`docker ${verb}\`, which has no equal here`)
  return undefined
}

function runOf(folder: string, words: readonly string[], recorded: Recorded): Run {
  const { options, rest } = readOptions(words)
  for (const { name, value } of options) refuseOption(name, value)
  const [image = '', ...command] = rest
  if (!/^[a-zA-Z0-9][\w./:@-]{0,300}$/.test(image)) throw refused(`an image that is called “${image.slice(0, 100)}”`)
  const all = (name: string): string[] => options.filter((option) => option.name === name).map(({ value }) => value)
  const on = (name: string): boolean => !['false', undefined].includes(all(name).at(-1))
  const env = new Map([...all('env-file').flatMap((path) => readEnv(recorded.files.get(path.startsWith('/') ? path : `${folder}/${path}`) ?? '')), ...all('env').flatMap(readEnv)])
  const step = { image, words: command, entrypoint: all('entrypoint').at(-1), env, workdir: all('workdir').at(-1), user: all('user').at(-1), ...mountsOf(options, recorded.folder, folder) }
  return { options, step, detached: on('detach'), published: all('publish').filter((port) => containerPort(port) !== null) }
}

function serviceOf({ step, options, published }: Run, port: number): Service {
  const asked = published.find((one) => hostPort(one) === port) ?? published[0] ?? ''
  const labels = options.flatMap(({ name, value }) => (name === 'label' ? [pairOf(value)] : []))
  return { ...step, port: containerPort(asked) ?? port, labels: new Map(labels.filter(([name]) => !name.startsWith('berth.'))) }
}

/** Those that are followed, and those that are for a terminal or for Docker's own account. */
const followed: ReadonlySet<string> = new Set([
  ...['env', 'env-file', 'volume', 'mount', 'publish', 'workdir', 'user', 'label', 'entrypoint', 'detach'],
  ...['name', 'rm', 'init', 'tty', 'interactive', 'network', 'net', 'network-alias', 'restart', 'pull', 'quiet', 'attach', 'sig-proxy', 'publish-all'],
])

function notesOf({ options, published, step }: Run, after: number): readonly string[] {
  const ignored = [...new Set(options.map(({ name }) => name))].filter((name) => !followed.has(name))
  return [
    ...(ignored.length > 0 ? [`Of its docker run these are not followed: ${ignored.map((name) => `--${name}`).join(', ')}.`] : []),
    ...(published.length > 1 ? [`It publishes ${published.join(', ')}; visitors come to the first.`] : []),
    ...(step.volumes.size > 0 ? [`Nothing is kept of what it writes to ${[...step.volumes.keys()].join(', ')}.`] : []),
    ...(after > 0 ? ['What it runs after the site has been started is left out.'] : []),
  ]
}

function pairOf(text: string): [string, string] {
  const at = text.indexOf('=')
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}
