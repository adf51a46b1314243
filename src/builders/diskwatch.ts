import { statfs } from 'node:fs/promises'
import { Loop } from '../kit/loop.ts'
import { foldersOf } from './growth.ts'
import { bytesBelow } from '../kit/bytesbelow.ts'

export interface DiskWatchOptions {
  /** Docker's folder: its disk is looked at. */
  readonly root: string
  readonly shareMb: number
  /** Megabytes that stay free, whoever takes them. */
  readonly reserveMb: number
  /** Ids of the build's own processes. */
  readonly processes: () => Promise<readonly number[]>
  /** Bytes that builds have added to Docker's build cache since this one began, shared among those at work. */
  readonly layers: () => Promise<number>
  /** Called once, with what is wrong. */
  readonly onFull: (reason: string) => void
}

/** Of the disk that a folder is on; without end where that is not this machine's. */
export async function freeBytes(folder: string): Promise<number> {
  const found = await statfs(folder).catch(() => undefined)
  return found ? found.bavail * found.bsize : Infinity
}

/** Milliseconds between two looks; and where the disk was filled by others, for counting is work. */
const often = 500
const seldom = 5000
const megabyte = 1e6

/**
 * Looks at Docker's disk while a build runs. What is free tells at once, and of everybody: only when it has shrunk by
 * the build's share are the folders counted that the build itself writes to.
 */
export class DiskWatch implements AsyncDisposable {
  readonly #options: DiskWatchOptions
  readonly #folders = new Set<string>()
  readonly #loop: Loop
  #before: number | undefined
  #told = false

  constructor(options: DiskWatchOptions) {
    this.#options = options
    this.#loop = new Loop({ every: often, turn: async () => await this.#look(), onError: () => undefined })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#loop[Symbol.asyncDispose]()
  }

  async #look(): Promise<number | undefined> {
    const { root, shareMb, reserveMb, processes } = this.#options
    for (const folder of await foldersOf(await processes(), root)) this.#folders.add(folder)
    const free = await freeBytes(root)
    this.#before ??= free
    if (free < reserveMb * megabyte) this.#tell(`the disk has less than ${reserveMb} MB left`)
    const grown = this.#before - free
    if (grown <= shareMb * megabyte) return undefined
    if (await this.#isOurs()) this.#tell(`it filled more than its ${shareMb} MB of the disk`)
    return seldom
  }

  /** What its steps write shows in their folders; copies are made by Docker itself, and show as layers. */
  async #isOurs(): Promise<boolean> {
    const share = this.#options.shareMb * megabyte
    let sum = 0
    for (const folder of this.#folders) sum += await bytesBelow(folder, share - sum)
    return sum > share || (await this.#options.layers()) > share
  }

  #tell(reason: string): void {
    if (this.#told) return
    this.#told = true
    this.#options.onFull(reason)
  }
}
