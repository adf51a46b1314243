import { readFile, realpath } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { z } from 'zod'
import { assemble } from '../../bundle/assemble.ts'
import { Compose, parseYaml } from '../../bundle/compose.ts'
import { nowhere } from '../../bundle/nowhere.ts'
import { AppMeta } from '../../model/app.ts'
import type { InstanceName } from '../../model/names.ts'
import { Problem } from '../../model/problem.ts'
import type { ProjectFile } from '../../model/projectfile.ts'
import type { Env } from './environment.ts'

/** As Compose looks for its file. */
const usual = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml']
/** As `assemble` calls the file it begins with. */
const begins = 'docker-compose.yml.template'

export interface ComposeSource {
  readonly compose: Compose
  /** The compose file's folder in the source: relative paths start there. */
  readonly base: string
  /** The compose files it is put together from, and the `.env` beside it, by their path in the source. */
  readonly files: readonly string[]
}

/**
 * A project's compose file with all it includes and extends, its variables filled: from the `.env` beside it, from
 * `berth.yaml`, from the project, the later the stronger. Throws `bad-compose`; `refused` for a file outside the source.
 */
export async function readComposeSource(project: InstanceName, file: ProjectFile, env: Env, folder: string): Promise<ComposeSource> {
  const name = await composeFile(project, file, folder)
  const base = posix.dirname(name) === '.' ? '' : posix.dirname(name)
  const texts = await namedTexts(project, folder, base, posix.basename(name))
  const text = texts.get(posix.basename(name)) ?? ''
  const variables = [...Object.entries(file.env), ...env].map(([key, value]) => `${key}=${quoted(value)}`)
  const files = { ...Object.fromEntries(texts), '.env': [texts.get('.env') ?? '', ...variables].join('\n') }
  const { compose, asks } = byName(project, name, () => assemble({ meta: metaFor(project), text, files }, text, nowhere))
  const [ask] = asks
  if (ask) throw new Problem('refused', { app: project, what: ask.what })
  return { compose, base, files: [...texts.keys()].map((path) => posix.join(base, path)) }
}

async function composeFile(project: InstanceName, { build }: ProjectFile, folder: string): Promise<string> {
  const names = build.compose === undefined ? usual : [posix.normalize(build.compose)]
  for (const name of names) if (await isPlain(folder, name)) return name
  throw new Problem('bad-compose', { app: project, where: names.join(', '), reason: 'there is no such file in the source' })
}

/** The text of the compose file and, one after the other, of those it names; what is not there is told by `assemble`. */
async function namedTexts(project: InstanceName, folder: string, base: string, first: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  const wanted = [first, '.env']
  for (const path of wanted) {
    if (found.has(path) || !(await isPlain(folder, posix.join(base, path)))) continue
    const text = await readFile(join(folder, base, path), 'utf8')
    found.set(path, text)
    if (path !== '.env') wanted.push(...namedIn(parseYaml(project, posix.join(base, path), text)))
  }
  return found
}

const Extending = z.object({ extends: z.object({ file: z.string().optional() }).optional().catch(undefined) }).catch({ extends: undefined })
const Naming = z.object({ include: Compose.shape.include.catch([]), services: z.record(z.string(), Extending).catch({}) }).catch({ include: [], services: {} })

/** Files that a compose file includes or extends; what is wrong with it is told later. */
function namedIn(value: unknown): readonly string[] {
  const { include = [], services } = Naming.parse(value)
  const included = include.flatMap((entry) => (typeof entry === 'string' ? entry : entry.path))
  const extended = Object.values(services).flatMap((service) => service.extends?.file ?? [])
  return [...included, ...extended].map((path) => posix.normalize(path))
}

/** Is it a path of the source itself, with no link on its way? A link could lead anywhere on this machine. */
export async function isPlain(folder: string, path: string): Promise<boolean> {
  const inside = posix.normalize(path)
  if (inside.startsWith('..') || posix.isAbsolute(inside)) return false
  const real = await realpath(join(folder, inside)).catch(() => undefined)
  return real === join(await realpath(folder), inside).replace(/\/$/, '')
}

/** As `readVariables` understands it. */
function quoted(value: string): string {
  return `"${value.replaceAll(/[\\"$]/g, (sign) => `\\${sign}`).replaceAll('\n', '\\n')}"`
}

/** What `assemble` must be told of an app: only its name counts. */
function metaFor(project: InstanceName): AppMeta {
  const entrypoints = [{ container_name: 'web', container_port: 80, entrypoint_port: 'http' }]
  return AppMeta.parse({ v: '1.3', app_version: '1', name: project, pretty_name: project, icon: 'icon.svg', entrypoints, paths: {} })
}

/** Faults are told with the file's own name. */
function byName<T>(app: string, name: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    const where = error instanceof Problem && error.code === 'bad-compose' ? String(error.values['where']) : ''
    if (!(error instanceof Problem) || !where.startsWith(begins)) throw error
    throw new Problem('bad-compose', { app, where: where.replace(begins, name), reason: error.values['reason'] ?? '' }, error)
  }
}
