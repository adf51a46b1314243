import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Handler } from '../../jobs/jobs.ts'
import { Scope } from '../../kit/scope.ts'
import type { JobView } from '../../model/job.ts'
import type { InstanceName, JobId } from '../../model/names.ts'
import type { PreviewOrigin } from '../../model/origin.ts'
import { Connection, Preview, PreviewRepository } from '../../model/preview.ts'
import type { Delivered, PreviewView, Provider, ConnectionId, RepositoryId } from '../../model/preview.ts'
import type { Release } from '../../model/project.ts'
import { Environments } from '../../releases/environment.ts'
import { detailsOf, fetchRelease } from '../../releases/fetch.ts'
import { Releases } from '../../releases/releases.ts'
import type { Door, Hall, News } from '../door.ts'
import { Table } from '../table.ts'
import type { TableOptions } from '../table.ts'
import { announce } from './announce.ts'
import { Answers } from './answers/answers.ts'
import { askJob } from './ask.ts'
import { previewJob } from './build.ts'
import { commandJob } from './command.ts'
import { Connections } from './connections.ts'
import { Dealer } from './deal.ts'
import { Deeds } from './deeds.ts'
import { caseOf } from './case.ts'
import { Previews } from './previews.ts'
import type { Incoming } from './providers/provider.ts'
import { Receiver } from './receive.ts'
import { Repositories } from './repositories.ts'
import { Settler } from './settle.ts'
import { Sweep, usualEvery } from './sweep.ts'
import type { PreviewJobs, PreviewOptions } from './ties.ts'
import { isOver, lifeAt, viewOf } from './view.ts'
import type { ViewOptions } from './view.ts'
import { wires } from './wires.ts'

/** Opens the tables of the door; it hears and tells nothing before its `open`. */
export async function openPreviewDoor(options: PreviewOptions, signal: AbortSignal): Promise<PreviewDoor> {
  const onBad = (key: string, err: unknown): void => options.log.warn({ err, key }, 'a row of the preview door cannot be read')
  const table = <K extends string, T>(prefix: string, schema: TableOptions<T>['schema']): Promise<Table<K, T>> => Table.open<K, T>({ rows: options.rows, prefix, schema, onBad })
  const environments = new Environments(options.vault, options.know)
  const folder = join(options.folder, 'repositories')
  const repositories = new Repositories({ ...options, table: await table<RepositoryId, PreviewRepository>('repository/', PreviewRepository), environments, folder })
  const previews = new Previews({ ...options, table: await table<InstanceName, Preview>('preview/', Preview) })
  const connections = await Connections.open({ ...options, signal, table: await table<ConnectionId, Connection>('connection/', Connection) })
  return new PreviewDoor(options, { environments, repositories, previews, connections })
}

interface Kept {
  readonly environments: Environments
  readonly repositories: Repositories
  readonly previews: Previews
  readonly connections: Connections
}

/** The preview door: a pull request becomes a running copy, and goes with it. */
export class PreviewDoor implements Door<PreviewOrigin> {
  readonly name = 'preview'
  readonly connections: Connections
  readonly repositories: Repositories
  readonly previews: Previews
  readonly releases: Releases
  readonly deeds: Deeds
  readonly dealer: Dealer
  readonly handlers: readonly Handler[]
  readonly #options: PreviewOptions
  readonly #environments: Environments
  readonly #settler: Settler
  #answers: Answers | undefined
  /** Of whom everything was told. */
  readonly #told = new Set<InstanceName>()
  #receiver: Receiver | undefined
  #sweep: Sweep | undefined
  #jobs: PreviewJobs | undefined
  #hall: Hall | undefined

  constructor(options: PreviewOptions, { environments, repositories, previews, connections }: Kept) {
    this.#options = options
    this.#environments = environments
    this.connections = connections
    this.repositories = repositories
    this.previews = previews
    const jobs = (): PreviewJobs => this.jobs
    const settle = async (name: InstanceName): Promise<void> => await this.#settler.settle(name)
    this.releases = new Releases({ ...options, environments, folder: (name) => this.folder(name), next: async (name) => await previews.next(name) })
    const shared = { ...options, connections, repositories, previews, releases: this.releases, jobs, settle }
    this.deeds = new Deeds(shared)
    this.dealer = new Dealer({ ...shared, doubt: (id) => this.#sweep?.doubt(id) })
    this.#settler = new Settler({
      ...shared,
      isTold: (name) => this.#told.has(name),
      tell: (name) => this.#tell(name),
      forget: async (name) => {
        await rm(this.folder(name), { recursive: true, force: true })
        const { repository, commits } = previews.get(name)
        const old = commits.map(({ commit }) => commit)
        if (repositories.has(repository)) await repositories.release(repository, old)
        await options.dropCaches(name).catch((err: unknown) => options.log.info({ err, preview: name }, 'a cache of builds is left'))
      },
    })
    const folder = (name: InstanceName): string => this.folder(name)
    const announced = async (preview: Preview, release: Release): Promise<void> => await announce({ ...options, hall: this.#opened(), previews, repositories }, preview, release)
    this.handlers = [previewJob({ ...shared, folder, announce: announced }), commandJob({ ...shared, deeds: this.deeds }), askJob({ ...shared, dealer: this.dealer })] as readonly Handler[]
  }

  get jobs(): PreviewJobs {
    if (!this.#jobs) throw new TypeError('the preview door has no journal yet')
    return this.#jobs
  }

  /** Its handlers are in the journal; from now on it may ask for builds. */
  use(jobs: PreviewJobs): void {
    this.#jobs = jobs
  }

  folder(name: InstanceName): string {
    return join(this.#options.folder, 'previews', name)
  }

  /** What is left of the last time goes on: webhooks that wait, builds nobody began, things nobody was told. */
  async open(hall: Hall, signal: AbortSignal): Promise<AsyncDisposable> {
    this.#hall = hall
    const { folder, log, deliveries, now, sweepEvery = usualEvery } = this.#options
    await mkdir(join(folder, 'repositories'), { recursive: true, mode: 0o700 })
    const scope = new Scope(signal)
    this.#answers = scope.use(this.#openAnswers())
    await this.#clear()
    for (const { name } of this.previews.all()) await this.#each(name, async () => await this.#settler.resume(name))
    const { connections, repositories, previews, dealer, deeds } = this
    const settle = async (name: InstanceName): Promise<void> => await this.#settler.settle(name)
    const hoursLeft = (name: InstanceName): number | null => lifeAt(this.#viewing, previews.get(name), undefined).hoursLeft
    const expire = async (name: InstanceName): Promise<void> => await deeds.remove(name, 'expired')
    const works = async (id: ConnectionId): Promise<void> => await this.works(id)
    this.#sweep = scope.use(new Sweep({ log, works, every: sweepEvery, connections, repositories, previews, dealer, hoursLeft, expire, settle, now }))
    this.#receiver = scope.use(new Receiver({ log, deliveries, now, wires, connections, deal: async (all) => await dealer.deal(all) }))
    return scope
  }

  /** Nobody picks what is pushed. */
  async offers(): Promise<readonly []> {
    return await Promise.resolve([])
  }

  async details({ preview }: PreviewOrigin): ReturnType<Door<PreviewOrigin>['details']> {
    return await detailsOf(this.#fetching, preview)
  }

  async icon(): Promise<undefined> {
    return await Promise.resolve(undefined)
  }

  async fetch(...[{ origin, version }, into, tools]: Parameters<Door<PreviewOrigin>['fetch']>): ReturnType<Door<PreviewOrigin>['fetch']> {
    return await fetchRelease(this.#fetching, origin.preview, version, into, tools)
  }

  /** What became of a release: its commit runs, or why it does not. */
  async tell({ preview: name }: PreviewOrigin, { version, cause }: News): Promise<void> {
    if (!this.previews.has(name)) return
    const commit = this.previews.get(name).commits.find(({ release }) => String(release) === version)?.commit
    if (cause) await this.releases.refuse(name, Number(version), cause)
    if (commit === undefined) return
    await this.previews.change(name, (row) =>
      cause ? { ...row, failure: { commit, cause, step: 'start', job: row.job } } : { ...row, live: commit, failure: row.failure?.commit === commit ? null : row.failure },
    )
    await this.#settler.settle(name)
  }

  /** Throws `bad-webhook`, `bad-signature`. Null where the event means nothing here. */
  async deliver(provider: Provider, incoming: Incoming): Promise<Delivered | null> {
    if (!this.#receiver) throw new TypeError('the preview door is not open')
    return await this.#receiver.deliver(provider, incoming)
  }

  /** Something was told of an instance, or of a job of one: it may be one of a preview. */
  async hear(name: InstanceName, job: JobView | null): Promise<void> {
    if (!this.previews.has(name)) return
    if (job !== null && job.state !== 'queued' && job.state !== 'running' && job.state !== 'waiting') return await this.#settler.settle(name)
    this.#tell(name)
    const row = this.previews.get(name)
    if (row.ending !== null) return await this.#settler.settle(name)
    // somebody removed the app itself; of a job nothing follows: while Docker is away nobody has said yet what is here
    if (job === null && row.live !== null && this.#options.serving(name) === undefined) return await this.deeds.remove(name)
    if (row.live !== row.head.commit) return await this.#settler.settle(name)
    this.#options.onChange(name)
  }

  /** Its rules or its variables are others: what is known is judged by them at once, and what the provider says of what is open as soon as it does. */
  async reconsider(id: RepositoryId): Promise<void> {
    for (const { name } of this.previews.of(id)) await this.#each(name, async () => await this.#settler.settle(name))
    this.#sweep?.doubt(id)
  }

  /** Its previews go with their data, whatever can still be told of them; also one that is heard of meanwhile. Throws `busy` while one is updated. */
  async removeRepository(id: RepositoryId): Promise<void> {
    await this.#drop(this.repositories.get(id).id)
    await this.repositories.remove(id)
    await this.#drop(id)
  }

  async #drop(id: RepositoryId): Promise<void> {
    for (const { name } of this.previews.of(id)) {
      await this.#settler.drop(name)
      this.#options.onChange(name)
    }
  }

  /** What was being taken away when the engine ended. */
  async #clear(): Promise<void> {
    const { connections, repositories, previews } = this
    for (const { id, connection, path } of repositories.all()) if (!connections.has(connection)) await this.#each(path, async () => await this.removeRepository(id))
    for (const { name, repository } of previews.all()) if (!repositories.has(repository)) await this.#each(name, async () => await this.#settler.drop(name))
  }

  /** One's trouble keeps no other waiting. */
  async #each(name: string, work: () => Promise<void>): Promise<void> {
    await work().catch((err: unknown) => this.#options.log.warn({ err, preview: name }, 'a preview is looked at again later'))
  }

  /** The App or the token itself is taken back at the provider. */
  async disconnect(id: ConnectionId): Promise<void> {
    for (const repository of this.repositories.of(this.connections.get(id).id)) await this.removeRepository(repository.id)
    await this.connections.remove(id)
    for (const repository of this.repositories.of(id)) await this.removeRepository(repository.id)
  }

  async view(name: InstanceName): Promise<PreviewView | undefined> {
    if (!this.previews.has(name)) return undefined
    const row = this.previews.get(name)
    return isOver(this.#viewing, row) ? undefined : this.#view(row, row.job === null ? undefined : await this.jobs.get(row.job))
  }

  async views(): Promise<readonly PreviewView[]> {
    const jobs = new Map((await this.jobs.list()).map((job) => [job.id, job]))
    const shown = this.previews.all().filter((row) => !isOver(this.#viewing, row))
    return shown.map((row) => this.#view(row, row.job === null ? undefined : jobs.get(row.job)))
  }

  /** A connection was given something new, or works again. */
  async works(id: ConnectionId): Promise<void> {
    if (this.connections.get(id).cause === null) return
    await this.connections.judge(id, null)
    this.#answers?.renew(id)
  }

  #opened(): Hall {
    if (!this.#hall) throw new TypeError('the preview door is not open')
    return this.#hall
  }

  #tell(name: InstanceName): void {
    this.#told.delete(name)
    this.#answers?.wake(name)
  }

  #openAnswers(): Answers {
    const { engine, console, log, now } = this.#options
    const { connections, previews } = this
    const job = async (name: InstanceName): Promise<JobView | undefined> => (previews.get(name).job === null ? undefined : await this.jobs.get(previews.get(name).job as JobId))
    return new Answers({
      names: async () => await Promise.resolve(previews.all().map(({ name }) => name)),
      look: async (name) => await caseOf({ ...this.#viewing, engine, console, job }, name),
      save: async (name, told) => {
        await previews.change(name, (row) => ({ ...row, told }))
      },
      client: async (id) => (connections.get(id).cause === null ? await connections.client(id) : undefined),
      onDenied: async (id, { code, message, fix }) => await connections.judge(id, { code, message, fix, at: now().toISOString() }),
      onTold: async (name) => {
        this.#told.add(name)
        if (previews.has(name) && previews.get(name).ending !== null) await this.#settler.over(name)
      },
      onError: (err, name) => log.info({ err, preview: name }, 'a provider was not told, and will be'),
    })
  }

  #view(row: Preview, job: JobView | undefined): PreviewView {
    return viewOf(this.#viewing, row, job)
  }

  get #viewing(): ViewOptions {
    const { serving, idle, now } = this.#options
    return { serving, idle, now, connections: this.connections, repositories: this.repositories, previews: this.previews }
  }

  get #fetching() {
    const { hasImage } = this.#options
    return { releases: this.releases, environments: this.#environments, hasImage, folder: (name: InstanceName) => this.folder(name) }
  }
}
