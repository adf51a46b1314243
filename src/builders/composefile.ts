import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { Problem } from '../model/problem.ts'
import type { ProjectFile } from '../model/projectfile.ts'
import { inside, isThere } from './inside.ts'

const Text = z.union([z.string(), z.number(), z.boolean()]).transform(String)

const Args = z.union([z.array(z.string()).transform((lines) => Object.fromEntries(lines.map(pairOf))), z.record(z.string(), Text.nullable())])

/** A text is its context, and the rest as usual. */
const Build = z
  .preprocess(
    (how) => (typeof how === 'string' ? { context: how } : how),
    z
      .object({ context: z.string().default('.'), dockerfile: z.string().optional(), dockerfile_inline: z.string().optional(), target: z.string().optional(), args: Args.default({}) })
      .catchall(z.unknown()),
  )
  .transform(({ context, dockerfile, dockerfile_inline: inline, target, args, ...rest }) => ({ context, dockerfile, inline, target, args, more: Object.keys(rest) }))
export type ComposeBuild = z.output<typeof Build>

/** Of a compose file what building needs; the rest is judged where it is run. */
const File = z.object({ services: z.record(z.string(), z.object({ build: Build.optional(), image: z.string().optional(), profiles: z.array(z.string()).default([]) })) })
export type ComposeServices = z.output<typeof File>['services']

export interface ComposeSource {
  /** Inside the source. */
  readonly file: string
  /** Those that run without being asked for by a profile. */
  readonly services: ComposeServices
}

/** In the order in which Compose looks for them. */
const names = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml']
const longest = 1_000_000

/** The compose file of a source; null where there is none. Throws `bad-compose` where there is one that cannot be read. */
export async function composeOf(folder: string, { build }: ProjectFile, app: string): Promise<ComposeSource | null> {
  const file = build.compose ?? (await firstThatIs(folder, names))
  if (file === undefined) return null
  const text = await readFile(await inside(folder, file, { file: 'berth.yaml', from: 'the top of the project' }), 'utf8')
  const { services } = read(text, app)
  return { file, services: Object.fromEntries(Object.entries(services).filter(([, { profiles }]) => profiles.length === 0)) }
}

function read(text: string, app: string): z.output<typeof File> {
  const fail = (where: string, reason: string): never => {
    throw new Problem('bad-compose', { app, where, reason })
  }
  if (text.length > longest) return fail('the file', 'it is longer than a megabyte')
  const yaml = ((): unknown => {
    try {
      return parse(text, { merge: true })
    } catch (error) {
      return fail('the file', error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error))
    }
  })()
  const parsed = File.safeParse(yaml)
  const [issue] = parsed.error?.issues ?? []
  return parsed.data ?? fail(issue?.path.join('.') || 'the file', issue?.message ?? '')
}

async function firstThatIs(folder: string, paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) if (await isThere(join(folder, path))) return path
  return undefined
}

function pairOf(line: string): [string, string | null] {
  const at = line.indexOf('=')
  return at < 0 ? [line, null] : [line.slice(0, at), line.slice(at + 1)]
}
