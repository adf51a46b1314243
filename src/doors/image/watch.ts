import { pauseAfter } from '../../kit/backoff.ts'
import { Loop } from '../../kit/loop.ts'
import type { RegisteredImage } from '../../model/image.ts'
import type { InstanceName } from '../../model/names.ts'
import { asProblem } from '../../model/problem.ts'
import type { Images } from './images.ts'
import { lookForNewer } from './newer.ts'
import type { Looked } from './newer.ts'
import { opensIn, takesAtAll } from './policy.ts'
import type { Sources } from './sources.ts'
import type { ImageOptions } from './ties.ts'

export interface WatchOptions extends Pick<ImageOptions, 'clock' | 'log'> {
  readonly images: Images
  readonly sources: Sources
  /** Brings what is newer; false where it is being brought another way at this moment, which has to end first. */
  readonly take: (image: RegisteredImage) => Promise<boolean>
  /** Milliseconds between two looks that somebody asks for; ten seconds when not given. */
  readonly apart?: number | undefined
}

/** After a failure a registry is asked again sooner than usual, then ever more rarely; milliseconds. */
const firstPause = 60_000
/** However often somebody says that there is something new, a registry is not asked more often than that; milliseconds. */
const usuallyApart = 10_000
/** Until it is tried again where something else is being brought; milliseconds. */
const soon = 1000
/** Where nobody knows better, milliseconds. */
const anHour = 60 * 60_000

interface Watched {
  readonly loop: Loop
  /** Somebody says that there is something new. */
  asked: boolean
  /** By the steady clock. */
  looked: number
  failures: number
}

/** Looks after registered images: each has a loop of its own, so that one registry's trouble never holds up another. */
export class Watches implements AsyncDisposable {
  readonly #options: WatchOptions
  readonly #watched = new Map<InstanceName, Watched>()
  readonly #closing = new AbortController()

  constructor(options: WatchOptions) {
    this.#options = options
  }

  begin({ name, looked }: Pick<RegisteredImage, 'name' | 'looked'>): void {
    if (this.#watched.has(name) || this.#closing.signal.aborted) return
    const { clock, log } = this.#options
    const age = looked === null ? Infinity : Math.max(0, clock.date().getTime() - Date.parse(looked))
    const loop = new Loop({ every: anHour, turn: async (signal) => await this.#turn(name, signal), onError: (err) => log.warn({ err, image: name }, 'an image could not be looked after') })
    this.#watched.set(name, { loop, asked: false, looked: clock.steady() - age, failures: 0 })
  }

  /** Its registry, or its policy, has something new to say. */
  ask(name: InstanceName): void {
    const watched = this.#watched.get(name)
    if (!watched) return
    watched.asked = true
    watched.loop.wake()
  }

  /** What is known to be newer waits for its hours: it is not looked for anew. */
  wake(name: InstanceName): void {
    this.#watched.get(name)?.loop.wake()
  }

  async end(name: InstanceName): Promise<void> {
    const watched = this.#watched.get(name)
    this.#watched.delete(name)
    await watched?.loop[Symbol.asyncDispose]()
  }

  /** Looks now. What comes of it stands in the row too: what is newer, or why nothing is known. */
  async look(name: InstanceName, signal: AbortSignal): Promise<Looked> {
    const watched = this.#watched.get(name)
    const { asked = false } = watched ?? {}
    if (watched) watched.asked = false // who asks from here on may know of something that this look misses
    try {
      return await this.#look(name, signal)
    } catch (error) {
      if (asked) this.ask(name)
      throw error
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort()
    await Promise.all([...this.#watched.keys()].map(async (name) => await this.end(name)))
  }

  async #look(name: InstanceName, signal: AbortSignal): Promise<Looked> {
    const { images, sources, clock } = this.#options
    const image = images.get(name)
    const looked = await lookForNewer(sources, image, clock.date().toISOString(), signal)
    signal.throwIfAborted()
    const at = clock.date().toISOString()
    await images.change(name, (now) => (now.images === image.images && now.digests === image.digests ? withLook(now, looked, at) : now))
    const watched = this.#watched.get(name)
    if (watched) Object.assign(watched, { looked: clock.steady(), failures: looked.error !== undefined ? watched.failures + 1 : 0 })
    return looked
  }

  async #turn(name: InstanceName, signal: AbortSignal): Promise<number | undefined> {
    const watched = this.#watched.get(name)
    if (!watched || !this.#options.images.has(name)) return undefined
    if (this.#due(name, watched) === 0) await this.look(name, signal)
    return await this.#takeOrWait(name, watched)
  }

  /** Milliseconds until it is to be looked at. */
  #due(name: InstanceName, { asked, looked, failures }: Watched): number {
    const { images, clock, apart = usuallyApart } = this.#options
    const every = images.get(name).policy.every * 60_000
    const pause = asked ? apart : failures > 0 ? pauseAfter(failures, { first: Math.min(firstPause, every), cap: every }, 0) : every
    return Math.max(0, looked + pause - clock.steady())
  }

  async #takeOrWait(name: InstanceName, watched: Watched): Promise<number | undefined> {
    const { images, clock, take } = this.#options
    const image = images.find(name)
    if (!image) return undefined
    const due = this.#due(name, watched)
    if (Object.keys(image.newer).length === 0 || !takesAtAll(image.policy)) return due
    const opens = opensIn(image.policy, clock.date())
    if (opens > 0) return Math.min(due, opens)
    return (await take(image)) ? due : Math.min(due, soon)
  }
}

function withLook(now: RegisteredImage, { newer, error }: Looked, at: string): RegisteredImage {
  if (error === undefined) return { ...now, looked: at, cause: null, newer }
  const { code, message, fix } = asProblem(error)
  return { ...now, looked: at, newer, cause: { code, message, fix, at } }
}
