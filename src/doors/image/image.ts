import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Handler } from '../../jobs/jobs.ts'
import { Scope } from '../../kit/scope.ts'
import type { ImageGuess, LookBody, RegisteredImage, RegisteredImageView, Registering } from '../../model/image.ts'
import type { InstanceName } from '../../model/names.ts'
import type { ImageOrigin } from '../../model/origin.ts'
import { Problem } from '../../model/problem.ts'
import type { EnvLine, Release, ReleaseSource } from '../../model/project.ts'
import { Derivations } from '../../releases/derive.ts'
import { Environments } from '../../releases/environment.ts'
import type { EnvChange } from '../../releases/environment.ts'
import { detailsOf, fetchRelease } from '../../releases/fetch.ts'
import { Releases } from '../../releases/releases.ts'
import type { Released } from '../../releases/ties.ts'
import type { Door, Hall, News } from '../door.ts'
import { bringJob } from './bring.ts'
import { Brought } from './brought.ts'
import { withChange } from './changes.ts'
import type { Change } from './changes.ts'
import { fileOf } from './file.ts'
import { Images } from './images.ts'
import { Logins } from './logins.ts'
import { readPlan } from './plan.ts'
import { guessOf, look, registration, seeAll } from './registering.ts'
import type { Body } from './registering.ts'
import { Sources } from './sources.ts'
import type { ImageJobs, ImageOptions } from './ties.ts'
import { isInVain, liveJobs, viewOf } from './views.ts'
import { inputOf, keyOf } from './wanted.ts'
import { Watches } from './watch.ts'

/** Reads its rows first: from then on names are known to be taken. */
export async function openImageDoor(options: ImageOptions): Promise<ImageDoor> {
  return new ImageDoor(options, await Images.open(options))
}

/** The image door: somebody registers an image by its name, and it is kept up to date. */
export class ImageDoor implements Door<ImageOrigin> {
  readonly name = 'image'
  readonly images: Images
  readonly logins: Logins
  readonly releases: Releases
  readonly environments: Environments
  readonly derivations: Derivations
  readonly watches: Watches
  readonly handlers: readonly Handler[]
  readonly #options: ImageOptions
  readonly #sources: Sources
  readonly #brought: Brought
  #jobs: ImageJobs | undefined
  #hall: Hall | undefined

  /** Use `openImageDoor`. */
  constructor(options: ImageOptions, images: Images) {
    const { clock, vault, know, log, apart } = options
    this.#options = options
    this.images = images
    this.logins = new Logins(options)
    this.#sources = new Sources(options, this.logins)
    this.environments = new Environments(vault, know)
    const folder = (name: InstanceName): string => this.folder(name)
    const next = async (name: InstanceName): Promise<number | undefined> => (await images.change(name, (now) => ({ ...now, last: now.last + 1 })))?.last
    this.releases = new Releases({ ...options, next, folder, environments: this.environments, now: () => clock.date() })
    const shared = { releases: this.releases, environments: this.environments }
    const released = async (name: InstanceName): Promise<Released> => await Promise.resolve({ name: images.get(name).name, grants: [], services: [] })
    this.derivations = new Derivations({ ...shared, released, now: () => clock.date(), announce: async (name, release) => await this.#announce(images.get(name), release) })
    const announce = async (image: RegisteredImage, release: Release): Promise<void> => await this.#announce(image, release)
    this.#brought = new Brought({ ...options, released: async (name) => await options.releases.of(name) })
    const postponed = (name: InstanceName): void => this.watches.wake(name)
    this.handlers = [bringJob({ ...options, ...shared, images, sources: this.#sources, brought: this.#brought, folder, announce, postponed })] as readonly Handler[]
    this.watches = new Watches({ clock, log, apart, images, sources: this.#sources, take: async (image) => await this.#takeByItself(image) })
  }

  get jobs(): ImageJobs {
    if (!this.#jobs) throw new TypeError('the image door has no journal yet')
    return this.#jobs
  }

  /** Its handlers are in the journal; from now on it may ask for images. */
  use(jobs: ImageJobs): void {
    this.#jobs = jobs
  }

  /** Where everything of an image lies, but what its instance is. */
  folder(name: InstanceName): string {
    return join(this.#options.folder, name)
  }

  async open(hall: Hall): Promise<AsyncDisposable> {
    this.#hall = hall
    await mkdir(this.#options.folder, { recursive: true, mode: 0o700 })
    await this.environments.learn(this.images.all().map(({ name }) => name))
    const scope = new Scope()
    scope.use(this.watches)
    for (const image of this.images.all()) this.watches.begin(image)
    await this.#recover()
    return scope
  }

  /** Nobody picks what is registered. */
  async offers(): Promise<readonly []> {
    return await Promise.resolve([])
  }

  async details({ image }: ImageOrigin): ReturnType<Door<ImageOrigin>['details']> {
    return await detailsOf(this.#fetching, image)
  }

  async icon(): Promise<undefined> {
    return await Promise.resolve(undefined)
  }

  async fetch(...[{ origin, version }, into, tools]: Parameters<Door<ImageOrigin>['fetch']>): ReturnType<Door<ImageOrigin>['fetch']> {
    return await fetchRelease(this.#fetching, origin.image, version, into, tools)
  }

  /** What became of a release: kept with it. */
  async tell({ image }: ImageOrigin, { version, cause }: News): Promise<void> {
    if (cause) await this.releases.refuse(image, Number(version), cause)
    this.hear(image)
  }

  /** Something was told of an instance, or of a job on it: it may be one of ours. */
  hear(name: InstanceName | null): void {
    if (name !== null && this.images.has(name)) this.#options.onChange(name)
  }

  async look(body: LookBody, signal: AbortSignal): Promise<ImageGuess> {
    return await look(this.#registering, body, signal)
  }

  /** Throws as `look`, `conflict`, `port-unclear`. */
  async register(body: Body, by: string, signal: AbortSignal = new AbortController().signal): Promise<Registering> {
    const plan = await readPlan(body, body.env)
    const said = guessOf(plan, await seeAll(this.#registering, plan, signal))
    const image = await this.images.insert(async () => {
      const made = await registration(this.#registering, body, plan, said)
      await this.environments.forget(made.name) // what one of this name may have left
      await this.environments.change(made.name, { set: { ...plan.env, ...body.env }, unset: [] }, made.created)
      return made // with its variables, or not at all: whenever the engine ends, nothing is run without them
    })
    this.watches.begin(image)
    return await this.#bring(image, 'image', by)
  }

  async view(name: InstanceName): Promise<RegisteredImageView | undefined> {
    const image = this.images.find(name)
    return image && (await viewOf(this.#options, image, await this.jobs.list()))
  }

  async views(): Promise<readonly RegisteredImageView[]> {
    const jobs = await this.jobs.list()
    return await Promise.all(this.images.all().map(async (image) => await viewOf(this.#options, image, jobs)))
  }

  /** Another image is brought; other settings are a new release of the one that is here; another policy looks at once. */
  async change(name: InstanceName, change: Change, by: string): Promise<RegisteredImageView> {
    const changed = withChange(this.images.get(name), change)
    const image = await this.images.change(name, (now) => withChange(now, change).image)
    if (!image) throw new Problem('not-found', { what: 'image', name })
    const base = changed.isSet && !changed.isOther ? await this.releases.base(name) : undefined
    if (base) await this.derivations.again(name, 'settings', by, { file: fileOf(image) })
    else if (changed.isOther || changed.isSet) await this.#bring(image, 'settings', by)
    if (change.policy !== undefined || changed.isOther) this.watches.ask(name)
    return await viewOf(this.#options, image, await this.jobs.list())
  }

  /** Looks at its registries now. */
  async check(name: InstanceName, signal: AbortSignal): Promise<RegisteredImageView> {
    await this.watches.look(name, signal)
    return await viewOf(this.#options, this.images.get(name), await this.jobs.list())
  }

  /** What is newer, whatever the policy says; looked for where nothing is known. Throws `nothing-newer`, or why its registry cannot be asked. */
  async take(name: InstanceName, by: string, signal: AbortSignal = new AbortController().signal): Promise<Registering> {
    const known = Object.keys(this.images.get(name).newer).length > 0
    const { error = new Problem('nothing-newer', { name }) } = known ? {} : await this.watches.look(name, signal)
    const image = this.images.get(name)
    if (Object.keys(image.newer).length === 0) throw error
    return { name, job: (await this.jobs.supersede('image', keyOf(name), inputOf(image, 'newer', by))).id }
  }

  /** Back to an earlier release as a new one; to the one before where no number is given. What is in its registry is not newer by that: it is not taken again by itself. */
  async rollback(name: InstanceName, release: number | null, by: string): Promise<number> {
    return await this.derivations.rollback(this.images.get(name).name, release, by)
  }

  async env(name: InstanceName, reveal: boolean): Promise<readonly EnvLine[]> {
    return await this.environments.lines(this.images.get(name).name, reveal)
  }

  async envChange(name: InstanceName, change: EnvChange & { readonly later: boolean }, by: string): Promise<readonly EnvLine[]> {
    await this.derivations.setEnv(name, change, by)
    return await this.env(name, false)
  }

  /** A registry says that something was pushed: it is looked at, and not believed. Whether there is an image with this hook. */
  async pushed(hook: string): Promise<boolean> {
    const image = this.images.byHook(hook)
    if (image) this.watches.ask(image.name)
    return await Promise.resolve(image !== undefined)
  }

  /** All that this door has of it; its instance is the engine's. The row goes last. */
  async forget(name: InstanceName): Promise<void> {
    await this.watches.end(name)
    for (const { id } of await liveJobs(this.jobs, name)) await this.jobs.cancel(id)
    await this.releases.forget(name)
    await this.#brought.forget(name)
    await rm(this.folder(name), { recursive: true, force: true })
    await this.images.remove(name)
  }

  get #fetching() {
    const { docker } = this.#options
    return { releases: this.releases, environments: this.environments, hasImage: async (image: string) => await docker.hasImage(image), folder: (name: InstanceName) => this.folder(name) }
  }

  get #registering() {
    const { docker, clock, isTaken } = this.#options
    return { docker, clock, sources: this.#sources, isTaken: async (name: InstanceName) => this.images.has(name) || (await isTaken(name)) }
  }

  /** What was registered when the engine ended, before its job was begun, is brought now. */
  async #recover(): Promise<void> {
    const begun = new Set((await this.jobs.list()).map(({ instance }) => instance))
    for (const image of this.images.all()) if (image.last === 0 && !begun.has(image.name)) await this.#bring(image, 'image', 'its registration')
  }

  /** A newer wish ends an older one. */
  async #bring(image: RegisteredImage, because: ReleaseSource, by: string): Promise<Registering> {
    return { name: image.name, job: (await this.jobs.supersede('image', keyOf(image.name), inputOf(image, because, by))).id }
  }

  /** What is at work for it already goes on. */
  async #takeByItself(image: RegisteredImage): Promise<boolean> {
    if ((await liveJobs(this.jobs, image.name)).length > 0) return false
    if (isInVain(image, await this.jobs.list(), this.#options.clock.date())) return true
    await this.jobs.start('image', keyOf(image.name), { ...inputOf(image, 'newer', 'its policy'), isByItself: true })
    return true
  }

  async #announce({ name, title, access, settings: { domains } }: RegisteredImage, { number }: Release): Promise<void> {
    if (!this.#hall) throw new Problem('internal', { reason: 'the image door is not open' })
    await this.#hall.announce({ origin: { door: 'image', image: name }, version: String(number), docking: { name, title, access, grants: [], domains } })
  }
}
