import { posix } from 'node:path'
import { digestLabel, engineLabel, instanceLabel } from '../model/labels.ts'
import type { Place } from './bundle.ts'
import type { Compose, Service } from './compose.ts'
import { partsOf } from './judge.ts'
import { resolvePath } from './paths.ts'

interface Bound {
  /** Below the instance's folder. */
  readonly path: string
  readonly service: string
}

export interface Rewritten {
  readonly compose: Record<string, unknown>
  readonly folders: readonly Bound[]
}

/** Log lines Docker keeps of each container: three files of ten megabytes. */
const logging = { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } }
/** Processes a service may have unless it says how many: a fork bomb ends here. */
const pidsLimit = 2048
/** Keys that have no place in a project of Berth's, or get another value below. */
const dropped = [
  'build',
  'container_name',
  'ports',
  'links',
  'networks',
  'network_mode',
  'labels',
  'restart',
  'logging',
  'pull_policy',
  'attach',
  'profiles',
  'scale',
  'deploy',
  'volumes',
  'security_opt',
  'privileged',
]

/**
 * A judged file made into a project of Berth's: one network with a subnet of our own, no published ports, no
 * restart by Docker, data below `data/`, labels on all. Inner names resolve as before: `container_name`s and
 * aliases become aliases on the one network.
 */
export function rewrite(compose: Compose, place: Place): Rewritten {
  const volumes = new Map<string, string>()
  const folders: Bound[] = []
  const services: Record<string, unknown> = {}
  for (const [name, service] of Object.entries(compose.services)) {
    const mounts = mountsOf(name, service, place, volumes)
    folders.push(...mounts.folders)
    services[name] = { ...keep(service), ...sandbox(service), ...limits(service), networks: { default: { aliases: aliasesOf(name, service) } }, volumes: mounts.list }
  }
  const declared = Object.fromEntries([...volumes].map(([name, path]) => [name, volumeAt(posix.join(place.folder, path))]))
  const network = { driver: 'bridge', ipam: { config: [{ subnet: place.subnet }] } }
  return { compose: { services, networks: { default: network }, ...(volumes.size > 0 ? { volumes: declared } : {}) }, folders }
}

/** Labels go on last: the digest among them is over everything else. */
export function label(compose: Record<string, unknown>, place: Place, digest: string): Record<string, unknown> {
  const labels = { [engineLabel]: place.engine, [instanceLabel]: place.instance, [digestLabel]: digest }
  const add = (group: unknown): Record<string, unknown> => Object.fromEntries(Object.entries((group ?? {}) as Record<string, object>).map(([name, value]) => [name, { ...value, labels }]))
  const { services, networks, volumes } = compose
  return { services: add(services), networks: add(networks), ...(volumes ? { volumes: add(volumes) } : {}) }
}

function keep(service: Service): Record<string, unknown> {
  return Object.fromEntries(Object.entries(service).filter(([key]) => !dropped.includes(key) && !key.startsWith('x-')))
}

function sandbox(service: Service): Record<string, unknown> {
  return { restart: 'no', logging, security_opt: ['no-new-privileges:true'], pids_limit: service['pids_limit'] ?? pidsLimit }
}

function limits(service: Service): Record<string, unknown> {
  const asked = service.deploy?.resources?.limits
  return asked ? { deploy: { resources: { limits: asked } } } : {}
}

function aliasesOf(name: string, service: Service): readonly string[] {
  const declared = Array.isArray(service.networks) ? [] : Object.values(service.networks ?? {}).flatMap((network) => network?.aliases ?? [])
  return [...new Set([...declared, ...(service.container_name ? [service.container_name] : [])])].filter((alias) => alias !== name)
}

function mountsOf(name: string, service: Service, place: Place, volumes: Map<string, string>): { list: object[]; folders: Bound[] } {
  const folders: Bound[] = []
  const list: object[] = []
  for (const mount of service.volumes) {
    const { type, source, target, readOnly } = partsOf(mount)
    const common = { target, ...(readOnly ? { read_only: true } : {}) }
    if (type === 'tmpfs') list.push({ type, target })
    else if (type === 'bind') list.push({ type, source: bind(name, resolvePath(place.folder, source), place, folders), ...common })
    else list.push({ type: 'volume', source: volume(source || `anonymous-${name}-${slug(target)}`, name, volumes, folders), ...common })
  }
  for (const path of uncovered(service, place)) {
    const source = `image-${name}-${slug(path)}`
    volumes.set(source, posix.join('data', '.image', name, path))
    folders.push({ path: posix.join('data', '.image', name, path), service: name })
    list.push({ type: 'volume', source, target: path })
  }
  return { list, folders }
}

/** A folder of the app's own files is there already; only folders below `data/` are made. */
function bind(service: string, path: string, place: Place, folders: Bound[]): string {
  const relative = posix.relative(place.folder, path)
  if (relative.startsWith('data')) folders.push({ path: relative, service })
  return path
}

function volume(name: string, service: string, volumes: Map<string, string>, folders: Bound[]): string {
  const path = posix.join('data', slug(name))
  volumes.set(slug(name), path)
  folders.push({ path, service })
  return slug(name)
}

/** Volumes that the image declares and no mount covers would be anonymous, and lost with the container. */
function uncovered(service: Service, place: Place): readonly string[] {
  const targets = service.volumes.map((mount) => posix.normalize(partsOf(mount).target).replace(/\/$/, ''))
  const declared = place.images.get(service.image ?? '')?.volumes ?? []
  return declared.map((path) => posix.normalize(path).replace(/\/$/, '')).filter((path) => !targets.includes(path))
}

/** A local volume bound into the instance's folder: Docker's copy-up of image content, our place for the bytes. */
function volumeAt(device: string): object {
  return { driver: 'local', driver_opts: { type: 'none', o: 'bind', device } }
}

function slug(text: string): string {
  return text.replace(/[^a-zA-Z0-9_.-]+/g, '-').replace(/^[-.]+|-$/g, '') || 'data'
}
