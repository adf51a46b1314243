import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { imageName } from '../../builders/imagename.ts'
import type { Progress } from '../../docker/docker.ts'
import type { Handler, JobTools } from '../../jobs/jobs.ts'
import type { RegisteredImage } from '../../model/image.ts'
import type { InstanceName } from '../../model/names.ts'
import { Problem } from '../../model/problem.ts'
import type { Release, ReleaseImage } from '../../model/project.ts'
import { noteOf } from '../../docker/progressnote.ts'
import { makeRelease } from '../../releases/make.ts'
import type { Environments } from '../../releases/environment.ts'
import type { Releases } from '../../releases/releases.ts'
import type { Brought } from './brought.ts'
import { composeName } from './compose.ts'
import { fileOf } from './file.ts'
import type { Images } from './images.ts'
import { Patience } from './patience.ts'
import { opensIn } from './policy.ts'
import { followed, parseReference, shortName } from './reference.ts'
import type { Reference } from './reference.ts'
import type { Seen, Sources } from './sources.ts'
import type { ImageOptions } from './ties.ts'
import type { BringInput, Wanted } from './wanted.ts'

export interface BringOptions extends Pick<ImageOptions, 'engine' | 'docker' | 'staging' | 'quiet' | 'clock'> {
  readonly images: Images
  readonly sources: Sources
  readonly releases: Releases
  readonly environments: Environments
  readonly folder: (name: InstanceName) => string
  readonly brought: Brought
  /** A release is made: it may be switched to. */
  readonly announce: (image: RegisteredImage, release: Release) => Promise<void>
  /** It is here, and its hours are over: it waits for the next. */
  readonly postponed: (name: InstanceName) => void
}

/** No release: it came after the hours in which it may be switched. */
interface BringResult {
  readonly release: number | null
}

/** What an image is when it is brought: kept as a step's result. */
type Resolved = Wanted & Pick<Seen, 'digest' | 'onlyHere'>

const usualQuiet = 5 * 60_000

/** The job from a name to a release. It touches nothing that serves; a newer wish ends it at any point. */
export function bringJob(options: BringOptions): Handler<BringInput, BringResult> {
  return {
    kind: 'image',
    doing: 'fetched',
    crew: 'builds',
    title: ({ name, images }) => `Fetch ${Object.values(images)[0]?.image ?? 'images'} for ${name}`,
    instance: ({ name }) => name,
    lane: ({ name }) => `image:${name}`,
    retry: { attempts: 3, first: 2000, cap: 16_000 },
    run: async (input, tools) => await bring(options, input, tools),
  }
}

async function bring(options: BringOptions, { name, images, because, by, isByItself = false }: BringInput, tools: JobTools): Promise<BringResult> {
  const of = options.images.get(name)
  const staging = options.staging(tools.job)
  const resolved = await tools.step('look up', async () => await resolve(options, name, images, tools))
  const brought = await bringAll(options, name, resolved, tools)
  if (isByItself && opensIn(options.images.get(name).policy, options.clock.date()) > 0) return postpone(options, name, tools)
  const source = await sourceOf(of, staging)
  const facts = { commit: null, branch: null, author: null, subject: subjectOf(resolved) }
  const built = { builder: of.compose === null ? ('image' as const) : ('compose' as const), images: brought, processes: {} }
  const env = await options.environments.of(name)
  const making = { of: { name, grants: [], services: [] }, facts, because, by, file: fileOf(of), env, built, source, staging }
  const release = await makeRelease(options, making, tools).catch(async (error: unknown) => await refuse(options, name, error))
  const changed = await options.images.change(name, (now) => taken(now, resolved))
  if (!changed) throw new Problem('not-found', { what: 'image', name })
  await tools.step('announce', async () => await options.announce(changed, release))
  await options.releases.prune(name)
  await options.brought.settle(name)
  await rm(staging, { recursive: true, force: true })
  return { release: release.number }
}

async function resolve(options: BringOptions, name: InstanceName, images: BringInput['images'], { signal, log }: JobTools): Promise<Record<string, Resolved>> {
  const resolved: Record<string, Resolved> = {}
  for (const [service, { image, digest }] of Object.entries(images)) {
    const named = digest !== null && (await options.docker.hasImage(ownName(options, name, images, service, digest)))
    const seen = named ? { digest, onlyHere: false } : await options.sources.see(atDigest(parseReference(image), digest), signal)
    log(`${image} is ${seen.digest}${seen.onlyHere ? ', which no registry gives now: the one on this machine is taken' : ''}.`)
    resolved[service] = { image, digest: seen.digest, onlyHere: seen.onlyHere }
  }
  return resolved
}

function atDigest(reference: Reference, digest: string | null): Reference {
  return digest === null ? reference : { ...reference, digest }
}

/** As it is called on this machine: after what it is, so that one that is here is known without asking anybody. */
function ownName({ engine }: BringOptions, project: InstanceName, images: object, service: string, digest: string): string {
  const isAlone = service === 'web' && Object.keys(images).length === 1
  return imageName({ engine, project, tag: `i${digest.replace(/^sha256:/, '').slice(0, 11)}` }, isAlone ? undefined : service)
}

async function bringAll(options: BringOptions, name: InstanceName, resolved: Readonly<Record<string, Resolved>>, tools: JobTools): Promise<Record<string, ReleaseImage>> {
  const services = Object.entries(resolved)
  const brought: Record<string, ReleaseImage> = {}
  for (const [at, [service, one]] of services.entries()) {
    const own = ownName(options, name, resolved, service, one.digest)
    const progress = (fraction: number | null, note?: string): void => tools.progress(fraction === null ? null : (at + fraction) / services.length, note)
    brought[service] = await tools.step(`image ${service}`, async () => {
      await options.brought.expect(name, own)
      return await bringOne(options, one, own, { ...tools, progress })
    })
  }
  return brought
}

async function bringOne(
  { docker, engine, sources, quiet = usualQuiet }: BringOptions,
  one: Resolved,
  name: string,
  { signal, log, progress }: Pick<JobTools, 'signal' | 'log' | 'progress'>,
): Promise<ReleaseImage> {
  using patience = new Patience(quiet)
  const onProgress = (told: Progress): void => {
    patience.heard()
    progress(told.total ? (told.done ?? 0) / told.total : null, noteOf(told))
  }
  try {
    if (await docker.hasImage(name)) log(`${one.image} is on this machine already.`)
    else await sources.pull(parseReference(one.image), one, { signal: AbortSignal.any([signal, patience.signal]), onProgress, as: { engine, name } })
  } catch (error) {
    if (!patience.signal.aborted) throw error
    throw new Problem('image-unavailable', { image: one.image, reason: `nothing came of it for ${Math.round(quiet / 60_000)} minutes` }, error)
  }
  const { digest, exposed } = await docker.imageConfig(name)
  return { name, digest, exposed: [...exposed] }
}

/** The folder a release is made from: of a compose file that one file. */
async function sourceOf({ compose }: RegisteredImage, staging: string): Promise<string> {
  const folder = join(staging, 'source')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if (compose !== null) await writeFile(join(folder, composeName), compose, { mode: 0o600 })
  return folder
}

/** What may never be a release is not kept; trying again would bring it anew. */
async function refuse({ brought }: BringOptions, name: InstanceName, error: unknown): Promise<never> {
  if (error instanceof Problem && error.status < 500) await brought.settle(name)
  throw error
}

function postpone({ postponed }: BringOptions, name: InstanceName, { log }: JobTools): BringResult {
  log('It is here; the hours in which it may be switched are over, so it waits for the next.')
  postponed(name)
  return { release: null }
}

/** What a person reads of a release: its images, and which they are. */
function subjectOf(resolved: Readonly<Record<string, Resolved>>): string {
  return Object.values(resolved)
    .map(({ image, digest }) => `${image} (${digest.replace(/^sha256:/, '').slice(0, 11)})`)
    .join(', ')
    .slice(0, 500)
}

/** Its newest release has these: what was newer is not, any more. */
function taken(now: RegisteredImage, resolved: Readonly<Record<string, Resolved>>): RegisteredImage {
  const services = Object.entries(resolved)
  const moved = services.flatMap(([service, { image }]) => {
    const tag = followed(parseReference(image))
    return tag === null || shortName(parseReference(image)) === now.images[service] ? [] : [[service, tag] as const]
  })
  return {
    ...now,
    digests: { ...now.digests, ...Object.fromEntries(services.map(([service, { digest }]) => [service, digest])) },
    tags: { ...Object.fromEntries(Object.entries(now.tags).filter(([service]) => !Object.hasOwn(resolved, service))), ...Object.fromEntries(moved) },
    newer: Object.fromEntries(Object.entries(now.newer).filter(([service]) => !Object.hasOwn(resolved, service))),
    cause: null,
  }
}
