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
import { EngineId, InstanceName } from '../model/names.ts'
import type { Crew } from './crew.ts'
import { Demands } from './demands.ts'
import { makeOurs } from './folder.ts'
import { Places } from './places.ts'
import type { Report } from './report.ts'
import { samplePlan, sampleSpec } from './samples.ts'
import { Shelf } from './shelf.ts'
import { Supervisor } from './supervisor.ts'
import type { Held, Machine } from './want.ts'

const engine = EngineId.parse('testeng1')
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
  readonly #server: Server
  #supervisor: Supervisor | undefined

  private constructor(docker: FakeDocker, db: LocalDb, folder: string, server: Server) {
    this.docker = docker
    this.db = db
    this.folder = folder
    this.#server = server
    this.demands = new Demands(systemClock, new Map())
  }

  static async open(over: Partial<Spec> = {}, environment: Record<string, string> = {}): Promise<Life> {
    const folder = await mkdtemp(join(tmpdir(), 'berth-life-'))
    const server = createServer((_, response) => response.end('ok'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const db = await openLocalDb({ file: join(folder, 'berth.db'), log: silent })
    const life = new Life(new FakeDocker({ address: '127.0.0.1' }), db, folder, server)
    const plan = samplePlan(['web'])
    await life.place({ ...sampleSpec({ plan: { ...plan, entries: plan.entries.map((entry) => ({ ...entry, port })) }, ...over }) }, environment)
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

  async container(): Promise<string> {
    return (await this.docker.look(engine, notes))[0]?.id ?? ''
  }

  async containers(): Promise<number> {
    return (await this.docker.look(engine)).length
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end()
    await this.db[Symbol.asyncDispose]()
    this.#server.closeAllConnections()
    this.#server.close()
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
    const labels = { [engineLabel]: engine, [instanceLabel]: spec.name, [digestLabel]: spec.plan?.digest ?? '' }
    const services = Object.fromEntries((spec.plan?.services ?? []).map(({ name }) => [name, { labels, environment }]))
    await writeFile(join(folder, 'compose.yaml'), stringify({ services }))
    await this.db.specs.insert(spec)
  }
}
