import { createHmac } from 'node:crypto'
import type { Clock } from '../../kit/clock.ts'
import type { LocalDb } from '../../localdb/localdb.ts'
import type { PasskeyRow } from '../../localdb/passkeys.ts'
import type { PasskeyBody, PasskeyOptions, PasskeySignInBody, PasskeyView } from '../../model/passkey.ts'
import type { PersonId } from '../../model/person.ts'
import { Problem } from '../../model/problem.ts'
import type { SubKey } from '../masterkey.ts'
import type { RequestFacts } from '../person.ts'
import { sameDigest } from '../secret.ts'
import { addedIn, shownIn } from './answers.ts'
import { Challenges } from './challenges.ts'
import { browserCookie, browserIn } from './cookie.ts'
import { creationOptions, requestOptions } from './options.ts'
import { siteOf } from './site.ts'
import type { Site } from './site.ts'
import { verifyNew, verifyShown } from './verify.ts'
import type { Take } from './verify.ts'

/** More than anybody carries; a bound, so that nobody fills the disk. */
const most = 20

export interface PasskeyBookOptions {
  readonly db: LocalDb
  readonly clock: Clock
  readonly key: SubKey
}

export interface Asked {
  readonly options: PasskeyOptions
  /** The `Set-Cookie` header that binds the answer to this browser. */
  readonly cookie: string
}

type Facts = Pick<RequestFacts, 'scheme' | 'host' | 'from' | 'cookie'>

/** People's passkeys: added by whoever is signed in, and shown to sign in without a name or a password. */
export class PasskeyBook {
  readonly #db: LocalDb
  readonly #clock: Clock
  readonly #handleKey: Buffer
  readonly #challenges: Challenges

  constructor({ db, clock, key }: PasskeyBookOptions) {
    this.#db = db
    this.#clock = clock
    this.#handleKey = key('passkey-handles')
    this.#challenges = new Challenges(clock)
  }

  async list(person: PersonId): Promise<PasskeyView[]> {
    return (await this.#db.passkeys.of(person)).map(viewOf)
  }

  /** Throws `passkey-place`, `passkey-many`. */
  async askNew({ id, name }: { readonly id: PersonId; readonly name: string }, facts: Facts): Promise<Asked> {
    const site = siteOf(facts)
    const known = await this.#db.passkeys.of(id)
    if (known.length >= most) throw new Problem('passkey-many', { most })
    return this.#ask(facts, { person: id, site }, (challenge) => creationOptions({ site, challenge, handle: this.#handleOf(id), name, known }))
  }

  /** Throws `invalid`, `passkey-late`, `passkey-wrong`, `passkey-many`, `conflict`. */
  async add(person: PersonId, { label, response }: PasskeyBody, facts: Facts): Promise<PasskeyView> {
    const added = addedIn(response)
    const made = await verifyNew(added, { take: this.#taker(facts), person })
    const row: PasskeyRow = { ...made, person, label, created: this.#now(), used: null }
    await this.#db.tx(async (t) => {
      if (await t.passkeys.get(row.id)) throw new Problem('conflict', { what: 'a passkey', name: label })
      if ((await t.passkeys.of(person)).length >= most) throw new Problem('passkey-many', { most })
      await t.passkeys.insert(row)
    })
    return viewOf(row)
  }

  /** Nobody shuts themselves out. Throws `not-found`, `last-way`. */
  async remove(person: PersonId, id: string): Promise<PasskeyView> {
    return await this.#db.tx(async (t) => {
      const mine = await t.passkeys.of(person)
      const row = mine.find((each) => each.id === id)
      if (!row) throw new Problem('not-found', { what: 'passkey', name: id })
      const password = (await t.people.get(person))?.password ?? null
      const outside = await t.identities.of(person)
      if (password === null && outside.length === 0 && mine.length === 1) throw new Problem('last-way', { name: row.label })
      await t.passkeys.remove(person, id)
      return viewOf(row)
    })
  }

  /** Throws `passkey-place`. */
  askKnown(facts: Facts): Asked {
    const site = siteOf(facts)
    return this.#ask(facts, { person: null, site }, (challenge) => requestOptions(site, challenge))
  }

  /** Whose passkey was shown. Throws `invalid`, `passkey-late`, `passkey-wrong` whether it is not known or not right, and `passkey-copied`. */
  async check({ response }: PasskeySignInBody, facts: Facts): Promise<PersonId> {
    const shown = shownIn(response)
    const row = await this.#db.passkeys.get(shown.id)
    if (!row || !sameDigest(this.#handleOf(row.person), shown.response.userHandle)) throw new Problem('passkey-wrong')
    const counter = await verifyShown(shown, { take: this.#taker(facts), row })
    await this.#db.tx(async (t) => {
      const now = await t.passkeys.get(row.id)
      if (!now) throw new Problem('passkey-wrong')
      if (wentBack(now.counter, counter)) throw new Problem('passkey-copied', { name: now.label })
      await t.passkeys.use(row.id, counter, this.#now())
    })
    return row.person
  }

  #ask({ from, scheme, cookie }: Facts, purpose: { readonly person: PersonId | null; readonly site: Site }, optionsFor: (challenge: string) => object): Asked {
    const { challenge, browser } = this.#challenges.issue(purpose, from, browserIn(cookie))
    return { options: { options: { ...optionsFor(challenge) } }, cookie: browserCookie(browser, scheme) }
  }

  /** A challenge is good only where it was given: at the same name, for the same browser. */
  #taker(facts: Facts): Take {
    const { id, origin } = siteOf(facts)
    return (challenge) => {
      const purpose = this.#challenges.take(challenge, browserIn(facts.cookie))
      return purpose?.site.id === id && purpose.site.origin === origin ? purpose : undefined
    }
  }

  /** Keys tell it to whoever asks them, so it says nothing; and two machines of one name do not overwrite each other's passkeys. */
  #handleOf(person: PersonId): string {
    return createHmac('sha256', this.#handleKey).update(person).digest('base64url')
  }

  #now(): string {
    return this.#clock.date().toISOString()
  }
}

/** Keys that count do so with each use; those that do not always say 0. One that goes back was copied. */
function wentBack(before: number, after: number): boolean {
  return (before > 0 || after > 0) && after <= before
}

function viewOf({ id, label, created, used, synced }: PasskeyRow): PasskeyView {
  return { id, label, created, used, synced }
}
