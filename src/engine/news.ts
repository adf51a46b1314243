import type { Log } from '../kit/log.ts'
import { Loop } from '../kit/loop.ts'
import type { FeedMessage } from '../model/api.ts'
import type { InstanceName } from '../model/names.ts'

export interface NewsOptions<View> {
  readonly view: (name: InstanceName) => Promise<View | undefined>
  /** How the feed says that it is so now, and that it is there no more. */
  readonly here: (value: View) => FeedMessage
  readonly gone: (name: InstanceName) => FeedMessage
  readonly tell: (message: FeedMessage) => void
  readonly log: Log
}

/** Tells the feed how projects, previews or images are when something of them has changed: one after the other, each as it is when its turn comes. */
export class News<View> implements AsyncDisposable {
  readonly #changed = new Set<InstanceName>()
  readonly #loop: Loop

  constructor(options: NewsOptions<View>) {
    const onError = (err: unknown): void => options.log.warn({ err }, 'a change was not told')
    this.#loop = new Loop({ turn: async () => await this.#turn(options), onError })
  }

  changed(name: InstanceName): void {
    this.#changed.add(name)
    this.#loop.wake()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#loop[Symbol.asyncDispose]()
  }

  async #turn({ view, here, gone, tell }: NewsOptions<View>): Promise<void> {
    for (const name of this.#changed) {
      this.#changed.delete(name)
      const value = await view(name)
      tell(value ? here(value) : gone(name))
    }
  }
}
