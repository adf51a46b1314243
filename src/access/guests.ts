import type { Clock } from '../kit/clock.ts'
import type { LocalDb } from '../localdb/localdb.ts'
import type { PairBody } from '../model/device.ts'
import type { JoinBody, JoinLook } from '../model/invitation.ts'
import type { Brakes, Purpose } from './brakes.ts'
import type { DeviceBook } from './devices.ts'
import type { InvitationBook } from './invitations.ts'
import { demandLong, hashPassword } from './password.ts'
import type { Opening } from './opening.ts'
import type { Pairing } from './pairing.ts'
import type { RequestFacts } from './person.ts'
import type { SignedIn, SignIn } from './signin.ts'

export interface GuestTools {
  readonly db: LocalDb
  readonly clock: Clock
  readonly brakes: Brakes
  readonly signIn: SignIn
  readonly invitations: InvitationBook
  readonly pairing: Pairing
  readonly devices: DeviceBook
  readonly opening: Opening
}

/** Those who come with a code: an invitation for a person, six digits for a device. */
export class Guests {
  readonly #tools: GuestTools

  constructor(tools: GuestTools) {
    this.#tools = tools
  }

  async look(code: string, { from }: RequestFacts): Promise<JoinLook> {
    return await this.#braked('join', from, () => this.#tools.invitations.look(code))
  }

  async join(body: JoinBody, facts: RequestFacts): Promise<SignedIn> {
    const { db, clock, signIn, invitations } = this.#tools
    if (body.password !== undefined) demandLong(body.password)
    await this.look(body.code, facts)
    const password = body.password === undefined ? undefined : await hashPassword(body.password)
    const { person, secret } = await db.tx(async (t) => {
      const joined = await invitations.accept(t, { ...body, password })
      await t.audit.add({ at: clock.date().toISOString(), who: joined.name, action: 'join by a link', object: joined.role, from: facts.from, result: 'ok' })
      return { person: joined, secret: await signIn.openFor(t, { person: joined.id }, facts) }
    })
    return await signIn.done(person, secret, facts)
  }

  async pair({ code, name }: PairBody, facts: RequestFacts): Promise<SignedIn> {
    const { db, clock, signIn, devices } = this.#tools
    const by = await this.#leave(code, facts)
    const made = await db.tx(async (t) => {
      const id = await devices.add(t, { name, by, agent: facts.agent })
      const called = (await t.devices.get(id))?.name ?? name
      await t.audit.add({ at: clock.date().toISOString(), who: `${called} (device)`, action: 'pair', object: id, from: facts.from, result: 'ok' })
      return { id, called, secret: await signIn.openFor(t, { device: id }, facts) }
    })
    return await signIn.doneDevice(made.id, made.called, made.secret, facts)
  }

  /** Who lets the device in. */
  async #leave(code: string | undefined, { from }: RequestFacts): Promise<string> {
    const { pairing, opening } = this.#tools
    if (code === undefined && (await opening.get()).pairing) return 'open mode'
    return await this.#braked('pairing', from, async () => await Promise.resolve(pairing.take(code ?? '')))
  }

  async #braked<T>(purpose: Purpose, from: string, act: () => Promise<T>): Promise<T> {
    const { brakes } = this.#tools
    await brakes.begin(purpose, { from })
    const done = await act()
    await brakes.succeeded(purpose, { from })
    return done
  }
}
