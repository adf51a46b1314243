import type { Template } from '../bundle/bundle.ts'
import type { Access } from '../model/access.ts'
import type { Cause } from '../model/cause.ts'
import type { Grant } from '../model/grant.ts'
import type { Spec } from '../model/instance.ts'
import type { InstanceName } from '../model/names.ts'
import type { Offer, OfferDetails, Origin } from '../model/origin.ts'
import type { Domain } from '../model/projectfile.ts'

/** An outside thing in a version: what a door says is there. */
export interface Announcement<O extends Origin = Origin> {
  readonly origin: O
  readonly version: string
  /** Where it is to become an instance by itself, the first time; and is switched to at once, later. */
  readonly docking?: Docking
}

/** What an instance is that nobody picked: a door docks it. */
export interface Docking {
  readonly name: InstanceName
  readonly title: string
  /** As it begins; what people have changed since stays. */
  readonly access: Access
  readonly grants: readonly Grant[]
  /** Names of its own that it asks for. */
  readonly domains: readonly Domain[]
  /** Labels below the machine's domain that stand for one version each. */
  readonly aliases?: Spec['aliases']
  /** The instance whose data it begins with a copy of. */
  readonly seed?: InstanceName
}

/** An offer with all the words it may be found by. */
export interface Offered {
  readonly offer: Offer
  readonly words: string
}

/** What a door's `fetch` may use; a step's result is remembered, so a resumed job does not do it twice. */
export interface Tools {
  /** What the owner lets this app have: what it asks for beyond that is refused before anything is fetched. */
  readonly grants: readonly Grant[]
  readonly signal: AbortSignal
  step<T>(name: string, work: () => Promise<T>): Promise<T>
  log(line: string): void
  /** 0 to 1 within the step at work, null where it cannot be known; and what more there is to say of it. */
  progress(fraction: number | null, note?: string): void
}

/** What a fetch leaves in its folder: the files of the app as they came, images present on this machine. */
export interface Fetched {
  readonly folder: string
  /** As it reads in our current format, whichever format it came in. */
  readonly template: Template
}

/** What became of a version. */
export interface News {
  readonly version: string
  /** It serves now; else why it does not. */
  readonly cause: Cause | null
}

/** The engine's ear for doors. Saying it twice is saying it once. */
export interface Hall {
  announce(what: Announcement): Promise<void>
  withdraw(origin: Origin, as: 'away' | 'gone'): Promise<void>
}

/** A sixth door is one new folder, one line in `index.ts`, its origin in `model`, a page in `docs/`. */
export interface Door<O extends Origin = Origin> {
  readonly name: O['door']
  /** Watches the outside until the scope ends; announces what is there. */
  open(hall: Hall, signal: AbortSignal): Promise<AsyncDisposable>
  offers(): Promise<readonly Offered[]>
  /** What an app's own page shows. May ask the outside for this one app's files. Throws `no-offer`, `bad-entry`, or why they cannot be had. */
  details(origin: O): Promise<OfferDetails>
  /** The icon of an offer as bytes with its media type, if it has one. */
  icon(origin: O): Promise<{ readonly type: string; readonly bytes: Buffer } | undefined>
  /** Brings a version into the folder `into` (empty or half done from an earlier try) and its images onto the machine. */
  fetch(what: Announcement<O>, into: string, tools: Tools): Promise<Fetched>
  /** Answers whoever waits outside for a version: a pusher, a pull request. */
  tell?(origin: O, news: News): Promise<void>
}
