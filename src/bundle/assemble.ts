import { Problem } from '../model/problem.ts'
import type { Place, Template } from './bundle.ts'
import { checkCompose, parseYaml } from './compose.ts'
import type { Compose } from './compose.ts'
import { mergeServices } from './extend.ts'
import { interpolate, readVariables } from './interpolate.ts'
import { insideApp, pathInApp } from './paths.ts'

/** Files that include files that include files: nobody means more than this. */
const deepest = 8

/**
 * One compose file from the filled template: its variables filled from the app's `.env`, the files it includes
 * joined, its services extended. All files are the app's own: others are `refused`.
 */
export function assemble(template: Template, text: string, place: Place): Compose {
  const app = template.meta.name
  const variables = readVariables(template.files?.['.env'] ?? '')
  const read = (file: string, content: string): Compose => checkCompose(app, interpolate(app, parseYaml(app, file, content), variables))
  const open = (path: string): Compose => {
    if (!insideApp(place.folder, path)) throw new Problem('refused', { app, what: `reading the compose file ${path}` })
    const content = template.files?.[pathInApp(place.folder, path)]
    if (content === undefined) throw new Problem('bad-compose', { app, where: path, reason: 'there is no such file in the app' })
    return read(path, content)
  }
  return extended(app, included(app, read('docker-compose.yml.template', text), open, 0), open)
}

type Open = (path: string) => Compose

/** What is included stands beside what includes it; the same name twice with another meaning is a mistake. */
function included(app: string, compose: Compose, open: Open, depth: number): Compose {
  const { include, ...own } = compose
  if (depth > deepest) throw new Problem('bad-compose', { app, where: 'include', reason: 'files include each other without an end' })
  const others = (include ?? []).flatMap((entry) => [typeof entry === 'string' ? entry : entry.path].flat()).map((path) => included(app, open(path), open, depth + 1))
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
