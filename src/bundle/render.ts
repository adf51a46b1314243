import { stringify } from 'yaml'
import { assemble } from './assemble.ts'
import type { Place, Rendered, Template } from './bundle.ts'
import { entryAsks } from './entryasks.ts'
import { escape } from './interpolate.ts'
import { judge } from './judge.ts'
import { planOf } from './plan.ts'
import { label, rewrite } from './rewrite.ts'
import { demandGrants } from './survey.ts'
import { fillTemplate } from './template.ts'
import { routeByTraefik } from './traefik.ts'

/** From template to project: fill, assemble, judge, rewrite, plan. Throws the `Problem` of the first stage that says no. */
export function render(template: Template, place: Place): Rendered {
  const { meta } = template
  const filled = fillTemplate(meta, template.text, place)
  const { compose, asks } = assemble(template, filled.text, place)
  demandGrants(meta.name, [...asks, ...judge(meta.name, compose, place), ...entryAsks(meta)], place.grants)
  const { compose: rewritten, folders, shared } = rewrite(compose, place)
  const { traefik } = place
  const plan = planOf(meta, compose, traefik ? { ...rewritten, traefik } : rewritten, place)
  const labelled = label(rewritten, place, plan.digest)
  const routed = traefik ? routeByTraefik(labelled, { ...plan, name: `berth-${place.engine}-${place.instance}`, host: place.host }, traefik) : labelled
  return { compose: stringify(escape(routed)), plan, folders, shared, newSecrets: filled.newSecrets }
}
