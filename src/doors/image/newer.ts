import type { RegisteredImage } from '../../model/image.ts'
import { newerTags, versionOf } from './policy.ts'
import { followed, parseReference, shortName } from './reference.ts'
import type { Reference } from './reference.ts'
import type { Sources } from './sources.ts'

type Newer = RegisteredImage['newer']

/** The image a service has by now: as it was asked for, with the tag it has moved to. */
export function currentOf({ images, tags }: Pick<RegisteredImage, 'images' | 'tags'>, service: string): Reference {
  const reference = parseReference(images[service] ?? '')
  return tags[service] === undefined ? reference : { ...reference, tag: tags[service] }
}

export interface Looked {
  readonly newer: Newer
  /** Why nothing is known of some service; what was newer of it is still told. */
  readonly error?: unknown
}

/** What its registries have that is newer, by service. The trouble of one keeps nothing from the others. */
export async function lookForNewer(sources: Sources, image: RegisteredImage, at: string, signal: AbortSignal): Promise<Looked> {
  const services = Object.keys(image.images)
  const answers = await Promise.allSettled(services.map(async (service) => await newestOf(sources, image, service, signal)))
  const newer = services.flatMap((service, which) => {
    const answer = answers[which]
    const before = image.newer[service]
    if (answer?.status !== 'fulfilled') return before ? [[service, before] as const] : []
    if (answer.value === null || answer.value.digest === image.digests[service]) return []
    return [[service, { ...answer.value, seen: before?.digest === answer.value.digest ? before.seen : at }] as const]
  })
  const failed = answers.find((answer) => answer.status === 'rejected')
  return { newer: Object.fromEntries(newer), ...(failed ? { error: failed.reason as unknown } : {}) }
}

/** A newer tag, else what the tag is now; null where the name says for good which image it is. */
async function newestOf(sources: Sources, image: RegisteredImage, service: string, signal: AbortSignal): Promise<{ readonly image: string; readonly digest: string } | null> {
  const current = currentOf(image, service)
  const tag = followed(current)
  if (tag === null) return null
  const tags = versionOf(tag) ? await sources.tags(current, signal) : []
  const newest = newerTags(tag, tags, image.policy.take)[0]
  const reference = newest === undefined ? current : { ...current, tag: newest }
  return { image: shortName(reference), digest: await sources.digest(reference, signal) }
}
