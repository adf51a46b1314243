import type { Ask } from '../model/grant.ts'
import { Problem } from '../model/problem.ts'
import type { Place, Template } from './bundle.ts'
import { checkCompose, parseYaml } from './compose.ts'
import type { Compose } from './compose.ts'
import { mergeServices } from './extend.ts'
import { grantFor } from './grantfor.ts'
import { interpolate, readVariables } from './interpolate.ts'
import { insideApp, isBerths, pathInApp, resolvePath } from './paths.ts'

/** Files that include files that include files: nobody means more than this. */
const deepest = 8

export interface Assembled {
  readonly compose: Compose
  /** Files outside the app that it names. */
  readonly asks: readonly Ask[]
}

/**
 * One compose file from the filled template: its variables filled from the app's `.env`, the files it includes
 * joined, its services extended. A file outside the app is asked for, and read where it was granted.
 */
export function assemble(template: Template, text: string, place: Place): Assembled {
  const app = template.meta.name
  const asks: Ask[] = []
  const variables = readVariables(template.files?.['.env'] ?? '')
  const read = (file: string, content: string): Compose => checkCompose(app, interpolate(app, parseYaml(app, file, content), variables))
  const open = (path: string): Compose | undefined => {
    const inside = insideApp(place.folder, path)
    if (!inside) asks.push(outside(app, path, place))
    const content = inside ? template.files?.[pathInApp(place.folder, path)] : place.granted.get(resolvePath(place.folder, path))
    if (content !== undefined) return read(path, content)
    const granted = place.grants.some((grant) => grant === `file:${resolvePath(place.folder, path)}`)
    if (inside || granted) throw new Problem('bad-compose', { app, where: path, reason: inside ? 'there is no such file in the app' : 'the machine has no such file' })
    return undefined
  }
  return { compose: extended(app, included(app, read('docker-compose.yml.template', text), open, 0), open), asks }
}

function outside(app: string, path: string, place: Place): Ask {
  const at = resolvePath(place.folder, path)
  if (isBerths(at, place)) throw new Problem('refused', { app, what: `reading the compose file ${path}` })
  const what = `the file ${at} of the machine`
  return { grant: grantFor(app, `file:${at}`, what), what, service: null, reach: 'machine' }
}

/** Nothing for a file outside the app that was not granted, or not yet. */
type Open = (path: string) => Compose | undefined

/** What is included stands beside what includes it; the same name twice with another meaning is a mistake. */
function included(app: string, compose: Compose, open: Open, depth: number): Compose {
  const { include, ...own } = compose
  if (depth > deepest) throw new Problem('bad-compose', { app, where: 'include', reason: 'files include each other without an end' })
  const opened = (include ?? []).flatMap((entry) => [typeof entry === 'string' ? entry : entry.path].flat()).flatMap((path) => open(path) ?? [])
  const others = opened.map((one) => included(app, one, open, depth + 1))
  const all = [...others, own]
  const names = all.flatMap(({ services }) => Object.keys(services))
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice) throw new Problem('bad-compose', { app, where: `services.${twice}`, reason: 'an included file has a service of this name too' })
  const join = <T>(part: (one: Compose) => Record<string, T>): Record<string, T> => Object.assign({}, ...all.map(part)) as Record<string, T>
  return { ...own, services: join(({ services }) => services), volumes: join(({ volumes }) => volumes) }
}

function extended(app: string, compose: Compose, open: Open): Compose {
  const services = Object.entries(compose.services).map(([name]) => [name, mergeServices(app, name, compose, open)] as const)
  return { ...compose, services: Object.fromEntries(services) }
}
