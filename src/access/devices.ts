import type { Clock } from '../kit/clock.ts'
import type { LocalDb, Rows } from '../localdb/localdb.ts'
import { DeviceId } from '../model/device.ts'
import type { DeviceView } from '../model/device.ts'
import { Problem } from '../model/problem.ts'
import { deviceOf } from './device.ts'
import { newId } from './secret.ts'

/** In open mode anybody adds one: no more than this. */
const most = 1000

/** Paired machines: the device is the visitor, whoever sits before it. */
export class DeviceBook {
  readonly #db: LocalDb
  readonly #clock: Clock

  constructor(db: LocalDb, clock: Clock) {
    this.#db = db
    this.#clock = clock
  }

  async list(): Promise<DeviceView[]> {
    const seen = new Map((await this.#db.sessions.all()).toReversed().map((session) => [session.device, session.seen]))
    return (await this.#db.devices.all()).map((row) => ({ ...row, seen: seen.get(row.id) ?? row.created }))
  }

  /** Its name gets a number where there is one of that name: devices are told apart by name. Throws `too-many-devices`. */
  async add(t: Rows, { name, by, agent }: { readonly name: string; readonly by: string; readonly agent: string | undefined }): Promise<DeviceId> {
    const devices = await t.devices.all()
    if (devices.length >= most) throw new Problem('too-many-devices', { most })
    const id = DeviceId.parse(newId())
    const taken = new Set(devices.map((device) => device.name.toLowerCase()))
    await t.devices.insert({ id, name: freeName(name, taken), agent: deviceOf(agent), by, created: this.#clock.date().toISOString() })
    return id
  }

  /** Throws `not-found`, `conflict`. */
  async rename(id: DeviceId, name: string): Promise<void> {
    const same = (await this.#db.devices.all()).some((device) => device.id !== id && device.name.toLowerCase() === name.toLowerCase())
    if (same) throw new Problem('conflict', { what: 'a device', name })
    if (!(await this.#db.devices.rename(id, name))) throw new Problem('not-found', { what: 'device', name: id })
  }

  /** Throws `not-found`. */
  async remove(id: DeviceId): Promise<string> {
    const row = await this.#db.devices.get(id)
    if (!row || !(await this.#db.devices.remove(id))) throw new Problem('not-found', { what: 'device', name: id })
    return row.name
  }
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const tried = number === 1 ? name : `${name} ${number}`
    if (!taken.has(tried.toLowerCase())) return tried
  }
}
