import type { Offer, Origin } from '../model/origin.ts'
import type { AppMeta } from '../model/app.ts'

/** An outside thing in a version: what a door says is there. */
export interface Announcement {
  readonly origin: Origin
  readonly version: string
}

/** What a door's `fetch` may use; a step's result is remembered, so a resumed job does not do it twice. */
export interface Tools {
  readonly signal: AbortSignal
  step<T>(name: string, work: () => Promise<T>): Promise<T>
  log(line: string): void
  /** 0 to 1 within the step at work; null where it cannot be known. */
  progress(fraction: number | null): void
}

/** What a fetch leaves in its folder: the files of the app as they came, images present on this machine. */
export interface Fetched {
  readonly folder: string
  readonly meta: AppMeta
}

/** The engine's ear for doors. Saying it twice is saying it once. */
export interface Hall {
  announce(what: Announcement): Promise<void>
  withdraw(origin: Origin, as: 'away' | 'gone'): Promise<void>
}

/** A sixth door is one new folder, one line in `index.ts`, its origin in `model`, a page in `docs/`. */
export interface Door {
  readonly name: Origin['door']
  /** Watches the outside until the scope ends; announces what is there. */
  open(hall: Hall, signal: AbortSignal): Promise<AsyncDisposable>
  offers(): Promise<readonly Offer[]>
  /** The icon of an offer as bytes with its media type, if it has one. */
  icon(origin: Origin): Promise<{ readonly type: string; readonly bytes: Buffer } | undefined>
  /** Brings a version into the folder `into` (empty or half done from an earlier try) and its images onto the machine. */
  fetch(what: Announcement, into: string, tools: Tools): Promise<Fetched>
}
