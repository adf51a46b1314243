import { Mutex } from '../../kit/mutex.ts'
import { RegisteredImage } from '../../model/image.ts'
import type { InstanceName } from '../../model/names.ts'
import { Problem } from '../../model/problem.ts'
import { Table } from '../table.ts'
import type { ImageOptions } from './ties.ts'

/** The one writer of registered images. */
export class Images {
  readonly #table: Table<InstanceName, RegisteredImage>
  readonly #choosing = new Mutex()

  private constructor(table: Table<InstanceName, RegisteredImage>) {
    this.#table = table
  }

  /** A row that cannot be read is left as it is, and told; the others are there. */
  static async open({ rows, log, onChange }: Pick<ImageOptions, 'rows' | 'log' | 'onChange'>): Promise<Images> {
    const onBad = (key: string, err: unknown): void => log.error({ err, key }, 'a registered image cannot be read')
    return new Images(await Table.open({ rows, prefix: 'image/', schema: RegisteredImage, onBad, onChange }))
  }

  all(): readonly RegisteredImage[] {
    return this.#table.all().toSorted((a, b) => a.name.localeCompare(b.name))
  }

  has(name: InstanceName): boolean {
    return this.#table.has(name)
  }

  find(name: InstanceName): RegisteredImage | undefined {
    return this.#table.get(name)
  }

  /** Throws `not-found`. */
  get(name: InstanceName): RegisteredImage {
    const found = this.#table.get(name)
    if (!found) throw new Problem('not-found', { what: 'image', name })
    return found
  }

  byHook(hook: string): RegisteredImage | undefined {
    return this.all().find((image) => image.hook === hook)
  }

  /** `make` is given the choice of the name: nobody else takes it meanwhile. */
  async insert(make: () => Promise<RegisteredImage>): Promise<RegisteredImage> {
    return await this.#choosing.run(async () => {
      const image = await make()
      return await this.#table.put(image.name, image)
    })
  }

  /** Reads, makes and writes as one. Nothing where it is gone. */
  async change(name: InstanceName, make: (now: RegisteredImage) => RegisteredImage): Promise<RegisteredImage | undefined> {
    return await this.#table.change(name, make)
  }

  async remove(name: InstanceName): Promise<void> {
    await this.#table.remove(name)
  }
}
