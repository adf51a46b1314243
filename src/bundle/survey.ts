import { posix } from 'node:path'
import type { Ask, Grant } from '../model/grant.ts'
import type { Plan } from '../model/plan.ts'
import { Problem } from '../model/problem.ts'
import { assemble } from './assemble.ts'
import type { Template } from './bundle.ts'
import type { Compose, Service } from './compose.ts'
import { entryAsks } from './entryasks.ts'
import { judge } from './judge.ts'
import { nowhere } from './nowhere.ts'
import { resolvePath } from './paths.ts'
import { planOf } from './plan.ts'
import { fillTemplate } from './template.ts'

export interface Survey {
  readonly services: readonly {
    readonly name: string
    readonly image: string
    /** Below the app's folder, when the image is built from it. */
    readonly context: string | null
  }[]
  readonly asks: readonly Ask[]
  readonly plan: Plan
}

/**
 * What an app consists of and asks for, without placing it. Throws `bad-entry`, `bad-compose`, or `refused` for
 * what no grant can allow.
 */
export function survey(template: Template): Survey {
  const { meta } = template
  const { compose, asks: named } = assemble(template, fillTemplate(meta, template.text, nowhere).text, nowhere)
  const asks = [...named, ...judge(meta.name, compose, nowhere), ...entryAsks(meta)]
  const plan = planOf(meta, compose, compose, nowhere)
  return { services: servicesOf(compose), asks, plan }
}

/** Throws `refused`, naming everything that is asked for and not granted. */
export function demandGrants(app: string, asks: readonly Ask[], grants: readonly Grant[]): void {
  const missing = missingGrants(asks, grants)
  if (missing.length > 0) throw new Problem('refused', { app, what: missing.map(describe).join(', '), grants: missing.map(({ grant }) => grant).join(' ') })
}

/** What is asked for and not granted, each grant once. */
export function missingGrants(asks: readonly Ask[], grants: readonly Grant[]): readonly Ask[] {
  const given = new Set(grants)
  return asks.filter((ask, at) => !given.has(ask.grant) && asks.findIndex(({ grant }) => grant === ask.grant) === at)
}

function describe({ what, service }: Ask): string {
  return service === null ? what : `${what} (service ${service})`
}

function servicesOf({ services }: Compose): Survey['services'] {
  return Object.entries(services).map(([name, { image = '', build }]) => ({ name, image, context: contextOf(build) }))
}

function contextOf(build: Service['build']): string | null {
  if (build === undefined) return null
  return posix.relative(resolvePath(nowhere.folder, '.'), resolvePath(nowhere.folder, typeof build === 'string' ? build : build.context))
}
