import type { EnvLine } from '../../model/project.ts'
import type { VariablesApi } from '../api/variables.ts'
import { env as words } from '../messages/env.ts'
import { Loaded } from '../state/loaded.svelte.ts'
import { notices } from '../state/notices.svelte.ts'
import { backFrom, valuesIn } from './envwish.ts'
import type { EnvWish } from './envwish.ts'

/** Variables of something, as they are shown, changed, and changed back. Values are in memory only while somebody looks. */
export class Variables {
  readonly lines: Loaded<EnvLine[]>
  /** The last change can be taken back with this. */
  undo = $state.raw<{ readonly done: string; readonly back: EnvWish }>()
  /** Changes wait for the next release. */
  later = $state(false)
  busy = $state(false)
  #values = $state.raw(valuesIn([]))
  #shown = $state.raw<readonly string[]>([])
  readonly #api: VariablesApi

  constructor(api: VariablesApi) {
    this.#api = api
    this.lines = new Loaded(api.list)
  }

  /** What stands in it, where somebody asked to see. */
  shown(name: string): string | undefined {
    return this.#shown.includes(name) ? this.#values.get(name) : undefined
  }

  get allShown(): boolean {
    const lines = this.lines.value ?? []
    return lines.length > 0 && lines.every(({ name }) => this.#shown.includes(name))
  }

  /** All of them without a name. */
  async reveal(name?: string): Promise<void> {
    try {
      const values = await this.values()
      this.#shown = name === undefined ? [...values.keys()] : [...this.#shown, name]
    } catch (thrown) {
      notices.bad(thrown)
    }
  }

  hide(name?: string): void {
    this.#shown = name === undefined ? [] : this.#shown.filter((each) => each !== name)
    if (this.#shown.length === 0) this.#values = valuesIn([])
  }

  /** Everything, asked anew. Throws an `ApiProblem`. */
  async values(): Promise<ReadonlyMap<string, string>> {
    this.#values = valuesIn(await this.#api.revealed())
    return this.#values
  }

  /** True when it is done; `done` is said then. */
  async change(wish: EnvWish, done: string): Promise<boolean> {
    this.busy = true
    try {
      const before = await this.#before(wish)
      await this.#send(wish, done)
      this.undo = { done, back: backFrom(wish, before) }
      return true
    } catch (thrown) {
      notices.bad(thrown)
      return false
    } finally {
      this.busy = false
    }
  }

  async takeBack(): Promise<void> {
    const undo = this.undo
    if (!undo) return
    this.busy = true
    try {
      await this.#send(undo.back, words.done.undone)
      this.undo = undefined
    } catch (thrown) {
      notices.bad(thrown)
    }
    this.busy = false
  }

  /** What it changes; asked only where there is something, as each look at values is noted. */
  async #before({ set = {}, unset = [] }: EnvWish): Promise<ReadonlyMap<string, string>> {
    const names = [...Object.keys(set), ...unset]
    return (this.lines.value ?? []).some(({ name }) => names.includes(name)) ? await this.values() : valuesIn([])
  }

  async #send({ set = {}, unset = [] }: EnvWish, done: string): Promise<void> {
    const answer = await this.#api.change({ set: { ...set }, unset: [...unset], later: this.later })
    this.lines.value = answer.env
    if (this.#shown.length > 0) await this.values()
    else this.#values = valuesIn([])
    notices.good(`${done} ${answer.deploying ? words.done.release(answer.deploying.release) : this.later ? words.done.kept : ''}`.trim())
  }
}
