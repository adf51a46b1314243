import type { AppMeta } from '../../model/app.ts'
import { assemble } from '../assemble.ts'
import type { Template } from '../bundle.ts'
import { Compose, parseYaml } from '../compose.ts'
import { judge } from '../judge.ts'
import { nested } from '../nesting.ts'
import { nowhere } from '../nowhere.ts'
import { planOf } from '../plan.ts'
import { fillTemplate } from '../template.ts'
import { Problem } from '../../model/problem.ts'
import { advice, attempt, error } from './fault.ts'
import type { Fault } from './fault.ts'
import { fixedSecrets } from './fixedsecrets.ts'
import { bySchema } from './parse.ts'
import { keySlices, planSlices } from './slices.ts'
import type { Slice } from './slices.ts'

const file = 'docker-compose.yml.template'
const place = nowhere

/** Everything that is wrong with how an app runs, and what its author could do better. */
export function checkRun(template: Template): readonly Fault[] {
  const { meta, files = {} } = template
  const { made, faults } = attempt(() => composeOf(template))
  if (!made) return faults
  const { compose, secrets } = made
  if (Object.keys(compose.services).length === 0) return [error(`${file}: services`, 'there is none')]
  return [...judged(meta, compose), ...planned(meta, compose), ...imageAdvice(compose), ...fixedSecrets(compose, files, secrets)]
}

function composeOf(template: Template): { compose: Compose; secrets: readonly string[] } {
  const { name } = template.meta
  const { text, newSecrets } = fillTemplate(template.meta, template.text, place)
  bySchema(name, file, Compose, parseYaml(name, file, text))
  return { compose: assemble(template, text, place).compose, secrets: [...newSecrets.values(), ...(place.oidc ? [place.oidc.clientSecret] : [])] }
}

function judged({ name }: AppMeta, compose: Compose): readonly Fault[] {
  const apart = nested(compose, place.folder).map((what) => error('services', impossible(what)))
  return [...keySlices(compose).flatMap((slice) => judgedAlone(name, slice)), ...apart]
}

/** What no grant can allow is an error; what a grant can, an author should know. */
function judgedAlone(app: string, { where, compose }: Slice): readonly Fault[] {
  try {
    return judge(app, compose, place).map(({ grant, what }) => advice(where, `it asks for ${what}; whoever installs it must grant ${grant}`))
  } catch (thrown) {
    if (!(thrown instanceof Problem)) throw thrown
    const { what, reason } = thrown.values
    return [error(where, what === undefined ? String(reason ?? thrown.message) : impossible(String(what)))]
  }
}

function impossible(what: string): string {
  return `it asks for what no app may have: ${what.replace(/ \(service [^)]*\)$/, '')}`
}

function planned(meta: AppMeta, compose: Compose): readonly Fault[] {
  const plan = (one: AppMeta, of: Compose): readonly Fault[] => attempt(() => planOf(one, of, of, place)).faults
  const apart = planSlices(meta, compose).flatMap(([one, of]) => plan(one, of))
  return apart.length > 0 ? apart : plan(meta, compose)
}

function imageAdvice({ services }: Compose): readonly Fault[] {
  return Object.entries(services).flatMap(([name, { image, build }]) =>
    image === undefined || build !== undefined || isPinned(image) ? [] : [advice(`services.${name}.image`, `${image} may be another image tomorrow; name a version`)],
  )
}

/** By digest, or by a tag that looks like a version. */
function isPinned(image: string): boolean {
  const tag = /:([\w.-]+)$/.exec(image)?.[1] ?? ''
  return image.includes('@sha256:') || /\d/.test(tag)
}
