import type { Announcement, Hall } from '../doors/door.ts'
import type { LocalDb } from '../localdb/localdb.ts'
import type { Spec } from '../model/instance.ts'
import type { Origin } from '../model/origin.ts'
import { isDeepStrictEqual } from 'node:util'

/** Where doors speak: an announced version becomes the offer of every instance that came from there. */
export function openHall(db: LocalDb, onChange: (spec: Spec) => void): Hall {
  const offer = async (spec: Spec, version: string): Promise<void> => {
    const offered = spec.version === null || spec.version === version ? null : version
    if (offered === spec.offered) return
    const changed = await db.specs.change(spec.name, (now) => ({ ...now, offered }))
    if (changed) onChange(changed)
  }
  const from = async (origin: Origin): Promise<readonly Spec[]> => (await db.specs.all()).filter((spec) => isDeepStrictEqual(spec.origin, origin))
  return {
    async announce({ origin, version }: Announcement) {
      for (const spec of await from(origin)) await offer(spec, version)
    },
    async withdraw(origin: Origin) {
      for (const spec of await from(origin)) await offer(spec, spec.version ?? '')
    },
  }
}
