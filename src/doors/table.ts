import { isDeepStrictEqual } from 'node:util'
import type { z } from 'zod'
import { Mutex } from '../kit/mutex.ts'

/** A door's own durable rows, as the engine's database keeps them. */
export interface DoorRows {
  get(key: string): Promise<unknown>
  put(key: string, value: unknown): Promise<void>
  remove(key: string): Promise<void>
  all(): Promise<ReadonlyMap<string, unknown>>
}

export interface TableOptions<T, K extends string = string> {
  readonly rows: DoorRows
  /** What its keys begin with: `preview/`. */
  readonly prefix: string
  readonly schema: z.ZodType<T>
  /** A row that cannot be read: it is kept, and left out. */
  readonly onBad: (key: string, error: unknown) => void
  /** After each commit of a row that is different, and of a removal. */
  readonly onChange?: (key: K) => void
}

/** Rows of one kind, all in memory: read at the start, written through. Each has one writer, so what is here is what is kept. */
export class Table<K extends string, T> {
  readonly #options: TableOptions<T, K>
  readonly #all = new Map<K, T>()
  readonly #turns = new Mutex()

  private constructor(options: TableOptions<T, K>) {
    this.#options = options
  }

  static async open<K extends string, T>(options: TableOptions<T, K>): Promise<Table<K, T>> {
    const table = new Table<K, T>(options)
    for (const [key, value] of await options.rows.all()) if (key.startsWith(options.prefix)) table.#read(key, value)
    return table
  }

  all(): readonly T[] {
    return [...this.#all.values()]
  }

  get(key: K): T | undefined {
    return this.#all.get(key)
  }

  has(key: K): boolean {
    return this.#all.has(key)
  }

  async put(key: K, value: T): Promise<T> {
    return await this.#turns.run(async () => await this.#write(key, value))
  }

  /** Reads, makes and writes as one; the row as it is now, or nothing where there is none. */
  async change(key: K, make: (now: T) => T): Promise<T | undefined> {
    return await this.#turns.run(async () => {
      const before = this.#all.get(key)
      return before === undefined ? undefined : await this.#write(key, make(before))
    })
  }

  /** Makes it where there is none; what is there otherwise. */
  async ensure(key: K, make: () => T): Promise<T> {
    return await this.#turns.run(async () => this.#all.get(key) ?? (await this.#write(key, make())))
  }

  async remove(key: K): Promise<void> {
    await this.#turns.run(async () => {
      if (!this.#all.has(key)) return
      await this.#options.rows.remove(this.#options.prefix + key)
      this.#all.delete(key)
      this.#options.onChange?.(key)
    })
  }

  async #write(key: K, value: T): Promise<T> {
    const before = this.#all.get(key)
    if (before !== undefined && isDeepStrictEqual(before, value)) return before
    await this.#options.rows.put(this.#options.prefix + key, value)
    this.#all.set(key, value)
    this.#options.onChange?.(key)
    return value
  }

  #read(key: string, value: unknown): void {
    const parsed = this.#options.schema.safeParse(value)
    if (parsed.success) this.#all.set(key.slice(this.#options.prefix.length) as K, parsed.data)
    else this.#options.onBad(key, parsed.error)
  }
}
