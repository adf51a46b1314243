import type { z } from 'zod'
import { isBuiltHere } from '../../builders/imagename.ts'
import { ImageSettings } from '../../model/image.ts'
import type { ImageChange, RegisteredImage } from '../../model/image.ts'
import { Problem } from '../../model/problem.ts'
import { parseReference, shortName } from './reference.ts'
import { refuseBeside } from './registering.ts'

export type Change = z.output<typeof ImageChange>

/** What a change means for what is there. */
export interface Changed {
  readonly image: RegisteredImage
  /** Another image: it is brought. */
  readonly isOther: boolean
  /** Another port, folder or limit: a new release of the same image. */
  readonly isSet: boolean
}

/** Throws `invalid`, `bad-image`, `image-unavailable`. */
export function withChange(now: RegisteredImage, change: Change): Changed {
  const { title = now.title, policy = now.policy } = change
  if (now.compose !== null) refuseBeside({ volumes: change.volumes, memory: change.memory, cpus: change.cpus })
  const images = change.image === undefined ? now.images : { [onlyService(now)]: nameOf(change.image) }
  const settings = settingsOf(now.settings, change)
  const isOther = JSON.stringify(images) !== JSON.stringify(now.images)
  const fresh = isOther ? { images, digests: {}, tags: {}, newer: {}, cause: null } : {}
  return { image: { ...now, ...fresh, title, policy, settings }, isOther, isSet: JSON.stringify(settings) !== JSON.stringify(now.settings) }
}

function onlyService({ images }: RegisteredImage): string {
  const [service, other] = Object.keys(images)
  if (service === undefined || other !== undefined) throw new Problem('invalid', { where: 'image', reason: 'it has several: register its compose file anew' })
  return service
}

function nameOf(image: string): string {
  if (isBuiltHere(image)) throw new Problem('image-unavailable', { image, reason: 'it was built from somebody’s source here' })
  return shortName(parseReference(image))
}

/** Null takes a setting away. */
function settingsOf(now: ImageSettings, { port, volumes, memory, cpus }: Change): ImageSettings {
  const given = Object.entries({ port, volumes, memory, cpus }).filter(([, value]) => value !== undefined)
  const kept = Object.entries(now).filter(([key]) => !given.some(([other]) => other === key))
  return ImageSettings.parse(Object.fromEntries([...kept, ...given.filter(([, value]) => value !== null)]))
}
