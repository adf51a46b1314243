import type { Log } from '../kit/log.ts'
import { Loop } from '../kit/loop.ts'
import type { FeedMessage } from '../model/api.ts'
import type { InstanceName } from '../model/names.ts'
import type { ProjectView } from '../model/project.ts'

export interface ProjectNewsOptions {
  readonly view: (name: InstanceName) => Promise<ProjectView | undefined>
  readonly tell: (message: FeedMessage) => void
  readonly log: Log
}

/** Tells the feed how projects are when something of them has changed: one after the other, each as it is when its turn comes. */
export class ProjectNews implements AsyncDisposable {
  readonly #changed = new Set<InstanceName>()
  readonly #loop: Loop

  constructor(options: ProjectNewsOptions) {
    const onError = (err: unknown): void => options.log.warn({ err }, 'a change of a project was not told')
    this.#loop = new Loop({ turn: async () => await this.#turn(options), onError })
  }

  changed(name: InstanceName): void {
    this.#changed.add(name)
    this.#loop.wake()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#loop[Symbol.asyncDispose]()
  }

  async #turn({ view, tell }: ProjectNewsOptions): Promise<void> {
    for (const name of this.#changed) {
      this.#changed.delete(name)
      const value = await view(name)
      tell(value ? { type: 'project', value } : { type: 'project-gone', name })
    }
  }
}
