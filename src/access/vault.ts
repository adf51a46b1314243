import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { Scrubber } from '../kit/scrubber.ts'
import type { Secrets } from '../localdb/secrets.ts'
import { Problem } from '../model/problem.ts'
import type { SubKey } from './masterkey.ts'

/** Bytes of a nonce and of a tag of AES-256-GCM (NIST SP 800-38D). */
const [nonceBytes, tagBytes] = [12, 16]

/**
 * The engine's own secrets, sealed at rest with a key derived from the machine's. A sealed text fits its own name only.
 * What is put in or read is from then on left out of every log.
 */
export class Vault {
  readonly #rows: Secrets
  readonly #key: Buffer
  readonly #scrubber: Scrubber | undefined

  constructor(rows: Secrets, key: SubKey, scrubber?: Scrubber) {
    this.#rows = rows
    this.#key = key('vault')
    this.#scrubber = scrubber
  }

  /** Throws `master-key` when it was sealed with another key, or changed. */
  async get(name: string): Promise<string | undefined> {
    const sealed = await this.#rows.get(name)
    if (sealed === undefined) return undefined
    const text = this.#open(name, sealed)
    this.#scrubber?.know(text)
    return text
  }

  async put(name: string, text: string): Promise<void> {
    this.#scrubber?.know(text)
    await this.#rows.put(name, this.#seal(name, text))
  }

  /** What is there, or what is made now and kept. */
  async once(name: string, make: () => string | Promise<string>): Promise<string> {
    const kept = await this.get(name)
    if (kept !== undefined) return kept
    const made = await make()
    await this.put(name, made)
    return made
  }

  async remove(name: string): Promise<void> {
    await this.#rows.remove(name)
  }

  /** All of them are read once, so that no log says them from the start. Throws `master-key`. */
  async learn(): Promise<void> {
    for (const [name, sealed] of await this.#rows.all()) this.#scrubber?.know(this.#open(name, sealed))
  }

  #seal(name: string, text: string): string {
    const nonce = randomBytes(nonceBytes)
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce).setAAD(Buffer.from(name))
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64')
  }

  #open(name: string, sealed: string): string {
    const bytes = Buffer.from(sealed, 'base64')
    const [nonce, tag, body] = [bytes.subarray(0, nonceBytes), bytes.subarray(nonceBytes, nonceBytes + tagBytes), bytes.subarray(nonceBytes + tagBytes)]
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.#key, nonce, { authTagLength: tagBytes }).setAAD(Buffer.from(name)).setAuthTag(tag)
      return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8')
    } catch {
      throw new Problem('master-key', { path: 'berth.key', reason: `it does not open the secret ${name}` })
    }
  }
}
