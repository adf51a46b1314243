import { Mutex } from '../../kit/mutex.ts'
import { RegisteredImage } from '../../model/image.ts'
import type { InstanceName } from '../../model/names.ts'
import { Problem } from '../../model/problem.ts'
import type { ImageOptions } from './ties.ts'

const prefix = 'image/'

/** The one writer of registered images. They are few and asked for often, so they are held in memory too. */
export class Images {
  readonly #options: Pick<ImageOptions, 'rows' | 'log' | 'onChange'>
  readonly #all = new Map<InstanceName, RegisteredImage>()
  readonly #writing = new Mutex()

  private constructor(options: Pick<ImageOptions, 'rows' | 'log' | 'onChange'>) {
    this.#options = options
  }

  /** A row that cannot be read is left as it is, and told; the others are there. */
  static async open(options: Pick<ImageOptions, 'rows' | 'log' | 'onChange'>): Promise<Images> {
    const images = new Images(options)
    for (const [key, value] of await options.rows.all()) {
      if (!key.startsWith(prefix)) continue
      const read = RegisteredImage.safeParse(value)
      if (read.success) images.#all.set(read.data.name, read.data)
      else options.log.error({ err: read.error, key }, 'a registered image cannot be read')
    }
    return images
  }

  all(): readonly RegisteredImage[] {
    return [...this.#all.values()].toSorted((a, b) => a.name.localeCompare(b.name))
  }

  has(name: InstanceName): boolean {
    return this.#all.has(name)
  }

  find(name: InstanceName): RegisteredImage | undefined {
    return this.#all.get(name)
  }

  /** Throws `not-found`. */
  get(name: InstanceName): RegisteredImage {
    const found = this.#all.get(name)
    if (!found) throw new Problem('not-found', { what: 'image', name })
    return found
  }

  byHook(hook: string): RegisteredImage | undefined {
    return this.all().find((image) => image.hook === hook)
  }

  /** `make` is given the choice of the name: nobody else takes it meanwhile. */
  async insert(make: () => Promise<RegisteredImage>): Promise<RegisteredImage> {
    return await this.#writing.run(async () => {
      const image = await make()
      await this.#keep(image)
      return image
    })
  }

  /** Nothing where it is gone. */
  async change(name: InstanceName, make: (now: RegisteredImage) => RegisteredImage): Promise<RegisteredImage | undefined> {
    return await this.#writing.run(async () => {
      const now = this.#all.get(name)
      if (!now) return undefined
      const next = make(now)
      await this.#keep(next)
      return next
    })
  }

  async remove(name: InstanceName): Promise<void> {
    await this.#writing.run(async () => {
      await this.#options.rows.remove(prefix + name)
      this.#all.delete(name)
    })
    this.#options.onChange(name)
  }

  async #keep(image: RegisteredImage): Promise<void> {
    await this.#options.rows.put(prefix + image.name, image)
    this.#all.set(image.name, image)
    this.#options.onChange(image.name)
  }
}
