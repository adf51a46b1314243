import type { Docker, SeenContainer } from '../../docker/docker.ts'
import type { Clock } from '../../kit/clock.ts'
import type { EngineId, InstanceName } from '../../model/names.ts'
import { take } from './sample.ts'
import type { Sample, Taken } from './sample.ts'

export interface FollowerTools {
  readonly engine: EngineId
  readonly docker: Pick<Docker, 'look' | 'stats'>
  readonly clock: Clock
}

/** Samples one instance for as long as it runs. Which containers it has is asked once, and again when one of them is gone. */
export class Follower {
  readonly #tools: FollowerTools
  readonly #name: InstanceName
  #containers: readonly SeenContainer[] | undefined
  #last: Sample | undefined
  #sampled = -Infinity

  constructor(tools: FollowerTools, name: InstanceName) {
    this.#tools = tools
    this.#name = name
  }

  get last(): Sample | undefined {
    return this.#last
  }

  /** Milliseconds since the last try; Infinity before the first. */
  get age(): number {
    return this.#tools.clock.steady() - this.#sampled
  }

  /** One call to Docker after the other. Nothing when none of its containers runs. After an error nothing is known any more. */
  async sample(): Promise<Sample | undefined> {
    const { clock } = this.#tools
    this.#sampled = clock.steady()
    const before = this.#last
    this.#last = undefined
    const known = this.#containers !== undefined
    const taken = await this.#take(before)
    // What is gone was replaced, or has ended: who is there now is asked once more.
    const all = known && this.#containers === undefined ? await this.#take(before) : taken
    this.#last = all.length > 0 ? { at: clock.date().getTime(), taken: all } : undefined
    return this.#last
  }

  async #take(last: Sample | undefined): Promise<readonly Taken[]> {
    const { clock, docker } = this.#tools
    const all: Taken[] = []
    for (const container of (this.#containers ??= await this.#running())) {
      const usage = await docker.stats(container.id)
      const before = last?.taken.find((one) => one.container.id === container.id)
      if (usage) all.push(take(container, usage, before, { steady: clock.steady(), date: clock.date().getTime() }))
      else this.#containers = undefined
    }
    return all
  }

  async #running(): Promise<readonly SeenContainer[]> {
    const { docker, engine } = this.#tools
    return (await docker.look(engine, this.#name)).filter(({ state }) => state === 'running')
  }
}
