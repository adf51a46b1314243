import { stringify } from 'yaml'
import { assemble } from './assemble.ts'
import type { Place, Rendered, Template } from './bundle.ts'
import { entryAsks } from './entryasks.ts'
import { escape } from './interpolate.ts'
import { judge } from './judge.ts'
import { digestsOf, label, labelEntry } from './label.ts'
import { planOf, withDigests } from './plan.ts'
import { rewrite } from './rewrite.ts'
import { demandGrants } from './survey.ts'
import { fillTemplate } from './template.ts'
import { routeByTraefik } from './traefik.ts'
import { versioned } from './versioned.ts'

/** No text over several lines and none folded: YAML would lose spaces before a line's end, as in `" \n"`. */
const plainly = { blockQuote: false, lineWidth: 0 } as const

/** From template to project: fill, assemble, judge, name after the release, rewrite, plan. Throws the `Problem` of the first stage that says no. */
export function render(template: Template, place: Place): Rendered {
  const { meta } = template
  const filled = fillTemplate(meta, template.text, place)
  const { compose: judged, asks } = assemble(template, filled.text, place)
  demandGrants(meta.name, [...asks, ...judge(meta.name, judged, place), ...entryAsks(meta)], place.grants)
  const { compose, links } = versioned(meta, judged, place)
  const { compose: rewritten, folders, shared } = rewrite(compose, place, links)
  const { traefik } = place
  const plan = planOf(meta, compose, traefik ? { ...rewritten, traefik } : rewritten, place)
  const routed = traefik ? routeByTraefik(rewritten, { ...plan, name: `berth-${place.engine}-${place.instance}`, host: place.host }, traefik) : rewritten
  const labelled = labelEntry(routed, template, plan)
  const digests = digestsOf(labelled, template, place)
  return { compose: stringify(escape(label(labelled, place, digests)), plainly), plan: withDigests(plan, digests), folders, shared, newSecrets: filled.newSecrets }
}
