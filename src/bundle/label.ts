import { createHash } from 'node:crypto'
import { posix } from 'node:path'
import { digestLabel, engineLabel, instanceLabel } from '../model/labels.ts'
import type { Plan } from '../model/plan.ts'
import type { Place, Template } from './bundle.ts'
import { below, pathInApp } from './paths.ts'

type Group = Readonly<Record<string, object>>

/** A rendered service, as far as its digest goes beyond it. */
interface Written {
  readonly image?: string
  readonly volumes?: readonly { readonly source?: string }[]
  readonly env_file?: readonly (string | { readonly path: string })[]
}

export type Digests = ReadonlyMap<string, string>

/**
 * For each service a digest over all that makes its container what it is: its own part of the project, the volumes and
 * networks it uses, the very image that its name means now, what its environment files say, and the version where it
 * mounts files of the app, since another version brings others. What else changes in the project leaves its container as it is.
 */
export function digestsOf(compose: Readonly<Record<string, unknown>>, template: Template, place: Place): Digests {
  const { services, volumes, networks } = compose as { readonly services: Group; readonly volumes?: Group; readonly networks?: Group }
  const digestOf = (service: object): string => {
    const { image = '', volumes: mounts = [], env_file: files = [] } = service as Written
    const used = mounts.flatMap(({ source = '' }) => volumes?.[source] ?? [])
    const texts = files.map((file) => template.files?.[pathInApp(place.folder, typeof file === 'string' ? file : file.path)] ?? null)
    const ofApp = mounts.some(({ source = '' }) => below(posix.join(place.folder, 'app'), source)) ? template.meta.app_version : null
    return digest([service, used, networks, place.images.get(image)?.digest ?? null, texts, ofApp])
  }
  return new Map(Object.entries(services).map(([name, service]) => [name, digestOf(service)]))
}

export function digest(of: unknown): string {
  return createHash('sha256').update(JSON.stringify(of)).digest('hex').slice(0, 16)
}

/**
 * Labels go on last: the digest among them is over everything else. Only containers carry it: newer versions of
 * Compose ask whether to recreate a network or volume whose labels have changed.
 */
export function label(compose: Readonly<Record<string, unknown>>, place: Place, digests: Digests): Record<string, unknown> {
  const ours = { [engineLabel]: place.engine, [instanceLabel]: place.instance }
  const { services, networks, volumes } = compose as { readonly services: Group; readonly networks?: Group; readonly volumes?: Group }
  const made = add(services, (name) => ({ ...ours, [digestLabel]: digests.get(name) ?? '' }))
  return { ...compose, services: made, networks: add(networks, () => ours), ...(volumes ? { volumes: add(volumes, () => ours) } : {}) }
}

/**
 * The labels that an app gives the container its visitors come to. They belong to what its digest is over: a container
 * cannot get other labels while it runs, and Compose would make it anew for them unasked.
 */
export function labelEntry(compose: Readonly<Record<string, unknown>>, { meta }: Pick<Template, 'meta'>, { entries }: Pick<Plan, 'entries'>): Readonly<Record<string, unknown>> {
  const { labels = {} } = meta['x-berth']
  const { services } = compose as { readonly services: Group }
  const name = entries.find(({ protocol }) => protocol === 'http')?.service
  const service = name === undefined ? undefined : services[name]
  if (name === undefined || !service || Object.keys(labels).length === 0) return compose
  const { labels: others } = service as { readonly labels?: object }
  return { ...compose, services: { ...services, [name]: { ...service, labels: { ...others, ...labels } } } }
}

/** What is somebody else's, like the network of a reverse proxy, is not labelled. */
function add(group: Group = {}, labels: (name: string) => object): Group {
  const labelled = Object.entries(group).map(([name, value]) => {
    const { labels: own = {} } = value as { readonly labels?: object }
    return [name, 'external' in value ? value : { ...value, labels: { ...own, ...labels(name) } }] as const
  })
  return Object.fromEntries(labelled)
}
