import type { Docker } from '../../docker/docker.ts'
import { inTurns } from './inturns.ts'
import type { Needed } from './entry.ts'

/** How many images Docker is asked about at once. */
const atOnce = 8

/** Which images are on this machine, as Docker said when it was last asked. */
export class ImagesHere {
  readonly #docker: Docker
  readonly #known = new Map<string, boolean>()
  #edition = 0

  constructor(docker: Docker) {
    this.#docker = docker
  }

  /** Asks about these; with `all` also where the answer is known. What Docker does not answer stays as it was. */
  async look(needed: Iterable<Needed>, all: boolean): Promise<void> {
    const images = [...new Set([...needed].map(({ image }) => image))].filter((image) => all || !this.#known.has(image))
    await inTurns(images, atOnce, async (image) => this.#note(image, await this.#docker.hasImage(image)))
  }

  /** Goes up with each answer that is another than before. */
  get edition(): number {
    return this.#edition
  }

  has(image: string): boolean {
    return this.#known.get(image) ?? false
  }

  #note(image: string, here: boolean): void {
    if (this.#known.get(image) !== here) this.#edition += 1
    this.#known.set(image, here)
  }

  /** Null where Docker was never asked. */
  hasAll(needed: readonly Needed[]): boolean | null {
    const each = needed.map(({ image, alone }) => alone || this.#known.get(image))
    if (each.includes(false)) return false
    return each.includes(undefined) ? null : true
  }
}
