import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { FakeDocker } from '../docker/fake.ts'
import { systemClock } from '../kit/clock.ts'
import { silent } from '../kit/log.ts'
import { until } from '../kit/until.ts'
import { openLocalDb } from '../localdb/localdb.ts'
import type { LocalDb } from '../localdb/localdb.ts'
import { digestLabel, engineLabel, instanceLabel } from '../model/labels.ts'
import type { Spec } from '../model/instance.ts'
import { EngineId, InstanceName, JobId } from '../model/names.ts'
import type { Plan } from '../model/plan.ts'
import type { Crew } from './crew.ts'
import { Demands } from './demands.ts'
import { makeOurs } from './folder.ts'
import { Places } from './places.ts'
import type { NextReport, Report } from './report.ts'
import { samplePlan, sampleSpec } from './samples.ts'
import { Shelf } from './shelf.ts'
import { Supervisor } from './supervisor.ts'
import type { Held, Machine } from './want.ts'

const engine = EngineId.parse('testeng1')
/** Where the services of release 2 are. */
const second = '127.0.0.2'
const job = JobId.parse('job1')
export const notes = InstanceName.parse('notes')

/** One instance on a Docker in memory, with a real database, a real folder and a real server that answers for it. */
export class Life implements AsyncDisposable {
  readonly docker: FakeDocker
  readonly db: LocalDb
  readonly demands: Demands
  readonly folder: string
  readonly reports: Report[] = []
  machine: Machine = { lowDisk: null, demoted: null, memory: 4e9 }
  held: Held = null
  drain = 30_000
  readonly port: number
  readonly #servers: Server[]
  #supervisor: Supervisor | undefined

  private constructor(docker: FakeDocker, db: LocalDb, folder: string, server: Server) {
    this.port = (server.address() as AddressInfo).port
    this.docker = docker
    this.db = db
    this.folder = folder
    this.#servers = [server]
    this.demands = new Demands(systemClock, new Map())
  }

  static async open(over: Partial<Spec> = {}, environment: Record<string, string> = {}): Promise<Life> {
    const folder = await mkdtemp(join(tmpdir(), 'berth-life-'))
    const server = await openServer(0, '127.0.0.1')
    const db = await openLocalDb({ file: join(folder, 'berth.db'), log: silent })
    const life = new Life(new FakeDocker({ address: (service) => (service.endsWith('-r2') ? second : '127.0.0.1') }), db, folder, server)
    const spec = sampleSpec({ plan: samplePlan(['web']), ...over })
    await life.place({ ...spec, plan: spec.plan && life.reachable(spec.plan) }, environment)
    await life.begin()
    return life
  }

  /** A new engine on the same rows and the same Docker. */
  async begin(): Promise<void> {
    const places = new Places(this.folder)
    const shelf = new Shelf(this.db, places, systemClock)
    const crew: Crew = {
      engine,
      docker: this.docker,
      db: this.db,
      clock: systemClock,
      log: silent,
      demands: this.demands,
      folder: (name) => places.instance(name),
      host: (name) => `${name}.localhost`,
      machine: () => this.machine,
      held: () => this.held,
      sleep: () => ({ idle_for_pause: 60, idle_for_stop: 600 }),
      jobOf: () => null,
      report: (report) => this.reports.push(report),
      drain: this.drain,
      timed: async () => await Promise.resolve(),
      farewell: async (spec) => {
        await shelf.take(spec)
        this.#supervisor?.drop(spec.name)
      },
    }
    this.#supervisor = await Supervisor.open(crew, () => undefined)
  }

  async end(): Promise<void> {
    await this.#supervisor?.[Symbol.asyncDispose]()
  }

  /** What the gateway would say; seconds. */
  visit(active: number, idle = 0): void {
    this.demands.tell(notes, active, idle * 1000)
    this.wake()
  }

  wake(): void {
    this.#supervisor?.wake(notes)
  }

  async change(make: (spec: Spec) => Spec): Promise<void> {
    const spec = await this.db.specs.change(notes, make)
    if (spec) this.#supervisor?.change(spec)
  }

  async becomes(state: string): Promise<Report> {
    const found = await until(() => (this.reports.at(-1)?.status.state === state ? this.reports.at(-1) : undefined), { deadline: 10_000 })
    if (!found) throw new Error(`it did not become ${state}, it is ${this.reports.at(-1)?.status.state}`)
    return found
  }

  /** The id of the container of a service; of the only one when not said. */
  async container(service?: string): Promise<string> {
    return (await this.docker.look(engine, notes)).find((one) => service === undefined || one.service === service)?.id ?? ''
  }

  /** The services that have a container, and its state. */
  async seen(): Promise<string> {
    return (await this.docker.look(engine, notes))
      .map(({ service, state }) => `${service} ${state}`)
      .toSorted()
      .join(', ')
  }

  async sees(wanted: string): Promise<void> {
    const found = await until(async () => ((await this.seen()) === wanted ? true : undefined), { deadline: 10_000 })
    if (!found) throw new Error(`${await this.seen()} is there, not ${wanted}`)
  }

  /** The plan with this testbed's port for its way in. */
  reachable(plan: Plan): Plan {
    return { ...plan, entries: plan.entries.map((entry) => ({ ...entry, port: this.port })) }
  }

  /** From now on somebody answers for the services of release 2. */
  async answerForSecond(): Promise<void> {
    this.#servers.push(await openServer(this.port, second))
  }

  /** What an update job does to try a release beside the one that serves. */
  async tryBeside(plan: Plan, environment: Record<string, string> = {}): Promise<void> {
    const next = { job, version: '2', plan: this.reachable(plan) }
    await this.#write(next.plan, environment)
    await this.change((spec) => ({ ...spec, next }))
  }

  async commit(): Promise<void> {
    await this.change((spec) => ({ ...spec, plan: spec.next?.plan ?? null, version: '2', next: null, retries: spec.retries + 1 }))
  }

  async next(is: (next: NextReport) => boolean): Promise<NextReport> {
    const found = await until(() => this.reports.map(({ next }) => next).findLast((next) => next !== null && is(next)), { deadline: 10_000 })
    if (!found) throw new Error(`it was not so: ${JSON.stringify(this.reports.at(-1))}`)
    return found
  }

  async containers(): Promise<number> {
    return (await this.docker.look(engine)).length
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end()
    await this.db[Symbol.asyncDispose]()
    for (const server of this.#servers) {
      server.closeAllConnections()
      server.close()
    }
    await rm(this.folder, { recursive: true, force: true })
  }

  /** Another compose file, as an update places one; its digest is d2. */
  async rewrite(environment: Record<string, string>): Promise<void> {
    const labels = { [engineLabel]: engine, [instanceLabel]: notes, [digestLabel]: 'd2' }
    await writeFile(join(new Places(this.folder).instance(notes), 'compose.yaml'), stringify({ services: { web: { labels, environment } } }))
  }

  async place(spec: Spec, environment: Record<string, string>): Promise<void> {
    const folder = new Places(this.folder).instance(spec.name)
    await makeOurs(folder, engine)
    await mkdir(join(folder, 'data'))
    if (spec.plan) await this.#write(spec.plan, environment)
    await this.db.specs.insert(spec)
  }

  async #write(plan: Plan, environment: Record<string, string>): Promise<void> {
    const labels = (digest: string): object => ({ [engineLabel]: engine, [instanceLabel]: notes, [digestLabel]: digest })
    const services = plan.services.map(({ name, digest = plan.digest }) => [name, { labels: labels(digest), environment }] as const)
    await writeFile(join(new Places(this.folder).instance(notes), 'compose.yaml'), stringify({ services: Object.fromEntries(services) }))
  }
}

async function openServer(port: number, address: string): Promise<Server> {
  const server = createServer((_, response) => response.end('ok'))
  await new Promise<void>((resolve) => server.listen(port, address, resolve))
  return server
}
