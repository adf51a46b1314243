import { join } from 'node:path'
import { demandGrants, survey } from '../bundle/survey.ts'
import type { Built } from '../builders/builder.ts'
import type { JobTools } from '../jobs/jobs.ts'
import { AppName } from '../model/names.ts'
import type { InstanceName } from '../model/names.ts'
import type { Release, ReleaseSource } from '../model/project.ts'
import type { ProjectFile } from '../model/projectfile.ts'
import type { Env } from './bundle/environment.ts'
import { keepSource } from './bundle/keep.ts'
import { bundleOf } from './bundles.ts'
import type { Made, Releases } from './releases.ts'
import type { Released } from './ties.ts'

export interface MakeOptions {
  readonly releases: Releases
  /** Where everything of an app lies, but what its instance is. */
  readonly folder: (name: InstanceName) => string
}

/** What is known of a source. */
export type Facts = Pick<Made, 'commit' | 'branch' | 'author' | 'subject'>

export interface Making {
  readonly of: Released
  readonly facts: Facts
  readonly because: ReleaseSource
  readonly by: string
  readonly file: ProjectFile
  readonly env: Env
  readonly built: Built
  /** The source it was built from. */
  readonly source: string
  /** What the job may fill and throw away. */
  readonly staging: string
  /** Labels of its containers besides. */
  readonly labels?: Release['labels']
  /** Runs once in this release: data to begin with. */
  readonly seed?: Release['seed']
}

type MakeTools = Pick<JobTools, 'job' | 'step' | 'log'>

/** From built images to a release: numbered, proven to make an app that may be here, and kept. Done again it is the same release. */
export async function makeRelease({ releases, folder }: MakeOptions, making: Making, tools: MakeTools): Promise<Release> {
  const { of, facts, because, by, file, env, built, labels = {}, seed = null } = making
  const number = await tools.step('number', async () => await releases.number(of.name))
  const made: Made = { ...facts, source: because, of: null, by, builder: built.builder, images: { ...built.images }, processes: mutable(built.processes), file, labels, seed, job: tools.job }
  await tools.step('check', async () => await check(making, made, number, tools))
  return await tools.step('release', async () => {
    if (built.builder === 'compose') await keepSource(of.name, file, env, making.source, join(folder(of.name), 'releases', String(number)))
    return await releases.insert(of, number, made, env)
  })
}

/** What it asks for beyond the rules is said now, and not when it is switched to. */
async function check({ of, env, source, staging }: Making, made: Made, number: number, tools: MakeTools): Promise<void> {
  const release: Release = { ...made, project: of.name, number, services: [...of.services], env: [...env.keys()], created: '', refused: null }
  const { template, notes } = await bundleOf(release, env, source, join(staging, 'bundle'))
  for (const note of notes) tools.log(note)
  demandGrants(AppName.parse(of.name), survey(template).asks, of.grants)
}

function mutable(processes: Built['processes']): Record<string, string[]> {
  return Object.fromEntries(Object.entries(processes).map(([name, words]) => [name, [...words]]))
}
