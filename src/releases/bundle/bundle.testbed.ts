import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parse } from 'yaml'
import type { Rendered, Template } from '../../bundle/bundle.ts'
import { readApp } from '../../bundle/formats/read.ts'
import { render } from '../../bundle/render.ts'
import { samplePlace } from '../../bundle/samples.ts'
import { isAppText } from '../../bundle/sidecars.ts'
import { readTexts } from '../../kit/texts.ts'
import { Release } from '../../model/project.ts'
import { writeBundle } from './bundle.ts'
import { keepSource } from './keep.ts'

/** A service of a rendered compose file, as far as tests look at it. */
export interface MadeService {
  readonly image: string
  readonly environment?: Readonly<Record<string, string>>
  readonly command?: string | readonly string[]
  readonly entrypoint?: readonly string[]
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly volumes: readonly { readonly type: string; readonly source: string; readonly target: string; readonly read_only?: boolean }[]
  readonly mem_limit?: string
  readonly cpus?: number | string
  readonly env_file?: unknown
  readonly healthcheck?: { readonly test: readonly string[] }
}

export interface Made {
  readonly notes: readonly string[]
  readonly template: Template
  readonly rendered: Rendered
  /** By the name the service has in the compose file, without the number of the release. */
  readonly services: Readonly<Record<string, MadeService>>
}

const secrets = new Map(['db', 'cache', 'maria'].flatMap((name) => ['password', 'root'].map((part) => [`${name}_${part}`, `${name}-${part}-secret`])))

export function releaseOf(changes: object = {}): Release {
  const images = { web: { name: 'berth-abcdefgh/notes:aaaaaaaaaaaa', digest: 'sha256:1', exposed: [3000] } }
  const made = {
    project: 'notes',
    number: 7,
    source: 'push',
    of: null,
    commit: 'a'.repeat(40),
    branch: 'main',
    author: 'Ada',
    subject: 'Begin',
    by: 'Ada',
    builder: 'dockerfile',
    images,
    processes: {},
  }
  return Release.parse({ ...made, file: {}, services: [], env: [], job: null, created: '2026-02-03T04:05:06.000Z', refused: null, ...changes })
}

export const attached = [
  { name: 'db', kind: 'postgres', image: 'postgres:17' },
  { name: 'cache', kind: 'redis', image: 'redis:7' },
  { name: 'maria', kind: 'mariadb', image: 'mariadb:11' },
]

/** A release through the bundle and the real renderer; with files it is a compose project whose source was kept. */
export async function bundled(release: Release, env: Readonly<Record<string, string>> = {}, files: Readonly<Record<string, string>> | null = null): Promise<Made> {
  const folder = await mkdtemp(join(tmpdir(), 'berth-bundle-'))
  try {
    const [source, kept, into] = ['source', 'kept', 'into'].map((name) => join(folder, name)) as [string, string, string]
    await writeAll(source, files ?? {})
    const given = new Map(Object.entries(env))
    if (files !== null) await keepSource(release.project, release.file, given, source, kept)
    const notes = await writeBundle({ release, title: 'Notes', env: given, source: files === null ? null : kept }, into)
    return made(notes, readApp('notes', await readTexts(into, isAppText)))
  } finally {
    await rm(folder, { recursive: true })
  }
}

export async function writeAll(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
}

function made(notes: readonly string[], template: Template): Made {
  const rendered = render(template, samplePlace({ secrets }))
  const { services } = parse(rendered.compose) as { services: Record<string, MadeService> }
  return { notes, template, rendered, services: Object.fromEntries(Object.entries(services).map(([name, service]) => [name.replace(/-r\d+$/, ''), service])) }
}

/** A value as Compose gives it to the container. */
export function given(service: MadeService | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(service?.environment ?? {}).map(([name, value]) => [name, value.replaceAll('$$', '$')]))
}
