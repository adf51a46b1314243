import type { RegisteredImage } from '../../model/image.ts'
import type { InstanceName } from '../../model/names.ts'
import type { ReleaseSource } from '../../model/project.ts'
import { currentOf } from './newer.ts'
import { shortName } from './reference.ts'

export interface BringInput {
  readonly name: InstanceName
  /** By service, with the digest where it is known already: then that very image is meant. */
  readonly images: Readonly<Record<string, Wanted>>
  readonly because: ReleaseSource
  readonly by: string
  /** Nobody asked for it: it is switched within the hours of its policy only. */
  readonly isByItself?: boolean
}

export interface Wanted {
  readonly image: string
  readonly digest: string | null
}

/** One job at a time brings it. */
export function keyOf(name: InstanceName): string {
  return `image:${name}`
}

/** All its services: what is newer as it was seen, the others as they are released, or as their names say. */
export function inputOf(image: RegisteredImage, because: ReleaseSource, by: string): BringInput {
  const isUpdate = because === 'newer'
  const wanted = (service: string): Wanted => {
    const newer = isUpdate ? image.newer[service] : undefined
    return newer ? { image: newer.image, digest: newer.digest } : { image: shortName(currentOf(image, service)), digest: isUpdate ? (image.digests[service] ?? null) : null }
  }
  return { name: image.name, images: Object.fromEntries(Object.keys(image.images).map((service) => [service, wanted(service)])), because, by }
}
