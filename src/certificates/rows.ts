import { createHash } from 'node:crypto'
import { z } from 'zod'
import { Kept } from './kept.ts'
import type { KeptCertificate } from './kept.ts'
import type { Vault } from './vault.ts'

/** One text that survives a power cut; handed in. */
export interface Text {
  read(): Promise<string | undefined>
  write(text: string): Promise<void>
}

/**
 * Certificates as they lie on the disk: what anybody may know in one text, each key in the vault under the name of
 * its chain. A key is there before the row that needs it, and goes after it.
 */
export class CertificateRows {
  readonly #text: Text
  readonly #vault: Vault
  readonly #keys: Map<string, string>
  #rows: Kept[]

  private constructor(text: Text, vault: Vault, rows: Kept[], keys: Map<string, string>) {
    this.#text = text
    this.#vault = vault
    this.#rows = rows
    this.#keys = keys
  }

  static async open(text: Text, vault: Vault): Promise<CertificateRows> {
    const rows = z.array(Kept).parse(JSON.parse((await text.read()) ?? '[]'))
    const keys = new Map<string, string>()
    for (const row of rows) {
      const key = row.certificate && (await vault.get(entryOf(row.certificate)))
      if (row.certificate && key) keys.set(entryOf(row.certificate), key)
      else row.certificate = null
    }
    return new CertificateRows(text, vault, rows, keys)
  }

  all(): readonly Kept[] {
    return this.#rows
  }

  find(by: string, id: string): Kept | undefined {
    return this.#rows.find((row) => row.by === by && row.id === id)
  }

  keyOf(certificate: KeptCertificate): string {
    return this.#keys.get(entryOf(certificate)) ?? ''
  }

  add(row: Kept): void {
    this.#rows.push(row)
  }

  /** Keeps only these; their keys go when it is saved. */
  keep(rows: readonly Kept[]): void {
    this.#rows = [...rows]
  }

  /** The key of a certificate that a row is given next. */
  async putKey(certificate: KeptCertificate, key: string): Promise<void> {
    this.#keys.set(entryOf(certificate), key)
    await this.#vault.put(entryOf(certificate), key)
  }

  async save(): Promise<void> {
    await this.#text.write(JSON.stringify(this.#rows))
    const used = new Set(this.#rows.flatMap(({ certificate }) => (certificate ? [entryOf(certificate)] : [])))
    for (const entry of [...this.#keys.keys()].filter((each) => !used.has(each))) {
      await this.#vault.remove(entry)
      this.#keys.delete(entry)
    }
  }
}

function entryOf({ chain }: KeptCertificate): string {
  return `certificate-key ${createHash('sha256').update(chain).digest('hex').slice(0, 32)}`
}
