import { createHash } from 'node:crypto'
import { z } from 'zod'
import { Problem } from '../../../model/problem.ts'
import { followed, shortName } from '../reference.ts'
import type { Reference } from '../reference.ts'
import { acceptable, choose, Config, Index, Manifest, runsHere } from './manifest.ts'
import { parsed } from './session.ts'
import type { RegistrySession } from './session.ts'

/** An image as its registry has it, for the platform of this machine. */
export interface Described {
  /** Of what the name stands for: with several platforms that of them all together, which Docker resolves by itself. */
  readonly digest: string
  readonly config: Config
  /** Compressed bytes of its layers. */
  readonly bytes: number
}

interface Found {
  readonly digest: string
  readonly value: unknown
}

/** Bytes; Docker takes no larger manifest. Configurations may carry a long history. */
const [manifestCap, configCap, tagsCap] = [4_000_000, 8_000_000, 8_000_000]
/** Tags are asked for so many at once, so often. */
const [tagsAtOnce, pages] = [1000, 20]
/** All together; what else a registry says is none that can be asked for. */
const mostTags = 50_000
const tag = /^\w[\w.-]{0,127}$/

/** What a name stands for at this moment, without fetching anything of it. Throws `image-unavailable`, `registry-down`, `registry-denied`. */
export async function digestOf(session: RegistrySession, reference: Reference, signal: AbortSignal): Promise<string> {
  const path = manifestPath(reference)
  const { status, headers } = await session.ask({ path, method: 'HEAD', accept: acceptable, repository: reference.repository, cap: manifestCap, signal })
  const digest = headers.get('docker-content-digest')
  if (status === 200 && /^sha256:[0-9a-f]{64}$/.test(digest ?? '')) return digest ?? ''
  return (await manifest(session, reference, path, signal)).digest
}

/** Throws as `digestOf`, and `wrong-platform`. */
export async function describe(session: RegistrySession, reference: Reference, architecture: string, signal: AbortSignal): Promise<Described> {
  const { digest, value } = await manifest(session, reference, manifestPath(reference), signal)
  const index = Index.safeParse(value)
  if (!index.success) return { digest, ...(await oneImage(session, reference, value, architecture, signal)) }
  const { manifests } = index.data
  const one = choose(manifests, architecture)
  if (!one)
    throw wrongPlatform(
      reference,
      architecture,
      manifests.flatMap(({ platform }) => (platform && platform.os !== 'unknown' ? `${platform.os}/${platform.architecture}` : [])),
    )
  const ours = { ...reference, digest: one.digest }
  return { digest, ...(await oneImage(session, ours, (await manifest(session, ours, manifestPath(ours), signal)).value, architecture, signal)) }
}

/** All there are, in no order that means anything. */
export async function tagsOf(session: RegistrySession, { repository }: Reference, signal: AbortSignal): Promise<readonly string[]> {
  const found: string[] = []
  let path: string | undefined = `/v2/${repository}/tags/list?n=${tagsAtOnce}`
  for (let page = 0; path !== undefined && page < pages && found.length < mostTags; page++) {
    const { status, headers, body } = await session.ask({ path, repository, cap: tagsCap, signal })
    if (status !== 200) return found
    const tags = (Tags.safeParse(parsed(body)).data?.tags ?? []).filter((one) => tag.test(one))
    found.push(...tags.slice(0, mostTags - found.length))
    path = nextPage(session, headers.get('link'))
  }
  return found
}

/** Whether the registry takes who we are. Throws `registry-down`, `registry-denied`. */
export async function greet(session: RegistrySession, signal: AbortSignal): Promise<void> {
  const { status } = await session.ask({ path: '/v2/', repository: null, cap: tagsCap, signal })
  if (status !== 200) throw new Problem('registry-down', { host: session.host, reason: `it answers ${status}: it is not a registry` })
}

const Tags = z.object({ tags: z.array(z.string()).nullish() })

/** A page that lies elsewhere is not asked for: our right to ask is for this registry. */
function nextPage({ base }: RegistrySession, link: string | null): string | undefined {
  const [, target] = /<([^>]+)>\s*;[^,]*rel="?next"?/.exec(link ?? '') ?? []
  if (target === undefined || !URL.canParse(target, base)) return undefined
  const url = new URL(target, base)
  return url.origin === new URL(base).origin ? url.pathname + url.search : undefined
}

function manifestPath(reference: Reference): string {
  return `/v2/${reference.repository}/manifests/${reference.digest ?? followed(reference) ?? ''}`
}

async function manifest(session: RegistrySession, reference: Reference, path: string, signal: AbortSignal): Promise<Found> {
  const { status, body } = await session.ask({ path, accept: acceptable, repository: reference.repository, cap: manifestCap, signal })
  if (status !== 200) throw unavailable(reference, status === 404 ? 'its registry does not have it' : `its registry answers ${status}`)
  const digest = sha256(body)
  if (reference.digest !== null && reference.digest !== digest) throw unavailable(reference, 'what its registry gives is not what the digest says')
  return { digest, value: parsed(body) }
}

async function oneImage(session: RegistrySession, reference: Reference, value: unknown, architecture: string, signal: AbortSignal): Promise<Omit<Described, 'digest'>> {
  const read = Manifest.safeParse(value)
  if (!read.success) throw unavailable(reference, 'it is written in a format that Docker no longer reads')
  const { config, layers } = read.data
  const { status, body } = await session.ask({ path: `/v2/${reference.repository}/blobs/${config.digest}`, repository: reference.repository, cap: configCap, signal })
  const made = Config.safeParse(parsed(body))
  if (status !== 200 || sha256(body) !== config.digest || !made.success) throw unavailable(reference, 'its configuration cannot be read')
  if (!runsHere(made.data, architecture)) throw wrongPlatform(reference, architecture, [`${made.data.os}/${made.data.architecture}`])
  return { config: made.data, bytes: layers.reduce((sum, { size }) => sum + size, 0) }
}

function unavailable(reference: Reference, reason: string): Problem {
  return new Problem('image-unavailable', { image: shortName(reference), reason })
}

function wrongPlatform(reference: Reference, architecture: string, has: readonly string[]): Problem {
  return new Problem('wrong-platform', { image: shortName(reference), platform: `linux/${architecture}`, has: [...new Set(has)].join(', ') || 'nothing that can be run' })
}

function sha256(body: Buffer): string {
  return `sha256:${createHash('sha256').update(body).digest('hex')}`
}
