import type { EngineFrame } from '../gateway/protocol.ts'
import type { Holds } from '../instances/holds.ts'
import type { Report } from '../instances/report.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { LocalDb } from '../localdb/localdb.ts'
import type { RegisteredImageView } from '../model/image.ts'
import type { InstanceView } from '../model/instance.ts'
import type { JobView } from '../model/job.ts'
import type { EngineId, InstanceName } from '../model/names.ts'
import type { PreviewView } from '../model/preview.ts'
import type { ProjectView } from '../model/project.ts'
import { Feed } from './feed.ts'
import { originOf } from './address.ts'
import type { HttpsFacts } from './https.ts'
import type { MachineWatch } from './machinewatch.ts'
import { viewOf } from './reports.ts'
import type { Reports } from './reports.ts'
import { routeOf } from './routes.ts'
import type { Settings } from './settings.ts'

export interface BroadcastOptions {
  readonly engine: EngineId
  readonly db: LocalDb
  readonly jobs: Jobs
  readonly reports: Reports
  readonly machine: MachineWatch
  readonly settings: Settings
  readonly front: () => { readonly port: number | null }
  readonly https: () => HttpsFacts
  readonly holds: Holds
  readonly wake: (name: InstanceName) => void
  readonly projects: () => Promise<readonly ProjectView[]>
  readonly previews: () => Promise<readonly PreviewView[]>
  readonly images: () => Promise<readonly RegisteredImageView[]>
  /** Something was told of this instance, or of this job, which may be of none. */
  readonly onHeard: (name: InstanceName | null, job: JobView | null) => void
  /** A job has come to its end. */
  readonly onSettled: (view: JobView) => void
}

/**
 * What is, told to all who want to know: the gateway gets routes, the viewers of the feed get views.
 * It decides nothing. What it keeps in memory (jobs by instance, expected starts) is read from rows.
 */
export class Broadcast {
  readonly #options: BroadcastOptions
  readonly #jobs = new Map<InstanceName, JobView>()
  #expected = new Map<InstanceName, number>()
  #toGateway: (frame: EngineFrame) => void = () => undefined
  readonly feed: Feed

  constructor(options: BroadcastOptions) {
    this.#options = options
    this.feed = new Feed(async () => ({
      type: 'snapshot',
      instances: this.views(),
      projects: [...(await options.projects())],
      previews: [...(await options.previews())],
      images: [...(await options.images())],
      jobs: [...(await options.jobs.list())],
      shelf: await options.db.shelf.all(),
      machine: options.machine.now(),
    }))
    options.machine.onView((value) => this.feed.tell({ type: 'machine', value }))
  }

  /** Reads what the rows say; once, before anybody reports. */
  async load(): Promise<void> {
    const { db, jobs } = this.#options
    for (const view of (await jobs.list()).toReversed()) if (view.instance && isItsOwn(view)) this.#jobs.set(view.instance, view)
    this.#expected = new Map(await db.starts.allExpected())
  }

  onFrame(send: (frame: EngineFrame) => void): void {
    this.#toGateway = send
  }

  jobOf(name: InstanceName): JobView | null {
    return this.#jobs.get(name) ?? null
  }

  views(): InstanceView[] {
    return this.#options.reports.all().map((report) => this.#view(report))
  }

  view(name: InstanceName): InstanceView | undefined {
    const report = this.#options.reports.get(name)
    return report && this.#view(report)
  }

  routes(): ReturnType<typeof routeOf>[] {
    return this.#options.reports.all().map((report) => routeOf(report, this.#expected.get(report.spec.name) ?? null))
  }

  /** From a runner: the gateway first, since somebody may be waiting. */
  report(report: Report): void {
    const name = report.spec.name
    if (!this.#options.reports.put(report)) return
    this.#toGateway({ type: 'route', route: routeOf(report, this.#expected.get(name) ?? null) })
    this.feed.tell({ type: 'instance', value: this.#view(report) })
    this.#options.onHeard(name, null)
  }

  /** The addresses of apps have changed: everybody hears of each again. */
  tellAll(): void {
    for (const value of this.views()) this.feed.tell({ type: 'instance', value })
  }

  /** From the journal: viewers see it, and the runner weighs it. */
  job(view: JobView): void {
    this.feed.tell({ type: 'job', value: view })
    if (view.state !== 'running') this.#options.holds.fallen(view.id)
    if (view.state === 'done' || view.state === 'failed' || view.state === 'cancelled') this.#options.onSettled(view)
    this.#options.onHeard(view.instance, view)
    if (!view.instance || !isItsOwn(view)) return
    const before = this.#jobs.get(view.instance)
    this.#jobs.set(view.instance, view)
    if (before?.state !== view.state) this.#options.wake(view.instance)
  }

  /** A start was timed: what the next visitor is told. */
  async timed(name: InstanceName): Promise<void> {
    const expected = await this.#options.db.starts.expected(name)
    if (expected !== null) this.#expected.set(name, expected)
  }

  async gone(instance: InstanceName): Promise<void> {
    this.#jobs.delete(instance)
    this.#expected.delete(instance)
    this.#options.reports.drop(instance)
    this.#toGateway({ type: 'route-gone', instance })
    this.feed.tell({ type: 'instance-gone', name: instance })
    this.#options.onHeard(instance, null)
    this.feed.tell({ type: 'shelf', value: await this.#options.db.shelf.all() })
  }

  /** Where visitors reach an instance, or another label below the domain, without a slash at the end: by HTTPS where every browser trusts it. */
  urlOf(name: string): string {
    const { settings, front, https } = this.#options
    const { url, port, authority } = https()
    const host = `${name}.${settings.domain}`
    return url !== null && authority === null ? originOf('https', host, port) : originOf('http', host, front().port)
  }

  #view(report: Report): InstanceView {
    const { name } = report.spec
    const job = this.#jobs.get(name)
    const live = job && ['queued', 'running', 'waiting'].includes(job.state) ? job : null
    return viewOf(report, { engine: this.#options.engine, url: () => `${this.urlOf(name)}/`, job: live, expected: this.#expected.get(name) ?? null, icon: report.spec.plan !== null })
  }
}

/** A build makes something that may become an instance; it is not at work on it. */
function isItsOwn({ kind }: JobView): boolean {
  return kind !== 'build' && kind !== 'preview' && kind !== 'image'
}
