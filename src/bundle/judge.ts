import { posix } from 'node:path'
import type { Ask } from '../model/grant.ts'
import { Problem } from '../model/problem.ts'
import { asksOf } from './asks.ts'
import type { Place } from './bundle.ts'
import type { Compose, Service } from './compose.ts'
import { envFilesOf } from './compose.ts'
import { partsOf } from './mounts.ts'
import { nested } from './nesting.ts'
import { below, inside, insideApp, isBerths, resolvePath } from './paths.ts'

/** Keys of a service that an app may use or ask for. What is not here is refused by name: a new key of Compose is not free until it was read. */
const known: ReadonlySet<string> = new Set(
  `image build command entrypoint environment env_file labels annotations depends_on healthcheck volumes tmpfs user group_add working_dir
  init stop_signal stop_grace_period hostname domainname restart container_name ports expose networks links logging shm_size ulimits
  mem_limit mem_reservation memswap_limit mem_swappiness cpus cpu_shares cpuset pids_limit read_only tty stdin_open platform extra_hosts
  dns dns_search deploy cap_add cap_drop security_opt pull_policy attach profiles scale network_mode privileged devices
  pid ipc uts userns_mode cgroup`.split(/\s+/),
)
const knownAtTop: ReadonlySet<string> = new Set(['services', 'volumes', 'networks', 'version', 'name'])
/** What these may say besides `host`, which needs a grant: the container's own. */
const own: Readonly<Record<string, readonly unknown[]>> = { pid: ['private'], ipc: ['private', 'none', 'shareable'], uts: ['private'], userns_mode: [], cgroup: ['private'] }

/**
 * Everything an app asks for beyond its own folder and network. Throws `refused` for what no grant can allow:
 * keys of Compose that nobody has judged, and Berth's own files.
 */
export function judge(app: string, compose: Compose, place: Place): readonly Ask[] {
  const refuse = (what: string): never => {
    throw new Problem('refused', { app, what })
  }
  for (const key of Object.keys(compose)) if (!knownAtTop.has(key) && !key.startsWith('x-')) refuse(`\`${key}\` in its compose file`)
  for (const [name, options] of Object.entries(compose.volumes)) judgeVolume(name, options ?? {}, refuse)
  for (const [name, service] of Object.entries(compose.services)) {
    for (const what of impossible(service, place)) refuse(`${what} (service ${name})`)
  }
  for (const what of nested(compose, place.folder)) refuse(what)
  return Object.entries(compose.services).flatMap(([name, service]) => asksOf(app, name, service, place))
}

function judgeVolume(name: string, options: object, refuse: (what: string) => never): void {
  const odd = Object.keys(options).find((key) => !['name', 'labels', 'driver'].includes(key))
  if (odd) refuse(`the volume ${name} with \`${odd}\``)
  if ('driver' in options && options.driver !== 'local') refuse(`the volume ${name} with another driver`)
}

function impossible(service: Service, place: Place): readonly string[] {
  return [...keys(service), ...modes(service), ...mounts(service, place), ...build(service, place), ...files(service, place)]
}

function keys(service: Service): readonly string[] {
  return Object.keys(service)
    .filter((key) => !known.has(key) && !key.startsWith('x-'))
    .map((key) => `\`${key}\``)
}

function modes(service: Service): readonly string[] {
  const network = service.network_mode
  const foreign = network === undefined || ['bridge', 'none', 'host'].includes(network) ? [] : [`the network mode ${network}`]
  const shared = Object.entries(own).filter(([key, allowed]) => service[key] !== undefined && service[key] !== 'host' && !allowed.includes(service[key]))
  return [...foreign, ...shared.map(([key]) => `\`${key}: ${JSON.stringify(service[key]).replaceAll('"', '')}\``)]
}

const plainOptions: ReadonlySet<string> = new Set(['type', 'source', 'target', 'read_only'])

function mounts(service: Service, place: Place): readonly string[] {
  return service.volumes.flatMap((mount) => {
    const { type, source } = partsOf(mount)
    if (!['bind', 'volume', 'tmpfs'].includes(type)) return [`a mount of the type ${type}`]
    if (typeof mount !== 'string' && type !== 'tmpfs' && !Object.entries(mount).every(isPlain)) return ['a mount with options of its own']
    if (type !== 'bind' || inside(place.folder, source)) return []
    if (isDeepInShared(resolvePath(place.folder, source), place)) return ['a folder within a folder of the shared one']
    return source.startsWith('~') || source.includes('\0') || isBerths(resolvePath(place.folder, source), place) ? [`the folder ${source} of the machine`] : []
  })
}

/** Docker and Compose make what is not there anyway; whatever else a mount says of itself is not passed on unread. */
function isPlain([key, value]: [string, unknown]): boolean {
  if (key === 'bind') return JSON.stringify(value) === '{"create_host_path":true}'
  return plainOptions.has(key)
}

/** Who shares the outer folder could put a link in the place of the inner one. */
function isDeepInShared(path: string, { machine }: Place): boolean {
  return below(machine.shared, path) && posix.relative(machine.shared, path).includes('/')
}

/** An image is built from files that came with the app, and from no others. */
function build(service: Service, { folder }: Place): readonly string[] {
  const context = typeof service.build === 'string' ? service.build : service.build?.context
  return context === undefined || insideApp(folder, context) ? [] : [`building the folder ${context}`]
}

function files(service: Service, place: Place): readonly string[] {
  return envFilesOf(service).flatMap(({ path }) => (insideApp(place.folder, path) || !isBerths(resolvePath(place.folder, path), place) ? [] : [`the file ${path}`]))
}
