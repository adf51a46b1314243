import type { Announcement, Docking, Hall } from '../doors/door.ts'
import type { LocalDb } from '../localdb/localdb.ts'
import type { Spec } from '../model/instance.ts'
import type { Origin } from '../model/origin.ts'
import { isDeepStrictEqual } from 'node:util'

export interface HallTies {
  readonly db: LocalDb
  readonly onChange: (spec: Spec) => void
  /** What becomes an instance by itself. */
  readonly dock: (origin: Origin, version: string, docking: Docking) => Promise<void>
}

/** Where doors speak: an announced version becomes the offer of every instance that came from there. */
export function openHall({ db, onChange, dock }: HallTies): Hall {
  const offer = async (spec: Spec, version: string): Promise<void> => {
    const offered = spec.version === null || spec.version === version ? null : version
    if (offered === spec.offered) return
    const changed = await db.specs.change(spec.name, (now) => ({ ...now, offered }))
    if (changed) onChange(changed)
  }
  const from = async (origin: Origin): Promise<readonly Spec[]> => (await db.specs.all()).filter((spec) => isDeepStrictEqual(spec.origin, origin))
  return {
    async announce({ origin, version, docking }: Announcement) {
      if (docking) return await dock(origin, version, docking)
      for (const spec of await from(origin)) await offer(spec, version)
    },
    async withdraw(origin: Origin) {
      for (const spec of await from(origin)) await offer(spec, spec.version ?? '')
    },
  }
}
