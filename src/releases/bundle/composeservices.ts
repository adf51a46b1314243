import { posix } from 'node:path'
import { isBuiltHere } from '../../builders/imagename.ts'
import type { Compose, Service } from '../../bundle/compose.ts'
import { Problem } from '../../model/problem.ts'
import type { Release } from '../../model/project.ts'
import { entryService, exposedOf, portsOf } from './composeentry.ts'
import { namedMounts } from './composemounts.ts'
import type { NamedMounts } from './composemounts.ts'
import { readComposeSource } from './composesource.ts'
import { dataNeeds, dataServices } from './dataservices.ts'
import { environmentOf } from './environment.ts'
import type { Env } from './environment.ts'
import { onceNeeds, onceServices } from './once.ts'
import type { Composed } from './ownservices.ts'
import { portOf } from './port.ts'
import { refuseTwice } from './taken.ts'
import type { Value } from './templatetext.ts'

export interface ComposedSource extends Composed {
  /** Files and folders of the source that it mounts or reads when it starts. */
  readonly named: readonly string[]
}

type Mapping = Readonly<Record<string, Value>>

/** The project's own compose file with the release's images in the place of what is built or pinned, and what is attached. */
export async function composeServices(release: Release, env: Env, folder: string): Promise<ComposedSource> {
  const { project, file, images, services: attached } = release
  const { compose, base } = await readComposeSource(project, file, env, folder)
  const used = withoutProfiles(compose)
  const entry = entryService(release, used)
  const entered = used.services[entry]
  const port = portOf(release, env, [portsOf(entered), exposedOf(entered), images[entry]?.exposed ?? []].find((ports) => ports.length > 0)?.slice(0, 1) ?? [])
  const mounts = await namedMounts(used, base, folder)
  const made = Object.entries(used.services).map(([name, service]): [string, Mapping] => [name, serviceOf(release, env, name, service, name === entry ? port : null, mounts)])
  const once = onceOf(release, made.find(([name]) => name === entry)?.[1] ?? {})
  refuseTwice([...made.map(([name]) => name), ...Object.keys(once)], Object.keys(used.volumes), attached)
  const { services: _services, volumes: _volumes, networks: _networks, include: _include, name: _name, version: _version, ...rest } = used
  const volumes = Object.fromEntries([...mounts.volumes, ...attached.map(({ name }) => name)].map((name) => [name, null]))
  return {
    compose: { ...(rest as Mapping), services: { ...Object.fromEntries(made), ...once, ...dataServices(attached) }, volumes: { ...(used.volumes as Mapping), ...volumes } },
    entry: { container: entered?.container_name ?? entry, port },
    notes: [...withoutMeaning(release), ...mounts.notes],
    named: mounts.named,
  }
}

/** A service with a profile is started by hand, if ever: a tool of whoever writes the app. */
export function withoutProfiles(compose: Compose): Compose {
  const hasNone = (service: Service): boolean => !Array.isArray(service['profiles']) || service['profiles'].length === 0
  const used = Object.fromEntries(Object.entries(compose.services).filter(([, service]) => hasNone(service)))
  const needs = ({ depends_on: before }: Service): Mapping =>
    Object.fromEntries(Object.entries(needsOf(before)).filter(([name]) => Object.hasOwn(used, name) || !Object.hasOwn(compose.services, name)))
  return { ...compose, services: Object.fromEntries(Object.entries(used).map(([name, service]) => [name, { ...service, depends_on: needs(service) as Service['depends_on'] }])) }
}

function serviceOf(release: Release, env: Env, name: string, service: Service, port: number | null, mounts: NamedMounts): Mapping {
  const { build, image, environment, depends_on: before, deploy, ...rest } = service
  const own = { ...limitsOf(deploy), ...(rest as Mapping), volumes: mounts.of(name), ...mounts.filesOf(name) }
  const needs = needsOf(before)
  const made = release.images[name]
  const variables = variablesOf(environment, env)
  if (build === undefined) {
    const pinned = made && isBuiltHere(made.name)
    return { ...own, image: pinned ? made.name : image, environment: pinned && port !== null ? environmentOf(release, env, port, variables) : variables, depends_on: needs }
  }
  if (!made) throw new Problem('bad-compose', { app: release.project, where: `services.${name}.build`, reason: 'this release has no image of it' })
  return { ...own, image: made.name, environment: environmentOf(release, env, port, variables), depends_on: { ...needs, ...dataNeeds(release.services), ...onceNeeds(release) } }
}

/** In the notation of one machine: beside Berth's own limit on processes Compose takes no other one. */
function limitsOf(deploy: Service['deploy']): Mapping {
  const { memory, cpus, pids } = (deploy?.resources?.limits ?? {}) as Mapping
  return { mem_limit: memory, cpus, pids_limit: pids }
}

/** What runs once does so in the entry's image, before everything that is built. */
function onceOf(release: Release, entry: Mapping): Mapping {
  const { container_name: _name, ports: _ports, expose: _expose, healthcheck: _health, depends_on: before, ...rest } = entry
  const needs = Object.entries((before ?? {}) as Mapping).filter(([name]) => !Object.hasOwn(onceNeeds(release), name))
  return onceServices(release, rest, Object.fromEntries(needs))
}

/** Either notation; a name without a value takes it from the project's variables, as Compose takes it from the shell's. */
function variablesOf(environment: Service['environment'], env: Env): Mapping {
  const pairs: readonly (readonly [string, Value])[] = Array.isArray(environment) ? environment.map((line) => pairOf(line)) : Object.entries(environment ?? {})
  return Object.fromEntries(pairs.map(([name, value]) => [name, value ?? env.get(name)] as const).filter(([, value]) => value !== undefined))
}

function pairOf(line: string): [string, string | null] {
  const at = line.indexOf('=')
  return at < 0 ? [line, null] : [line.slice(0, at), line.slice(at + 1)]
}

function needsOf(before: Service['depends_on']): Mapping {
  const started = { condition: 'service_started' }
  return Array.isArray(before) ? Object.fromEntries(before.map((name): [string, Value] => [name, started])) : { ...(before as Mapping | undefined) }
}

/** What `berth.yaml` says of a single image is said in the compose file itself. */
function withoutMeaning({ file }: Release): readonly string[] {
  const { processes, volumes, memory, cpus } = file
  const said = Object.entries({ processes: Object.keys(processes)[0], volumes: Object.keys(volumes)[0], memory, cpus }).filter(([, value]) => value !== undefined)
  return said.length === 0
    ? []
    : [`With a compose file ${said.map(([name]) => `\`${name}\``).join(', ')} of berth.yaml mean nothing: say it in ${posix.basename(file.build.compose ?? 'compose.yaml')}.`]
}
