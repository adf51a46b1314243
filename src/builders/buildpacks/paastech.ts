import { parse } from 'yaml'
import { z } from 'zod'
import { Problem } from '../../model/problem.ts'
import { EnvMap } from '../../model/projectfile.ts'
import { textInside } from './sourcetext.ts'

/** Where PaaSTech's texts, comments and code each say it is, in the order they are looked for; `key`: it is a part of the file. */
const places: readonly { readonly file: string; readonly key?: 'buildpacks' }[] = [
  { file: 'paastech.yaml', key: 'buildpacks' },
  { file: 'paastech.yml', key: 'buildpacks' },
  { file: 'paastech/buildpacks.yaml' },
  { file: '.paastech/buildpacks.json' },
]

/** What `buildpacks:` of a paastech.yaml says, all four keys of it. */
interface PaasBuildpacks {
  /** Inside the source: `.`, `app`. */
  readonly path: string
  readonly builder: string
  readonly buildpacks: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

export interface Paastech {
  /** The file it stands in. */
  readonly file: string
  readonly settings: PaasBuildpacks
  /** What was missing, and what is taken instead. */
  readonly notes: readonly string[]
}

const Line = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*=/, 'write NAME=value')
const Lines = z.array(Line).transform((lines) => Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)])))

const Settings = z.object({
  path: z
    .string()
    .regex(/^(?![-/])[^\0\\]*$/, 'write a folder of the project')
    .refine((path) => !path.split('/').includes('..'), 'it may not lead out of the project')
    .nullish(),
  builder: z
    .string()
    .regex(/^[a-zA-Z0-9][\w./:@-]*$/, 'write the name of an image')
    .nullish(),
  buildpack: z
    .string()
    .regex(/^(?!-)\S*$/, 'write the name of one buildpack')
    .nullish(),
  env: z.union([Lines, EnvMap]).nullish(),
})
type Settings = z.infer<typeof Settings>

/**
 * What a source made for PaaSTech says of its buildpacks; null where it says nothing.
 * PaaSTech wants all four keys. We name those that are missing and take what it would have been given by `paastech init`, but our own builder.
 */
export async function readPaastech(folder: string, builder: string): Promise<Paastech | null> {
  for (const { file, key } of places) {
    const text = await textInside(folder, file)
    const said = text === null ? null : partOf(file, text, key)
    if (said !== null) return withDefaults(file, key, said, builder)
  }
  return null
}

function partOf(file: string, text: string, key: 'buildpacks' | undefined): Settings | null {
  const whole = yamlOf(file, text)
  if (whole === null || typeof whole !== 'object') return null
  const part: unknown = key === undefined ? whole : (whole as Readonly<Record<string, unknown>>)[key]
  if (part === undefined || part === null) return null
  const read = Settings.safeParse(part)
  if (read.success) return read.data
  const issue = read.error.issues[0]
  throw new Problem('bad-project-file', { file, where: [key, ...(issue?.path ?? [])].filter((step) => step !== undefined).join('.'), reason: issue?.message ?? 'it cannot be read' })
}

function yamlOf(file: string, text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 10 }) as unknown
  } catch (error) {
    const [reason = ''] = String(error instanceof Error ? error.message : error).split('\n')
    throw new Problem('bad-project-file', { file, where: 'it is not YAML', reason: reason.replace(/[:.]$/, '') })
  }
}

function withDefaults(file: string, key: string | undefined, { path, builder, buildpack, env }: Settings, ours: string): Paastech {
  const missing = Object.entries({ path, builder, buildpack, env }).flatMap(([name, value]) => (value === null || value === undefined ? [name] : []))
  const taken: Readonly<Record<string, string>> = { path: 'the whole project', builder: ours, buildpack: 'what the builder detects', env: 'no variables' }
  const notes = missing.map((name) => `${file} has no ${key ? `${key}.` : ''}${name}, which PaaSTech wants; taken instead: ${taken[name]}`)
  const settings = { path: path || '.', builder: builder ?? ours, buildpacks: buildpack ? [buildpack] : [], env: env ?? {} }
  return { file, settings, notes }
}
