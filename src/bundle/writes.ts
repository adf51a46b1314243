import { posix } from 'node:path'
import type { Place } from './bundle.ts'
import type { Service } from './compose.ts'
import { landOf, partsOf } from './mounts.ts'
import { allDataOf, below } from './paths.ts'

/** Does this service write to a folder that outlives its container? Then it is never there twice. */
export function writesOf(name: string, service: Service, place: Place): boolean {
  const lands = service.volumes.flatMap((mount) => landOf(name, mount, place.folder) ?? [])
  const writable = lands.some(({ path, readOnly }) => !readOnly && !below(allDataOf(place.machine.data), path))
  return writable || uncovered(service, place).length > 0
}

/** Volumes that the image declares and no mount covers would be anonymous, and lost with the container. */
export function uncovered(service: Service, place: Place): readonly string[] {
  const plain = (path: string): string => posix.normalize(path).replace(/\/$/, '')
  const targets = service.volumes.map((mount) => plain(partsOf(mount).target))
  return (place.images.get(service.image ?? '')?.volumes ?? []).map(plain).filter((path) => !targets.includes(path))
}
