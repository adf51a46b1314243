import { randomInt } from 'node:crypto'
import type { Clock } from '../kit/clock.ts'
import { PairingBody } from '../model/device.ts'
import { Problem } from '../model/problem.ts'
import { digest, sameDigest } from './secret.ts'

const digits = 6
/** Wrong tries, from wherever, that end a code: of a million codes ten are guessed, and the brakes come on top. */
const tries = 10

interface Live {
  readonly code: string
  readonly many: boolean
  readonly by: string
  /** Steady milliseconds. */
  readonly until: number
  readonly expires: string
  left: number
}

/** What is shown of the code that is good now. */
export interface LiveCode {
  readonly code: string
  readonly many: boolean
  readonly expires: string
}

/** The six digits that let a device in. In memory only: they live for minutes, by a clock that nobody sets. */
export class Pairing {
  readonly #clock: Clock
  #live: Live | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** A new code ends the one before. */
  open(by: string, body: PairingBody): LiveCode {
    const { minutes, many } = PairingBody.parse(body)
    const code = String(randomInt(10 ** digits)).padStart(digits, '0')
    const life = minutes * 60_000
    const expires = new Date(this.#clock.date().getTime() + life).toISOString()
    this.#live = { code, many, by, until: this.#clock.steady() + life, expires, left: tries }
    return { code, many, expires }
  }

  close(): void {
    this.#live = undefined
  }

  current(): LiveCode | null {
    const live = this.#good()
    return live ? { code: live.code, many: live.many, expires: live.expires } : null
  }

  /** Who let in whoever knows this code; it is used up, unless it is for many. Throws `pairing-code`, the same for every reason. */
  take(typed: string): string {
    const live = this.#good()
    if (!live) throw new Problem('pairing-code')
    if (!sameDigest(digest(typed.replaceAll(/\D/g, '')), digest(live.code))) {
      live.left -= 1
      throw new Problem('pairing-code')
    }
    if (!live.many) this.close()
    return live.by
  }

  #good(): Live | undefined {
    const live = this.#live
    return live && live.left > 0 && this.#clock.steady() < live.until ? live : undefined
  }
}
