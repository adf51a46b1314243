import { z } from 'zod'
import { Mutex } from '../../kit/mutex.ts'
import type { InstanceName } from '../../model/names.ts'
import type { Release } from '../../model/project.ts'
import type { ImageOptions } from './ties.ts'

const prefix = 'brought/'
const Names = z.array(z.string())

export interface BroughtOptions extends Pick<ImageOptions, 'rows' | 'removeImage' | 'log'> {
  readonly released: (name: InstanceName) => Promise<readonly Release[]>
}

/** Images that no release has, or none will have soon: each is known before it comes and until it is gone, so that none lies here for ever. */
export class Brought {
  readonly #options: BroughtOptions
  readonly #writing = new Mutex()

  constructor(options: BroughtOptions) {
    this.#options = options
  }

  async expect(name: InstanceName, image: string): Promise<void> {
    await this.#writing.run(async () => {
      const names = await this.#names(name)
      if (!names.includes(image)) await this.#options.rows.put(prefix + name, [...names, image])
    })
  }

  /** A release was made, or none will be: those that none has go, at the latest the next time when their containers have gone. */
  async settle(name: InstanceName): Promise<void> {
    const { rows } = this.#options
    await this.#writing.run(async () => {
      const left = await this.#drop(name)
      if (left.length > 0) await rows.put(prefix + name, left)
      else await rows.remove(prefix + name)
    })
  }

  /** It is unregistered: what its containers still have goes with them (`engine/imagesweep.ts`). */
  async forget(name: InstanceName): Promise<void> {
    await this.#writing.run(async () => {
      await this.#drop(name)
      await this.#options.rows.remove(prefix + name)
    })
  }

  /** Those that are in use. */
  async #drop(name: InstanceName): Promise<readonly string[]> {
    const used = new Set((await this.#options.released(name)).flatMap(({ images }) => Object.values(images).map((image) => image.name)))
    const left: string[] = []
    for (const image of await this.#names(name)) if (!used.has(image) && !(await this.#remove(image))) left.push(image)
    return left
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
