import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Built, BuildLimits, BuildRequest, BuildTools } from '../../builders/builder.ts'
import type { Handler, JobTools } from '../../jobs/jobs.ts'
import type { InstanceName } from '../../model/names.ts'
import { Problem } from '../../model/problem.ts'
import type { Project, Release } from '../../model/project.ts'
import type { ProjectFile } from '../../model/projectfile.ts'
import { gather } from '../../releases/gather.ts'
import { makeRelease } from '../../releases/make.ts'
import type { Facts } from '../../releases/make.ts'
import { readProjectFile } from '../../releases/config/projectfile.ts'
import type { Environments } from '../../releases/environment.ts'
import type { Releases } from '../../releases/releases.ts'
import type { BuildInput, Source } from './source.ts'
import type { Repositories } from '../../git/repositories.ts'
import { refuseMissing } from '../../releases/missing.ts'
import { bringTree } from '../../git/tree.ts'
import type { Ties } from './ties.ts'

/** What a build is made of: the builders, which know nothing of repositories. */
export interface BuildWays extends AsyncDisposable {
  build(request: BuildRequest, tools: BuildTools): Promise<Built>
  /** An image that is made already, by its name; pulled where it is not here. */
  take(project: InstanceName, image: string, tools: Pick<JobTools, 'signal' | 'log' | 'progress'>): Promise<Built>
}

export interface BuildOptions extends Pick<Ties, 'engine' | 'projects'> {
  readonly ways: BuildWays
  readonly repositories: Repositories
  readonly releases: Releases
  readonly environments: Environments
  readonly limits: BuildLimits
  /** Where a job gathers what it needs. */
  readonly staging: (job: string) => string
  /** Where the folder of a project is. */
  readonly folder: (project: InstanceName) => string
  /** A line was said: whoever follows looks. */
  readonly onLine: (job: string) => void
  /** A release is made: it may be switched to. */
  readonly announce: (project: Project, release: Release) => Promise<void>
}

export interface BuildResult {
  readonly release: number
}

/** The job from a commit to a release. It touches nothing that serves; a newer push ends it at any point. */
export function buildJob(options: BuildOptions): Handler<BuildInput, BuildResult> {
  return {
    kind: 'build',
    doing: 'built',
    crew: 'builds',
    title: ({ project, source }) => `Build ${project}${source.kind === 'commit' ? ` from ${source.commit.slice(0, 8)}` : ''}`,
    instance: ({ project }) => project,
    lane: ({ project }) => `build:${project}`,
    retry: { attempts: 3, first: 2000, cap: 16_000 },
    run: async (input, tools) => {
      const log = (line: string): void => {
        tools.log(line)
        options.onLine(tools.job)
      }
      return await build(options, input, { ...tools, log })
    },
  }
}

async function build(options: BuildOptions, input: BuildInput, tools: JobTools): Promise<BuildResult> {
  const { project: name } = input
  const project = await options.projects.get(name)
  if (!project) throw new Problem('not-found', { what: 'project', name })
  const staging = options.staging(tools.job)
  const folder = join(staging, 'source')
  const facts = await gather(tools, 'check out', folder, async () => await bring(options, input, staging, tools))
  const { file, notes } = await readProjectFile(folder)
  for (const note of notes) tools.log(note)
  const built = await tools.step('build', async () => await make(options, input, { folder, file }, tools))
  const env = await options.environments.of(name)
  const release = await makeRelease(options, { of: project, facts, because: input.because, by: input.by, file, env, built, source: folder, staging }, tools)
  await tools.step('announce', async () => await options.announce(project, release))
  await options.releases.prune(name)
  await rm(staging, { recursive: true, force: true })
  return { release: release.number }
}

/** The source into the job's own folder, and what is known of it. Refuses what would build without a part of it. */
async function bring({ repositories, staging: stagingOf }: BuildOptions, { project, source }: BuildInput, staging: string, tools: JobTools): Promise<Facts> {
  const folder = join(staging, 'source')
  if (source.kind === 'image') {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    return { commit: null, branch: null, author: null, subject: source.image }
  }
  if (source.kind === 'folder') {
    const from = stagingOf(source.folder)
    await mkdir(staging, { recursive: true, mode: 0o700 })
    if (await stat(from).catch(() => undefined)) await rename(from, folder)
    else if (!(await stat(folder).catch(() => undefined))) throw new Problem('bad-upload', { reason: 'it went with the end of the engine' })
    const { commit, branch, author, subject } = source
    await refuseMissing(folder)
    return { commit, branch, author, subject }
  }
  const repository = repositories.of(project)
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await bringTree(repository, source.commit, folder, tools)
  const { author, subject } = await repository.commit(source.commit)
  return { commit: source.commit, branch: source.branch, author, subject }
}

async function make({ ways, engine, environments, limits }: BuildOptions, { project, source }: BuildInput, { folder, file }: { folder: string; file: ProjectFile }, tools: JobTools): Promise<Built> {
  if (source.kind === 'image') return await ways.take(project, source.image, tools)
  const env = await environments.of(project)
  const missing = file.build.secrets.find((name) => !env.has(name))
  if (missing !== undefined) throw new Problem('bad-project-file', { file: 'berth.yaml', where: 'build.secrets', reason: `the project has no variable ${missing}` })
  const secrets = new Map(file.build.secrets.map((name) => [name, env.get(name) ?? '']))
  return await ways.build({ project, engine, folder, tag: tagOf(source, tools.job), file, secrets }, { ...tools, limits })
}

/** Images are called after the commit; what has none is called after the job that built it. */
export function tagOf(source: Source, job: string): string {
  const commit = source.kind === 'image' ? null : source.commit
  return commit === null ? `u${createHash('sha256').update(job).digest('hex').slice(0, 11)}` : commit.slice(0, 12)
}
