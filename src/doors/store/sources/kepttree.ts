import { systemClock } from '../../../kit/clock.ts'
import type { StoreSource } from '../../../model/store.ts'
import type { State, StoreCache } from '../cache.ts'
import type { Entry } from '../entry.ts'
import { Unreadable } from '../unreadable.ts'
import type { Source } from './source.ts'
import { Tree } from './tree.ts'

/** A catalogue that was brought here as a whole. What is new is unpacked beside and read before it counts. */
export class KeptTree {
  readonly #cache: StoreCache
  readonly #source: StoreSource
  #state: State | undefined
  #tree: Tree | undefined

  constructor(source: StoreSource, cache: StoreCache) {
    this.#source = source
    this.#cache = cache
  }

  /** The parts of a source that ask nothing of the outside. */
  ways(): Omit<Source, 'every' | 'refresh'> {
    return {
      read: async () => await (await this.#known())?.read(),
      kept: async () => ((await this.#known()) ? this.#state : undefined),
      app: async (entry, { signal }) => await (await this.#here()).app(entry, signal),
      icon: async (entry) => await (await this.#here()).icon(entry),
    }
  }

  /** What was last brought whole. */
  async last(): Promise<State | undefined> {
    return (await this.#known()) ? this.#state : undefined
  }

  /** Makes what `bring` puts into a folder the catalogue, once it has been read. The one before stays for whoever is copying from it. */
  async replace(news: Pick<State, 'mark' | 'modified' | 'branches'>, bring: (into: string) => Promise<void>): Promise<readonly Entry[]> {
    const before = this.#state?.current
    const { name, made } = await this.#cache.beside('tree', async (into) => {
      await bring(into)
      const tree = new Tree(into, this.#cache)
      return { tree, entries: await tree.read() }
    })
    this.#state = { ...news, source: this.#source, current: name, refreshed: systemClock.date().toISOString() }
    this.#tree = made.tree
    await this.#cache.commit(this.#state)
    await this.#cache.sweep('tree', (other) => other === name || other === before)
    return made.entries
  }

  async #here(): Promise<Tree> {
    const tree = await this.#known()
    if (!tree) throw new Unreadable('it was never read here')
    return tree
  }

  async #known(): Promise<Tree | undefined> {
    this.#state ??= await this.#cache.state(this.#source)
    if (this.#state) this.#tree ??= new Tree(this.#cache.path(this.#state.current), this.#cache)
    return this.#tree
  }
}
