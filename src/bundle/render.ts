import { stringify } from 'yaml'
import type { Place, Rendered, Template } from './bundle.ts'
import { readCompose } from './compose.ts'
import { judge } from './judge.ts'
import { planOf } from './plan.ts'
import { label, rewrite } from './rewrite.ts'
import { fillTemplate } from './template.ts'

/** From template to project: fill, read, judge, rewrite, plan. Throws the `Problem` of the first stage that says no. */
export function render({ meta, text }: Template, place: Place): Rendered {
  const filled = fillTemplate(meta.name, text, place)
  const compose = readCompose(meta.name, filled.text)
  judge(meta.name, compose, place.folder)
  const { compose: rewritten, folders } = rewrite(compose, place)
  const plan = planOf(meta, compose, rewritten)
  return { compose: stringify(label(rewritten, place, plan.digest)), plan, folders, newSecrets: filled.newSecrets }
}
