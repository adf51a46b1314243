import { z } from 'zod'
import { Loop } from '../../kit/loop.ts'
import { Mutex } from '../../kit/mutex.ts'
import type { InstanceName } from '../../model/names.ts'
import type { Release } from '../../model/project.ts'
import type { ImageOptions } from './ties.ts'

const prefix = 'brought/'
const Names = z.array(z.string())
/** Milliseconds after which what was in use is tried again. */
const again = 10 * 60_000

export interface BroughtOptions extends Pick<ImageOptions, 'rows' | 'removeImage' | 'log'> {
  readonly released: (name: InstanceName) => Promise<readonly Release[]>
  readonly isRegistered: (name: InstanceName) => boolean
}

/** Images that no release has, or none will have soon: each is known before it comes and until it is gone, so that none lies here for ever. */
export class Brought {
  readonly #options: BroughtOptions
  readonly #writing = new Mutex()
  /** Those of what was unregistered, whose containers may go later. */
  readonly #left = new Set<InstanceName>()
  #loop: Loop | undefined

  constructor(options: BroughtOptions) {
    this.#options = options
  }

  /** What was left when the engine ended goes too. */
  async open(): Promise<AsyncDisposable> {
    const { rows, log, isRegistered } = this.#options
    for (const key of (await rows.all()).keys()) if (key.startsWith(prefix)) this.#left.add(key.slice(prefix.length) as InstanceName)
    const turn = async (): Promise<void> => {
      for (const name of this.#left) if (!isRegistered(name)) await this.settle(name)
    }
    this.#loop = new Loop({ every: again, turn, onError: (err) => log.warn({ err }, 'images that nobody needs could not be removed') })
    return this.#loop
  }

  /** Something of it has changed: its containers may be gone. */
  hear(name: InstanceName): void {
    if (this.#left.has(name)) this.#loop?.wake()
  }

  async expect(name: InstanceName, image: string): Promise<void> {
    await this.#writing.run(async () => {
      const names = await this.#names(name)
      if (!names.includes(image)) await this.#options.rows.put(prefix + name, [...names, image])
    })
  }

  /** A release was made, or none will be: those that none has go, at the latest when their containers have gone. */
  async settle(name: InstanceName): Promise<void> {
    const { rows, released } = this.#options
    await this.#writing.run(async () => {
      const used = new Set((await released(name)).flatMap(({ images }) => Object.values(images).map((image) => image.name)))
      const left: string[] = []
      for (const image of await this.#names(name)) if (!used.has(image) && !(await this.#remove(image))) left.push(image)
      if (left.length > 0) await rows.put(prefix + name, left)
      else await rows.remove(prefix + name)
      if (left.length > 0) this.#left.add(name)
      else this.#left.delete(name)
    })
  }

  /** Whatever keeps it from going now, it is tried again. */
  async #remove(image: string): Promise<boolean> {
    const { removeImage, log } = this.#options
    try {
      return await removeImage(image)
    } catch (err) {
      log.warn({ err, image }, 'an image that nobody needs could not be removed')
      return false
    }
  }

  async #names(name: InstanceName): Promise<readonly string[]> {
    return Names.safeParse(await this.#options.rows.get(prefix + name)).data ?? []
  }
}
