import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { BuildRequest, Built } from '../../builders/builder.ts'
import { fetchCommit } from '../../git/mirror.ts'
import { bringTree } from '../../git/tree.ts'
import type { Handler, JobTools } from '../../jobs/jobs.ts'
import type { InstanceName } from '../../model/names.ts'
import type { Preview, PreviewRepository } from '../../model/preview.ts'
import { Problem } from '../../model/problem.ts'
import type { Release } from '../../model/project.ts'
import type { ProjectFile } from '../../model/projectfile.ts'
import type { Env } from '../../releases/bundle/environment.ts'
import { readProjectFile } from '../../releases/config/projectfile.ts'
import { gather } from '../../releases/gather.ts'
import { makeRelease } from '../../releases/make.ts'
import type { Facts } from '../../releases/make.ts'
import type { Releases } from '../../releases/releases.ts'
import type { Connections } from './connections.ts'
import { labelsOf } from './labels.ts'
import { mayRun } from './judge/trust.ts'
import type { Previews } from './previews.ts'
import type { Repositories } from './repositories.ts'
import type { PreviewOptions } from './ties.ts'

/** Kept as JSON over restarts. */
export interface PreviewInput {
  readonly preview: InstanceName
  readonly commit: string
  readonly by: string
}

export interface PreviewResult {
  /** None where it was found that nobody lets it run. */
  readonly release: number | null
}

export interface BuildOptions extends Pick<PreviewOptions, 'engine' | 'staging' | 'build' | 'limits'> {
  readonly previews: Previews
  readonly repositories: Repositories
  readonly connections: Connections
  readonly releases: Releases
  readonly folder: (name: InstanceName) => string
  readonly announce: (preview: Preview, release: Release) => Promise<void>
}

/** A provider that is down is asked for some two hours, and what goes is waited for: nothing has failed meanwhile. */
const patiently = { retry: { attempts: 30, first: 2000, cap: 5 * 60_000 } }

/** What is built, and where it came from. */
interface Site {
  readonly preview: Preview
  readonly repository: PreviewRepository
  readonly commit: string
  readonly outsider: boolean
  readonly env: Env
  readonly staging: string
  readonly folder: string
}

/** The job from a commit of a pull request to a release. Nothing of it is told here: who waits outside is told by what came of it. */
export function previewJob(options: BuildOptions): Handler<PreviewInput, PreviewResult> {
  return {
    kind: 'preview',
    doing: 'built',
    crew: 'builds',
    title: ({ preview, commit }) => `Build ${preview} from ${commit.slice(0, 8)}`,
    instance: ({ preview }) => preview,
    lane: ({ preview }) => `preview:${preview}`,
    retry: { attempts: 3, first: 2000, cap: 16_000 },
    run: async (input, tools) => await run(options, input, tools),
  }
}

async function run(options: BuildOptions, { preview: name, commit, by }: PreviewInput, tools: JobTools): Promise<PreviewResult> {
  const { previews, repositories } = options
  const before = previews.get(name)
  const repository = repositories.get(before.repository)
  await tools.step('who', async () => await askTrust(options, before, repository, commit), patiently)
  const preview = previews.get(name)
  if (preview.head.commit !== commit || !mayRun(preview)) return { release: null }
  const staging = options.staging(tools.job)
  const outsider = preview.trusted !== true
  const site: Site = { preview, repository, commit, outsider, env: await repositories.envFor(repository, outsider), staging, folder: join(staging, 'source') }
  const release = await make(options, site, by, tools)
  await tools.step('announce', async () => await options.announce(previews.get(name), release), patiently)
  await options.releases.prune(name)
  await rm(staging, { recursive: true, force: true })
  return { release: release.number }
}

/** Whether whoever made this head may push to the repository: then nobody need be asked. A fork is never trusted. */
async function askTrust({ previews, connections }: BuildOptions, preview: Preview, repository: PreviewRepository, commit: string): Promise<void> {
  if (preview.trusted !== null || preview.head.commit !== commit) return
  const client = await connections.client(repository.connection)
  const trusted = !preview.head.fork && (await client.mayRun(repository.path, preview.head.author))
  await previews.change(preview.name, (now) => (now.head.commit === commit ? { ...now, trusted } : now))
}

async function make(options: BuildOptions, site: Site, by: string, tools: JobTools): Promise<Release> {
  const { preview, repository, commit, env, staging, folder } = site
  const facts = await gather(tools, 'fetch', folder, async () => await bring(options, site, tools), patiently)
  const { file: own, notes } = await readProjectFile(folder)
  for (const note of notes) tools.log(note)
  const file = asPreview(own, preview, repository)
  const labels = labelsOf(preview, repository, options.previews.url(preview.name))
  const built = await tools.step('build', async () => await build(options, site, file, labels, tools))
  const seed = repository.rules.seed.kind === 'command' && preview.commits.length === 0 ? repository.rules.seed.command : null
  const making = {
    of: { name: preview.name, grants: [], services: [] },
    facts,
    because: 'pull' as const,
    by,
    file,
    env,
    built,
    source: folder,
    staging,
    labels,
    seed,
  }
  if (site.outsider) tools.log(`${commit.slice(0, 8)} is an outsider's: it has no secrets.`)
  return await makeRelease(options, making, tools)
}

/** With credentials made for this one fetch. */
async function bring({ connections, repositories, limits }: BuildOptions, { preview, repository, commit, folder }: Site, tools: JobTools): Promise<Facts> {
  const client = await connections.client(repository.connection)
  const source = await client.source(repository.path, preview.of.kind === 'pull' ? { pull: preview.of.number } : { branch: preview.of.branch })
  const mirror = await repositories.mirror(repository.id)
  const bounds = { path: repository.path, within: limits.minutes * 60_000, most: limits.diskMb * 1024 * 1024, signal: tools.signal }
  await fetchCommit(mirror, source, commit, bounds)
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await bringTree(mirror, commit, folder, { signal: tools.signal, bounds })
  const { author, subject } = await mirror.commit(commit)
  return { commit, branch: preview.head.ref, author, subject }
}

/** What a project's file says is for the project itself: a preview has another title, no names of its own, and is open to those its rules say. */
function asPreview(file: ProjectFile, { of }: Preview, { rules, path }: PreviewRepository): ProjectFile {
  const title = `${path.slice(path.lastIndexOf('/') + 1)} ${of.kind === 'pull' ? `#${of.number}` : of.branch}`.slice(0, 80)
  return { ...file, title, domains: [], access: rules.access, push: { wait: false } }
}

async function build(
  { build: make, engine, limits }: BuildOptions,
  { preview, commit, outsider, env, folder }: Site,
  file: ProjectFile,
  labels: BuildRequest['labels'],
  tools: JobTools,
): Promise<Built> {
  const missing = file.build.secrets.find((name) => outsider || !env.has(name))
  if (missing !== undefined)
    throw new Problem('bad-project-file', {
      file: 'berth.yaml',
      where: 'build.secrets',
      reason: outsider ? `code of outsiders is given no secrets, and it wants ${missing}` : `the repository's previews have no variable ${missing}`,
    })
  const secrets = new Map(file.build.secrets.map((name) => [name, env.get(name) ?? '']))
  return await make({ project: preview.name, engine, folder, tag: commit.slice(0, 12), file, secrets, outsider, ...(labels ? { labels } : {}) }, { ...tools, limits })
}
