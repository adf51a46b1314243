import { randomBytes } from 'node:crypto'
import type { Clock } from '../../kit/clock.ts'
import type { PersonId } from '../../model/person.ts'
import { placeOf } from '../place.ts'
import { digest, newSecret } from '../secret.ts'
import type { Site } from './site.ts'

/** How long somebody may take to touch their key, milliseconds. */
export const challengeLife = 5 * 60_000
/** Open challenges: of one place (a classroom may share one address), and of all. The oldest go first. */
const perPlace = 100
const atAll = 5000

/** What a challenge is for. `person`: who adds a passkey; nobody is known yet at a sign-in. */
export interface Purpose {
  readonly person: PersonId | null
  readonly site: Site
}

interface Open extends Purpose {
  readonly browser: string
  readonly place: string
  /** Steady milliseconds. */
  readonly ends: number
}

export interface Issued {
  readonly challenge: string
  /** The value of the cookie that binds it to the browser. */
  readonly browser: string
}

/** Challenges that wait for their answer. In memory: after a restart one simply tries again. Each is good once. */
export class Challenges {
  readonly #clock: Clock
  /** By challenge, the oldest first. */
  readonly #open = new Map<string, Open>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** `browser`: the cookie it came with; a new one is made unless it is known here. */
  issue({ person, site }: Purpose, from: string, browser: string | undefined): Issued {
    const place = placeOf(from)
    this.#makeRoom(place)
    const mine = browser !== undefined && this.#knows(digest(browser)) ? browser : newSecret()
    const challenge = randomBytes(32).toString('base64url')
    this.#open.set(challenge, { person, site, browser: digest(mine), place, ends: this.#clock.steady() + challengeLife })
    return { challenge, browser: mine }
  }

  /** What the challenge was for, if it was given to this browser in time; it is spent. */
  take(challenge: string, browser: string | undefined): Purpose | undefined {
    const open = this.#open.get(challenge)
    if (!open || browser === undefined || open.browser !== digest(browser)) return undefined
    this.#open.delete(challenge)
    return open.ends > this.#clock.steady() ? open : undefined
  }

  get size(): number {
    return this.#open.size
  }

  #knows(browser: string): boolean {
    return this.#open.values().some((open) => open.browser === browser)
  }

  #makeRoom(place: string): void {
    const now = this.#clock.steady()
    for (const [challenge, { ends }] of this.#open) if (ends <= now) this.#open.delete(challenge)
    const here = [...this.#open].filter(([, open]) => open.place === place)
    const oldest = here.length >= perPlace ? here[0] : this.#open.size >= atAll ? this.#open.entries().next().value : undefined
    if (oldest) this.#open.delete(oldest[0])
  }
}
