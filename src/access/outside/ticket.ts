import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { Clock } from '../../kit/clock.ts'
import type { OutsideId } from '../../model/outside.ts'
import type { PersonId } from '../../model/person.ts'
import { digest, sameDigest } from '../secret.ts'

/** How long somebody may take at the provider, milliseconds. */
export const ticketLife = 10 * 60_000
/** Spent tickets that are remembered. Who spends more at once can only use their own twice, with a code that is good once. */
const remembered = 10_000
/** Bytes of a nonce and of a tag of AES-256-GCM. */
const [nonceBytes, tagBytes] = [12, 16]

/** A sign-in that is under way at a provider. */
export interface Ticket {
  readonly provider: OutsideId
  /** As it was when this began: what is sent there goes to nobody else. */
  readonly issuer: string
  /** Where the provider sends the browser back to. */
  readonly callback: string
  readonly state: string
  readonly nonce: string
  /** Of PKCE. */
  readonly verifier: string
  /** A path of the console to go on to. */
  readonly next: string
  /** The code of an invitation that is to be accepted with it. */
  readonly join?: string
  /** Who adds the account to their own, and in which sign-in. */
  readonly link?: { readonly person: PersonId; readonly session: string }
}

/**
 * Sign-ins under way are kept sealed in the visitor's own cookie, so that nobody fills our memory by beginning many, and
 * none works in another browser. Each is good once. The key is of this run only: after a restart one begins again.
 */
export class Tickets {
  readonly #clock: Clock
  readonly #key = randomBytes(32)
  /** Digests of states, with the steady time after which they are no good anyway; the oldest first. */
  readonly #spent = new Map<string, number>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  seal(ticket: Ticket): string {
    const nonce = randomBytes(nonceBytes)
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce)
    const text = JSON.stringify({ ticket, ends: this.#clock.steady() + ticketLife })
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')
  }

  /** The ticket, if it is ours, in time, of this state, and not spent; it is spent now. A wrong state spends nothing. */
  take(sealed: string, state: string): Ticket | undefined {
    const found = this.#open(sealed)
    if (!found || found.ends <= this.#clock.steady()) return undefined
    const key = digest(found.ticket.state)
    if (!sameDigest(key, digest(state)) || this.#spent.has(key)) return undefined
    this.#spend(key, found.ends)
    return found.ticket
  }

  #spend(key: string, ends: number): void {
    const now = this.#clock.steady()
    for (const [old, end] of this.#spent) {
      if (end > now && this.#spent.size < remembered) break
      this.#spent.delete(old)
    }
    this.#spent.set(key, ends)
  }

  #open(sealed: string): { readonly ticket: Ticket; readonly ends: number } | undefined {
    const bytes = Buffer.from(sealed, 'base64url')
    if (bytes.length <= nonceBytes + tagBytes) return undefined
    const [nonce, tag, body] = [bytes.subarray(0, nonceBytes), bytes.subarray(nonceBytes, nonceBytes + tagBytes), bytes.subarray(nonceBytes + tagBytes)]
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.#key, nonce, { authTagLength: tagBytes }).setAuthTag(tag)
      return JSON.parse(Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8')) as { ticket: Ticket; ends: number } // our own seal
    } catch {
      return undefined
    }
  }
}
