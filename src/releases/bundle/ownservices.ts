import { Problem } from '../../model/problem.ts'
import type { Release } from '../../model/project.ts'
import { commandOf } from './commands.ts'
import { dataNeeds, dataServices } from './dataservices.ts'
import { environmentOf } from './environment.ts'
import type { Env } from './environment.ts'
import { onceNeeds, onceServices } from './once.ts'
import { portOf } from './port.ts'
import { refuseTwice } from './taken.ts'
import type { Value } from './templatetext.ts'

/** A compose file, and where visitors come in. */
export interface Composed {
  readonly compose: { readonly services: Readonly<Record<string, Value>>; readonly volumes: Readonly<Record<string, Value>> }
  readonly entry: { readonly container: string; readonly port: number }
  /** For whoever pushed: what of their files has no meaning here. */
  readonly notes: readonly string[]
}

/** The compose file of a release that is one image: `web`, its further processes, the release command, what is attached. */
export function ownServices(release: Release, env: Env): Composed {
  const { file, processes, services, images } = release
  const image = images['web'] ?? Object.values(images)[0]
  if (!image) throw new Problem('bad-entry', { app: release.project, where: 'images', reason: 'this release has none' })
  const port = portOf(release, env, image.exposed)
  const base = { image: image.name, environment: environmentOf(release, env, port), volumes: Object.entries(file.volumes).map(([name, path]) => `${name}:${path}`), ...limitsOf(release) }
  const once = onceServices(release, base, dataNeeds(services))
  const needs = { ...dataNeeds(services), ...onceNeeds(release) }
  const all = ['web', ...new Set([...Object.keys(processes), ...Object.keys(file.processes)].filter((name) => name !== 'web'))]
  const made = all.map((name): [string, Value] => [name, { ...base, ...commandOf(release, name), depends_on: needs }])
  refuseTwice([...all, ...Object.keys(once)], Object.keys(file.volumes), services)
  const volumes = [...Object.keys(file.volumes), ...services.map(({ name }) => name)]
  const compose = { services: { ...Object.fromEntries(made), ...once, ...dataServices(services) }, volumes: Object.fromEntries(volumes.map((name) => [name, null])) }
  return { compose, entry: { container: 'web', port }, notes: [] }
}

function limitsOf({ file: { memory, cpus } }: Release): Readonly<Record<string, Value>> {
  return { mem_limit: memory, cpus }
}
