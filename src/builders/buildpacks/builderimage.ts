import { z } from 'zod'
import type { ImageFacts } from '../../docker/once.ts'
import { Problem } from '../../model/problem.ts'

/** Versions of the Platform API we speak, the best first. Before 0.12 the lifecycle writes no OCI layout, and then it wants Docker's socket. */
const spoken: readonly string[] = ['0.15', '0.14', '0.13', '0.12']

export interface Buildpack {
  readonly id: string
  readonly version: string
}

/** A builder image, read from what its labels and its environment say. */
export interface BuilderImage {
  readonly name: string
  /** Of the user that builds, which is never root. */
  readonly uid: number
  readonly gid: number
  readonly platformApi: string
  readonly lifecycle: string
  /** What an app's image is based on: the first that can be had. */
  readonly runImages: readonly string[]
  readonly buildpacks: readonly Buildpack[]
}

const Versions = z.object({ deprecated: z.array(z.string()).nullish(), supported: z.array(z.string()).nullish() })
const Apis = z.object({ platform: Versions })
const RunImage = z.object({ image: z.string().default(''), mirrors: z.array(z.string()).nullish() })

/** `io.buildpacks.builder.metadata`, as pack writes it when it makes a builder (pack, internal/builder/metadata.go). */
const Metadata = z.object({
  buildpacks: z.array(z.object({ id: z.string(), version: z.string().default('') })).nullish(),
  stack: z.object({ runImage: RunImage }).nullish(),
  images: z.array(RunImage).nullish(),
  lifecycle: z.object({ version: z.string().nullish(), apis: Apis.nullish() }).nullish(),
})
type Metadata = z.infer<typeof Metadata>

export const builderLabel = 'io.buildpacks.builder.metadata'

/** Throws `build-refused` for an image that is no builder, or none that builds here. */
export function readBuilder(name: string, { labels, env }: ImageFacts): BuilderImage {
  const metadata = Metadata.safeParse(jsonOf(labels[builderLabel]))
  if (!metadata.success) refuse(name, 'it is no builder image: it has no label io.buildpacks.builder.metadata that can be read')
  const { buildpacks, lifecycle } = metadata.data
  const uid = idOf(env['CNB_USER_ID'])
  const gid = idOf(env['CNB_GROUP_ID'])
  if (uid === null || gid === null) refuse(name, 'it names no user to build as, or root: CNB_USER_ID and CNB_GROUP_ID')
  const runImages = runImagesOf(metadata.data)
  if (runImages.length === 0) refuse(name, 'it names no run image')
  return { name, uid, gid, platformApi: apiOf(name, metadata.data, labels), lifecycle: lifecycle?.version ?? 'of no version', runImages, buildpacks: buildpacks ?? [] }
}

function apiOf(name: string, { lifecycle }: Metadata, labels: ImageFacts['labels']): string {
  const apis = lifecycle?.apis ?? Apis.safeParse(jsonOf(labels['io.buildpacks.lifecycle.apis'])).data
  const theirs = [...(apis?.platform.supported ?? []), ...(apis?.platform.deprecated ?? [])]
  const chosen = spoken.find((version) => theirs.includes(version))
  if (chosen === undefined) refuse(name, `its lifecycle speaks the Platform API ${theirs.join(', ') || 'of no version'}, and ${spoken.at(-1)} to ${spoken[0]} are spoken here`)
  return chosen
}

function runImagesOf({ images, stack }: Metadata): readonly string[] {
  const declared = images?.length ? images : stack ? [stack.runImage] : []
  return [...new Set(declared.flatMap(({ image, mirrors }) => [image, ...(mirrors ?? [])]).filter(Boolean))]
}

function idOf(text: string | undefined): number | null {
  return text !== undefined && /^[1-9]\d{0,9}$/.test(text) ? Number(text) : null
}

function jsonOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '') as unknown
  } catch {
    return undefined
  }
}

function refuse(name: string, reason: string): never {
  throw new Problem('build-refused', { reason: `the builder image ${name} cannot be used, since ${reason}`, next: 'Name another builder image in berth.yaml: `build.builder`.' })
}
