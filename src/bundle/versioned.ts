import type { AppMeta } from '../model/app.ts'
import type { Place } from './bundle.ts'
import type { Compose, Service } from './compose.ts'
import { aliasesOf } from './rewrite.ts'
import { writesOf } from './writes.ts'

type Names = ReadonlyMap<string, string>

export interface Versioned {
  readonly compose: Compose
  /** By service: whom it means by a name that two releases answer to, as `links` of Compose. */
  readonly links: ReadonlyMap<string, readonly string[]>
}

/**
 * The compose file of a release that may stand beside another one: services that write to nothing which outlives
 * them are called after the release (`web-r7`) and still answer to their plain name. Those that write keep it, so that
 * there is one of them whatever the release. Done after judging: what a person is asked names services as their author does.
 */
export function versioned(meta: AppMeta, compose: Compose, place: Place): Versioned {
  const { release, overlap } = meta['x-berth']
  if (release === undefined || !overlap) return { compose, links: new Map() }
  const called = (name: string): string => `${name}-r${release}`
  const free = Object.entries(compose.services).filter(([name, service]) => !writesOf(name, service, place) && !Object.hasOwn(compose.services, called(name)))
  const names = new Map(free.map(([name]) => [name, called(name)]))
  const services = Object.entries(compose.services).map(([name, service]) => [names.get(name) ?? name, renamed(name, service, names)] as const)
  const links = [...names].map(([name, versioned]) => [versioned, linksOf(compose.services[name], names)] as const)
  return { compose: { ...compose, services: Object.fromEntries(services) }, links: new Map(links) }
}

/** `container_name` says who the entry points mean; the alias, who the other services do. */
function renamed(name: string, service: Service, names: Names): Service {
  const needs = service.depends_on === undefined ? {} : { depends_on: following(service.depends_on, names) }
  if (!names.has(name)) return { ...service, ...needs }
  const { container_name = name } = service
  const networks = { default: { aliases: [...aliasesOf(name, service), name] } }
  return { ...service, ...needs, container_name, networks }
}

function following(needs: NonNullable<Service['depends_on']>, names: Names): NonNullable<Service['depends_on']> {
  if (Array.isArray(needs)) return needs.map((need) => names.get(need) ?? need)
  return Object.fromEntries(Object.entries(needs).map(([need, how]) => [names.get(need) ?? need, how]))
}

/** While two releases stand side by side a plain name means both: what a service waits for is the one of its own release. */
function linksOf(service: Service | undefined, names: Names): readonly string[] {
  const { depends_on: needs = [] } = service ?? {}
  const needed = Array.isArray(needs) ? needs : Object.keys(needs)
  return needed.flatMap((need) => {
    const called = names.get(need)
    return called === undefined ? [] : [`${called}:${need}`]
  })
}
