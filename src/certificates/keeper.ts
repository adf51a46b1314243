import { isDeepStrictEqual } from 'node:util'
import type { Clock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import { Loop } from '../kit/loop.ts'
import { Mutex } from '../kit/mutex.ts'
import type { Cause } from '../model/cause.ts'
import type { CertificateView } from '../model/https.ts'
import { causeOf } from './causes.ts'
import type { Issued, Issuer } from './issuer.ts'
import { isValid, readChain } from './kept.ts'
import type { Kept } from './kept.ts'
import { CertificateRows } from './rows.ts'
import type { Text } from './rows.ts'
import { dueAt, nextAfter } from './schedule.ts'
import { viewOf, worstOf } from './views.ts'
import type { Vault } from './vault.ts'

/** One certificate that there should be. */
export interface Wanted {
  readonly id: string
  readonly names: readonly string[]
}

/** What a gateway gets: PEM. */
export interface Served {
  readonly names: string[]
  readonly chain: string
  readonly key: string
}

export interface KeeperOptions {
  readonly text: Text
  readonly vault: Vault
  readonly clock: Clock
  readonly log: Log
  /** What is served has changed. */
  readonly onChange: () => void
}

/** The longest between two looks at the date, milliseconds: clocks jump when the network tells them the time. */
const longest = 10 * 60_000

/**
 * Keeps certificates: gets those that are wanted, renews them in time, goes on serving one whose renewal
 * fails for as long as it is valid, and never longer. What it knows lies on the disk, so a restart changes nothing.
 */
export class Keeper implements AsyncDisposable {
  readonly #options: KeeperOptions
  readonly #rows: CertificateRows
  /** What was never tried, or is to be renewed; and what failed, which must hold up nobody else. */
  readonly #loops: readonly [Loop, Loop]
  #wanted: readonly Wanted[] = []
  #issuer: Issuer | null = null
  #told: readonly Served[] = []
  /** A key is kept together with the row that needs it. */
  readonly #saving = new Mutex()
  readonly #getting = new Set<Kept>()
  /** Which a person wants at once. */
  readonly #asked = new Set<string>()

  private constructor(options: KeeperOptions, rows: CertificateRows) {
    this.#options = options
    this.#rows = rows
    const onError = (err: unknown): void => options.log.error({ err }, 'certificates could not be looked after')
    const loop = (isMine: (row: Kept) => boolean): Loop => new Loop({ turn: (signal) => this.#turn(isMine, signal), onError })
    this.#loops = [loop(({ failures }) => failures === 0), loop(({ failures }) => failures > 0)]
  }

  static async open(options: KeeperOptions): Promise<Keeper> {
    return new Keeper(options, await CertificateRows.open(options.text, options.vault))
  }

  /** From now on these, from this one; no issuer: none. */
  want(issuer: Issuer | null, wanted: readonly Wanted[]): void {
    if (issuer === this.#issuer && isDeepStrictEqual(wanted, this.#wanted)) return
    this.#issuer = issuer
    this.#wanted = wanted
    this.#wake()
  }

  get wanted(): readonly Wanted[] {
    return this.#wanted
  }

  /** Does not wait any longer with what failed: its reason may be mended. */
  retry(): void {
    for (const row of this.#current()) if (row.failures > 0) this.#asked.add(row.id)
    this.#wake()
  }

  /** Renews all of them now, whatever was planned. */
  renew(): void {
    for (const { id } of this.#wanted) this.#asked.add(id)
    this.#wake()
  }

  /** Those that are good at this moment, and no others. */
  served(): readonly Served[] {
    const now = this.#now()
    return this.#current().flatMap(({ certificate }) => (isValid(certificate, now) ? [{ names: [...certificate.names], chain: certificate.chain, key: this.#rows.keyOf(certificate) }] : []))
  }

  views(): CertificateView[] {
    return this.#current().flatMap((row) => viewOf(row, this.#now()) ?? [])
  }

  /** The most pressing of what is wrong; nothing while all is well. */
  cause(): Cause | null {
    return worstOf(this.#current(), this.#now())
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#loops.map((loop) => loop[Symbol.asyncDispose]()))
  }

  #wake(): void {
    for (const loop of this.#loops) loop.wake()
  }

  #now(): number {
    return this.#options.clock.date().getTime()
  }

  /** The rows of what is wanted now, in its order. */
  #current(): readonly Kept[] {
    const by = this.#issuer?.id ?? ''
    return this.#wanted.flatMap(({ id }) => this.#rows.find(by, id) ?? [])
  }

  /** Each that is due once, those that come meanwhile too. */
  async #turn(isMine: (row: Kept) => boolean, signal: AbortSignal): Promise<number> {
    const issuer = this.#issuer
    const tried = new Set<Kept>()
    for (;;) {
      if (issuer && this.#prepare(issuer.id)) await this.#saving.run(async () => await this.#rows.save())
      this.#tell()
      if (issuer === null || signal.aborted || this.#issuer !== issuer) break
      const row = this.#current().find((one) => isMine(one) && !tried.has(one) && !this.#getting.has(one) && this.#isDue(one))
      if (!row) break
      tried.add(row)
      this.#getting.add(row)
      await this.#get(row, issuer, signal).finally(() => this.#getting.delete(row))
    }
    return this.#pause(isMine)
  }

  #isDue(row: Kept): boolean {
    return this.#asked.delete(row.id) || dueAt(row, this.#now()) <= this.#now()
  }

  /** Rows for what is wanted; those that nobody wants and that cannot be used again go. True when that changed anything. */
  #prepare(by: string): boolean {
    const before = JSON.stringify(this.#rows.all())
    for (const { id, names } of this.#wanted) {
      const row = this.#rows.find(by, id)
      if (!row) this.#rows.add({ by, id, names: [...names], certificate: null, failures: 0, next: 0, cause: null })
      else if (!isDeepStrictEqual(row.names, names)) Object.assign(row, { names: [...names], failures: 0 })
    }
    const current = new Set(this.#current())
    this.#rows.keep(this.#rows.all().filter((row) => current.has(row) || isValid(row.certificate, this.#now())))
    return JSON.stringify(this.#rows.all()) !== before
  }

  async #get(row: Kept, issuer: Issuer, signal: AbortSignal): Promise<void> {
    const { names } = row
    const { log } = this.#options
    try {
      await this.#keep(row, await issuer.issue(names, signal), names)
    } catch (error) {
      if (signal.aborted) return
      const failures = row.failures + 1
      Object.assign(row, { failures, next: nextAfter(failures, this.#now()), cause: causeOf(error, this.#now()) })
      log.warn({ err: error, names, failures }, 'a certificate could not be got')
      await this.#saving.run(async () => await this.#rows.save())
      this.#loops[1].wake()
    }
    this.#tell()
  }

  async #keep(row: Kept, { chain, key }: Issued, names: readonly string[]): Promise<void> {
    await this.#saving.run(async () => {
      const certificate = readChain(chain, names, this.#now())
      await this.#rows.putKey(certificate, key)
      Object.assign(row, { certificate, failures: 0, next: 0, cause: null })
      this.#options.log.info({ names, expires: new Date(certificate.expires).toISOString() }, 'a certificate was got')
      await this.#rows.save()
    })
  }

  #tell(): void {
    const served = this.served()
    if (isDeepStrictEqual(served, this.#told)) return
    this.#told = served
    this.#options.onChange()
  }

  /** Milliseconds until something is due or ends. */
  #pause(isMine: (row: Kept) => boolean): number {
    const now = this.#now()
    const times = this.#current()
      .filter(isMine)
      .flatMap((row) => [dueAt(row, now), ...(isValid(row.certificate, now) ? [row.certificate.expires] : [])])
    return Math.min(longest, Math.max(1000, Math.min(...times, now + longest) - now))
  }
}
