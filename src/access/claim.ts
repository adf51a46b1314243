import { open, readFile, rename, rm } from 'node:fs/promises'
import { Mutex } from '../kit/mutex.ts'
import type { LocalDb, Rows } from '../localdb/localdb.ts'
import { Problem } from '../model/problem.ts'
import { asTyped, newCode } from './claimcode.ts'
import { digest, sameDigest } from './secret.ts'

/** Wrong tries that spend a code. */
const tries = 10
const key = 'claim'

interface Row {
  readonly hash: string
  /** Wrong tries left; counted on the disk, so that a restart gives none back. */
  readonly left: number
}

/**
 * The one-time code that makes somebody the owner. Its hash is in the database; the code itself lies in a file only
 * the administrator can read, until it is used, so that `berth up` can print it again.
 */
export class Claim {
  readonly #db: LocalDb
  readonly #file: string
  readonly #oneAtATime = new Mutex()

  constructor(db: LocalDb, file: string) {
    this.#db = db
    this.#file = file
  }

  /** Makes a code at the first boot, and again where its file was lost; the count goes on, and a spent code stays spent. */
  async prepare(): Promise<void> {
    if (await this.#db.people.owner()) return await this.forget()
    const row = await this.#row(this.#db)
    if (row?.left === 0 || (await this.current()) !== undefined) return
    await this.#make(row?.left ?? tries)
  }

  /** The code in its file, if it is the good one. */
  async current(): Promise<string | undefined> {
    const text = await readFile(this.#file, 'utf8').catch(() => undefined)
    const row = await this.#row(this.#db)
    return text && row && row.left > 0 && fits(text, row) ? text.trim() : undefined
  }

  async renew(): Promise<string> {
    if (await this.#db.people.owner()) throw new Problem('claimed')
    return await this.#make(tries)
  }

  /** Throws unless it is the code: `claimed`, `claim-spent`, or `claim-code` with the tries that are left. A wrong try is counted first. */
  async check(code: string): Promise<void> {
    const left = await this.#db.tx(async (t) => {
      if (await this.holds(t, code)) return undefined
      return await this.#count(t)
    })
    if (left === undefined) return
    if (left === 0) await rm(this.#file, { force: true })
    throw left > 0 ? new Problem('claim-code', { left }) : new Problem('claim-spent')
  }

  /** Whether the code is good now; asked again in the transaction that makes the owner. */
  async holds(t: Rows, code: string): Promise<boolean> {
    if (await t.people.owner()) throw new Problem('claimed')
    const row = await this.#row(t)
    return row !== undefined && fits(code, row) && row.left > 0
  }

  /** There is an owner: no code is good any more. */
  async forget(): Promise<void> {
    await this.#db.meta.remove(key)
    await rm(this.#file, { force: true })
  }

  async #count(t: Rows): Promise<number> {
    const row = await this.#row(t)
    const left = Math.max(0, (row?.left ?? 0) - 1)
    if (row) await t.meta.set(key, JSON.stringify({ ...row, left }))
    return left
  }

  /** The hash first: a file without its hash opens nothing. */
  async #make(left: number): Promise<string> {
    return await this.#oneAtATime.run(async () => {
      const code = newCode()
      const row: Row = { hash: digest(asTyped(code)), left }
      await this.#db.meta.set(key, JSON.stringify(row))
      const part = `${this.#file}.part`
      await rm(part, { force: true })
      const handle = await open(part, 'wx', 0o600)
      await handle.writeFile(code + '\n').finally(() => handle.close())
      await rename(part, this.#file)
      return code
    })
  }

  async #row(rows: Rows): Promise<Row | undefined> {
    const text = await rows.meta.get(key)
    return text === undefined ? undefined : (JSON.parse(text) as Row) // our own row
  }
}

function fits(code: string, row: Row): boolean {
  return sameDigest(digest(asTyped(code)), row.hash)
}
