import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { StoreSource } from '../../model/store.ts'

/** What is kept of a store between two runs; the one file that says which of the things beside it count. */
const State = z.object({
  source: StoreSource,
  /** The name, in the cache's folder, of the tree or the listing that was last read whole. */
  current: z.string(),
  /** By what the outside says that nothing has changed: a commit, a date, an ETag. */
  mark: z.string(),
  modified: z.string().nullable(),
  refreshed: z.string(),
  branches: z.array(z.string()),
})
export type State = z.infer<typeof State>

/** A store's folder in the cache. What is new is made beside the old under another name; `commit` makes it count. */
export class StoreCache {
  readonly folder: string
  readonly #file: string
  /** What was made beside since this was opened: nobody else may sweep it away. */
  readonly #making = new Set<string>()

  constructor(folder: string) {
    this.folder = folder
    this.#file = join(folder, 'state.json')
  }

  path(name: string): string {
    return join(this.folder, name)
  }

  /** What was last committed for this very source. */
  async state(source: StoreSource): Promise<State | undefined> {
    const text = await readFile(this.#file, 'utf8').catch(() => 'null')
    const parsed = State.safeParse(orNull(text))
    return parsed.success && JSON.stringify(parsed.data.source) === JSON.stringify(source) ? parsed.data : undefined
  }

  /** Writes what counts from now on; it stays through a power cut. */
  async commit(state: State): Promise<void> {
    await mkdir(this.folder, { recursive: true })
    const beside = `${this.#file}.new`
    const file = await open(beside, 'w')
    try {
      await file.writeFile(JSON.stringify(state))
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(beside, this.#file)
  }

  /** Calls `make` with the path of a new thing, which is gone again when that throws. Answers the thing's name. */
  async beside<T>(kind: string, make: (path: string) => Promise<T>): Promise<{ readonly name: string; readonly made: T }> {
    await mkdir(this.folder, { recursive: true })
    const name = `${kind}-${randomBytes(6).toString('hex')}`
    this.#making.add(name)
    try {
      return { name, made: await make(this.path(name)) }
    } catch (error) {
      await rm(this.path(name), { recursive: true, force: true })
      throw error
    } finally {
      this.#making.delete(name)
    }
  }

  /** Removes what was made of a kind, but what is kept and what is still being made. */
  async sweep(kind: string, keep: (name: string) => boolean): Promise<void> {
    for (const name of await readdir(this.folder).catch(() => [])) {
      if (name.startsWith(`${kind}-`) && !keep(name) && !this.#making.has(name)) await rm(this.path(name), { recursive: true, force: true })
    }
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true })
  }
}

function orNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
