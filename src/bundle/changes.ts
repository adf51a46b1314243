import type { AppMeta } from '../model/app.ts'
import type { OfferDetails } from '../model/origin.ts'
import type { Size } from '../model/size.ts'
import type { Change } from '../model/update.ts'
import type { Survey } from './survey.ts'

export interface Side {
  readonly version: string | null
  readonly size: Size
  readonly services: readonly { readonly name: string; readonly image: string }[]
  readonly ports: readonly number[]
  readonly asks: readonly string[]
}

/** An installed app, as far as it is compared. */
export function sideOf(meta: AppMeta, { services, plan, asks }: Survey): Side {
  return { version: meta.app_version, size: meta.minimum_portal_size, services, ports: plan.entries.map(({ port }) => port), asks: asks.map(({ what }) => what) }
}

/** An offered one. */
export function sideOfOffer(version: string, size: Size, { services, entries, asks }: OfferDetails): Side {
  return { version, size, services, ports: entries.map(({ port }) => port), asks: asks.map(({ what }) => what) }
}

/** What a person would notice, the version first. Nothing when they are the same. */
export function changesBetween(before: Side, after: Side): readonly Change[] {
  const one = (what: string, from: string | null, to: string | null): readonly Change[] => (from === to ? [] : [{ what, from, to }])
  const list = (what: string, from: readonly string[], to: readonly string[]): readonly Change[] => [
    ...from.filter((each) => !to.includes(each)).map((each) => ({ what, from: each, to: null })),
    ...to.filter((each) => !from.includes(each)).map((each) => ({ what, from: null, to: each })),
  ]
  return [
    ...one('version', before.version, after.version),
    ...images(before, after),
    ...one('machine size', before.size, after.size),
    ...list('port', before.ports.map(String), after.ports.map(String)),
    ...list('permission', before.asks, after.asks),
  ]
}

function images(before: Side, after: Side): readonly Change[] {
  const imageIn = (side: Side, name: string): string | null => side.services.find((service) => service.name === name)?.image ?? null
  const names = new Set([...before.services, ...after.services].map(({ name }) => name))
  return [...names].map((name) => ({ what: `service ${name}`, from: imageIn(before, name), to: imageIn(after, name) })).filter(({ from, to }) => from !== to)
}
