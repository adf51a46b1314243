import { posix } from 'node:path'
import type { Compose } from './compose.ts'
import { landOf } from './mounts.ts'
import { below } from './paths.ts'

/**
 * Folders mounted from inside another one that the app may write. Such an app could put a link in the inner
 * one's place, and at the next start Docker would follow it to anywhere on the machine.
 */
export function nested(compose: Compose, folder: string): readonly string[] {
  const lands = Object.entries(compose.services).flatMap(([name, { volumes }]) => volumes.flatMap((mount) => landOf(name, mount, folder) ?? []))
  const short = (path: string): string => posix.relative(folder, path)
  return lands.flatMap((inner) => {
    const outer = lands.find(({ path, readOnly }) => !readOnly && path !== inner.path && below(path, inner.path))
    return outer ? [`mounting ${short(inner.path)} apart from ${short(outer.path)}, in which it lies`] : []
  })
}
