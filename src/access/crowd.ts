import { Mutex } from '../kit/mutex.ts'
import type { SessionRow } from '../localdb/sessions.ts'
import type { LocalDb } from '../localdb/localdb.ts'
import type { DeviceId } from '../model/device.ts'
import type { InstanceName } from '../model/names.ts'
import type { GroupName, PersonId, Role } from '../model/person.ts'
import type { LinkBook } from './links.ts'
import type { Opening } from './opening.ts'
import type { SessionBook } from './sessions.ts'

/** A sign-in, a paired device's or a shared link, and whom it stands for. */
export interface Member {
  readonly id: string
  readonly of:
    | { readonly kind: 'person'; readonly id: PersonId; readonly name: string; readonly role: Role; readonly groups: GroupName[] }
    | { readonly kind: 'device'; readonly id: DeviceId; readonly name: string }
    /** `expires`: epoch seconds. */
    | { readonly kind: 'link'; readonly instance: InstanceName; readonly path: string; readonly expires: number }
}

/** Everybody who is somebody here. `open`: strangers count as paired devices. */
export interface CrowdView {
  readonly sessions: Member[]
  readonly open: boolean
}

export interface CrowdSources {
  readonly db: LocalDb
  readonly sessions: SessionBook
  readonly links: LinkBook
  readonly opening: Opening
}

/** Who is in, told whole to all who let people in by it, before the one who changed it is answered. */
export class Crowd {
  readonly #sources: CrowdSources
  readonly #oneAtATime = new Mutex()
  readonly #listeners = new Set<(crowd: CrowdView) => unknown>()

  constructor(sources: CrowdSources) {
    this.#sources = sources
  }

  async now(): Promise<CrowdView> {
    const { db, sessions, links, opening } = this.#sources
    const people = new Map((await db.people.all()).map((row) => [row.id, row]))
    const devices = new Map((await db.devices.all()).map((row) => [row.id, row]))
    const signedIn = (await sessions.alive()).flatMap((row) => memberOf(row, people, devices) ?? [])
    const linked = (await links.list()).map(({ id, instance, path, expires }): Member => {
      return { id: linkSession(id), of: { kind: 'link', instance, path, expires: Math.floor(Date.parse(expires) / 1000) } }
    })
    return { sessions: [...signedIn, ...linked], open: (await opening.get()).visitors }
  }

  /** Ends with the returned function. */
  onChange(listener: (crowd: CrowdView) => unknown): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** One after the other: an older picture told after a newer one would let somebody in again who was just put out. */
  async tell(): Promise<void> {
    await this.#oneAtATime.run(async () => {
      const crowd = await this.now()
      for (const listener of this.#listeners) await listener(crowd)
    })
  }
}

/** What a link is called among the sessions. */
export function linkSession(id: string): string {
  return `link-${id}`
}

type People = ReadonlyMap<PersonId, { readonly name: string; readonly role: Role; readonly groups: readonly GroupName[] }>
type Devices = ReadonlyMap<DeviceId, { readonly name: string }>

function memberOf({ id, person, device }: SessionRow, people: People, devices: Devices): Member | undefined {
  const known = person === null ? undefined : people.get(person)
  if (person !== null && known) return { id, of: { kind: 'person', id: person, name: known.name, role: known.role, groups: [...known.groups] } }
  const machine = device === null ? undefined : devices.get(device)
  return device !== null && machine ? { id, of: { kind: 'device', id: device, name: machine.name } } : undefined
}
