import { posix } from 'node:path'
import type { Bound, Place } from './bundle.ts'
import { envFilesOf } from './compose.ts'
import type { Compose, Service } from './compose.ts'
import { resolvePath } from './paths.ts'
import { rewriteMounts } from './rewritemounts.ts'
import { authorityMounts, issuerHost } from './signin.ts'

export interface Rewritten {
  readonly compose: Record<string, unknown>
  readonly folders: readonly Bound[]
  /** Folders below the shared one. */
  readonly shared: readonly string[]
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
  'extends',
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
  'env_file',
]

export type Links = ReadonlyMap<string, readonly string[]>

/**
 * A judged file, whose asks are granted, made into a project of Berth's: one network with a subnet of our own, no published ports, no
 * restart by Docker, data below `data/`, labels on all. Inner names resolve as before: `container_name`s and
 * aliases become aliases on the one network.
 */
export function rewrite(compose: Compose, place: Place, links: Links = new Map()): Rewritten {
  const mounts = rewriteMounts(compose, place)
  const services = Object.entries(compose.services).map(([name, service]) => [name, serviceOf(name, service, place, { volumes: mounts.get(name)?.list ?? [], links: links.get(name) ?? [] })])
  const volumes = [...mounts.values()].flatMap((each) => [...each.volumes]).map(([name, path]) => [name, volumeAt(posix.resolve(place.folder, path))])
  const network = { driver: 'bridge', ipam: { config: [{ subnet: place.subnet }] } }
  const made = { services: Object.fromEntries(services) as object, networks: { default: network } }
  const all = [...mounts.values()]
  const project = volumes.length > 0 ? { ...made, volumes: Object.fromEntries(volumes) as object } : made
  return { compose: project, folders: all.flatMap(({ folders }) => folders), shared: all.flatMap(({ shared }) => shared) }
}

function serviceOf(name: string, service: Service, place: Place, { volumes, links }: { readonly volumes: readonly object[]; readonly links: readonly string[] }): object {
  const made = { ...keep(service), ...sandbox(service), ...limits(service), ...environmentFiles(service, place), ...networkOf(name, service) }
  return { ...made, ...(links.length > 0 ? { links } : {}), ...issuerHost(service, place), volumes: [...volumes, ...authorityMounts(place)] }
}

function networkOf(name: string, service: Service): object {
  if (service.network_mode === 'host' || service.network_mode === 'none') return { network_mode: service.network_mode }
  return { networks: { default: { aliases: aliasesOf(name, service) } } }
}

function keep(service: Service): Record<string, unknown> {
  return Object.fromEntries(Object.entries(service).filter(([key]) => !dropped.includes(key) && !key.startsWith('x-')))
}

function sandbox(service: Service): Record<string, unknown> {
  const privileged = service.privileged !== undefined && String(service.privileged) !== 'false' ? { privileged: true } : {}
  const options = (service.security_opt ?? []).filter((option) => !option.startsWith('no-new-privileges'))
  return { restart: 'no', logging, security_opt: ['no-new-privileges:true', ...options], pids_limit: pidsOf(service), ...privileged }
}

/** Of what a service asks to be limited to; a limit on devices would hand one out. */
function limits(service: Service): object {
  const { cpus, memory, pids } = service.deploy?.resources?.limits ?? {}
  const asked = Object.entries({ cpus, memory, pids }).filter(([, value]) => value !== undefined)
  // Compose takes no file where the two ways to say it differ, also where one says nothing.
  return asked.length > 0 ? { deploy: { resources: { limits: { ...(Object.fromEntries(asked) as object), pids: pidsOf(service) } } } } : {}
}

function pidsOf(service: Service): unknown {
  return service['pids_limit'] ?? service.deploy?.resources?.limits?.['pids'] ?? pidsLimit
}

/** Relative ones start in `app/` like every other path; Compose itself would start in the folder above, which has Berth's own `.env`. */
function environmentFiles(service: Service, place: Place): object {
  const files = envFilesOf(service).map(({ path, required }) => {
    const absolute = resolvePath(place.folder, path)
    return required === false ? { path: absolute, required } : absolute
  })
  return files.length > 0 ? { env_file: files } : {}
}

export function aliasesOf(name: string, service: Service): readonly string[] {
  const declared = Array.isArray(service.networks) ? [] : Object.values(service.networks ?? {}).flatMap((network) => network?.aliases ?? [])
  return [...new Set([...declared, ...(service.container_name ? [service.container_name] : [])])].filter((alias) => alias !== name)
}

/** A local volume bound into the instance's folder: Docker's copy-up of image content, our place for the bytes. */
function volumeAt(device: string): object {
  return { driver: 'local', driver_opts: { type: 'none', o: 'bind', device } }
}
