import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Template } from '../bundle/bundle.ts'
import { policyOf } from '../bundle/access.ts'
import { demandGrants, survey } from '../bundle/survey.ts'
import { AppName } from '../model/names.ts'
import type { InstanceName } from '../model/names.ts'
import type { Grant } from '../model/grant.ts'
import type { OfferDetails } from '../model/origin.ts'
import { Problem } from '../model/problem.ts'
import type { Release } from '../model/project.ts'
import { bundleOf } from './bundles.ts'
import type { Environments } from './environment.ts'
import type { Releases } from './releases.ts'

export interface FetchOptions {
  readonly releases: Releases
  readonly environments: Environments
  /** Where the folder of a project is. */
  readonly folder: (project: InstanceName) => string
  readonly hasImage: (name: string) => Promise<boolean>
}

/** What a fetch may use, as doors have it. */
export interface FetchTools {
  readonly grants: readonly Grant[]
  step<T>(name: string, work: () => Promise<T>): Promise<T>
}

/** A release's bundle, from what was kept of it: nothing is built, nothing is asked of the repository. */
export async function fetchRelease(options: FetchOptions, name: InstanceName, version: string, into: string, tools: FetchTools): Promise<{ readonly folder: string; readonly template: Template }> {
  const release = await options.releases.get(name, Number(version))
  await tools.step('images', async () => await demandImages(options, release))
  const { template } = await write(options, release, into)
  demandGrants(AppName.parse(name), survey(template).asks, tools.grants)
  return { folder: into, template }
}

/** What its newest release asks for and consists of. */
export async function detailsOf(options: FetchOptions, project: InstanceName): Promise<OfferDetails> {
  const release = await options.releases.base(project)
  if (!release) throw new Problem('no-release', { name: project })
  const into = await mkdtemp(join(tmpdir(), 'berth-release-'))
  try {
    const { template } = await write(options, release, into)
    const { services, asks, plan } = survey(template)
    const shown = await Promise.all(services.map(async ({ name, image }) => ({ name, image, here: await options.hasImage(image) })))
    const entries = plan.entries.map(({ port, protocol }) => ({ port, protocol }))
    const known = { description: [], hints: [], homepage: null, repository: null, changes: release.subject }
    return { ...known, services: shown, entries, policy: policyOf(template.meta), lifecycle: template.meta.lifecycle, asks: [...asks] }
  } finally {
    await rm(into, { recursive: true, force: true })
  }
}

async function write({ environments, folder }: FetchOptions, release: Release, into: string): ReturnType<typeof bundleOf> {
  const { project, number, of } = release
  const env = await environments.ofRelease(project, number)
  return await bundleOf(release, env, join(folder(project), 'releases', String(of ?? number)), into)
}

/** Somebody may have removed them by hand: that is said, and building it again is the way out. */
async function demandImages({ hasImage }: FetchOptions, { project, number, images }: Release): Promise<void> {
  for (const { name } of Object.values(images)) if (!(await hasImage(name))) throw new Problem('release-gone', { release: number, name: project, image: name })
}
