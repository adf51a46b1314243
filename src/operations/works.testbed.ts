import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { FakeDocker } from '../docker/fake.ts'
import { Demands } from '../instances/demands.ts'
import { Holds } from '../instances/holds.ts'
import { installJob } from '../instances/install.ts'
import { Places } from '../instances/places.ts'
import type { Report } from '../instances/report.ts'
import { Shelf } from '../instances/shelf.ts'
import { sampleSpec } from '../instances/samples.ts'
import { Supervisor } from '../instances/supervisor.ts'
import { openJobs } from '../jobs/jobs.ts'
import type { Handler, Jobs } from '../jobs/jobs.ts'
import { systemClock } from '../kit/clock.ts'
import { silent } from '../kit/log.ts'
import { Mutex } from '../kit/mutex.ts'
import { Scope } from '../kit/scope.ts'
import { openLocalDb } from '../localdb/localdb.ts'
import type { LocalDb } from '../localdb/localdb.ts'
import type { Spec } from '../model/instance.ts'
import type { JobView } from '../model/job.ts'
import { EngineId, InstanceName } from '../model/names.ts'
import type { JobId } from '../model/names.ts'
import { Problem } from '../model/problem.ts'
import { afterUpdate, recoverUpdates } from './aftermath.ts'
import { operations } from './operations.ts'
import type { Operation } from './operation.ts'
import { seedingOf } from './seed.ts'

export const engine = EngineId.parse('testeng1')
export const notes = InstanceName.parse('notes')

/** What a version of the app is like: `well` answers, `ends` exits at once, `spoils` writes over the data first. */
export type Kind = 'well' | 'ends' | 'spoils'

/** How the app is made: it writes to its data, it writes nothing, or besides it comes in releases that may stand side by side. */
export type Make = 'writing' | 'plain' | 'released'

/** Writes as an app would when it starts. */
class WritingDocker extends FakeDocker {
  onStart: () => Promise<void> = async () => await Promise.resolve()
  onStop: () => Promise<void> = async () => await Promise.resolve()
  override async start(id: string): Promise<void> {
    await this.onStart()
    await super.start(id)
  }
  override async stop(id: string): Promise<void> {
    await this.onStop()
    await super.stop(id)
  }
}

/** One installed app on a Docker in memory, with a real database, real folders, real jobs and a server that answers for it. */
export class Works implements AsyncDisposable {
  readonly docker = new WritingDocker({ address: '127.0.0.1' })
  readonly versions = new Map<string, Kind>([['1', 'well']])
  readonly #make: Make
  readonly data: string
  readonly places: Places
  #engine: Scope | undefined
  #server: Server
  readonly demands = new Demands(systemClock, new Map())
  #wake: () => void = () => undefined
  #reports: Report[] = []
  readonly #following: Promise<void>[] = []
  readonly #listeners = new Set<(report: Report) => void>()
  db!: LocalDb
  jobs!: Jobs
  onJob: (view: JobView) => void = () => undefined

  private constructor(data: string, server: Server, make: Make) {
    this.#make = make
    this.data = data
    this.places = new Places(data)
    this.#server = server
    this.docker.addImage('sample:1')
    this.docker.onStart = async () => {
      const { version } = (await this.spec()) ?? {}
      if (this.versions.get(version ?? '') === 'spoils') await writeFile(this.written, 'spoiled')
    }
  }

  static async open(versions: Readonly<Record<string, Kind>> = {}, make: Make = 'writing', parent = tmpdir()): Promise<Works> {
    const server = createServer((_, response) => response.end('ok'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const works = new Works(await mkdtemp(join(parent, 'berth-works-')), server, make)
    for (const [version, kind] of Object.entries(versions)) works.versions.set(version, kind)
    await works.begin()
    await works.db.specs.insert(sampleSpec({ version: null, plan: null }))
    await works.done('install', { name: notes, origin: sampleSpec().origin, version: '1', shelf: null, policy: null })
    await mkdir(dirname(works.written), { recursive: true })
    await writeFile(works.written, 'precious')
    return works
  }

  /** No job is at work or in line. */
  async quiet(): Promise<boolean> {
    await Promise.all(this.#following)
    return (await this.jobs.list()).every(({ state }) => !['queued', 'running', 'waiting'].includes(state))
  }

  /** What the runner has said since this engine began. */
  get reports(): readonly Report[] {
    return this.#reports
  }

  /** The services that have a container, and its state. */
  async seen(): Promise<string> {
    return (await this.docker.look(engine))
      .map(({ service, state }) => `${service} ${state}`)
      .toSorted()
      .join(', ')
  }

  /** A file in the data of the app. */
  get written(): string {
    return join(this.places.instance(notes), 'data', 'written')
  }

  async read(): Promise<string> {
    return await readFile(this.written, 'utf8')
  }

  async spec(): Promise<Spec | undefined> {
    return await this.db.specs.get(notes)
  }

  /** Starts a job and waits until it has settled. */
  async done(kind: string, input: object): Promise<JobView> {
    const { id } = await this.jobs.start(kind, 'instance:notes', input)
    return await this.jobs.settled(id)
  }

  /** Begins to install another instance of the app, which begins with the data of `seed`. */
  async copyOf(name: InstanceName, seed: InstanceName): Promise<JobId> {
    if (!(await this.db.specs.get(name))) await this.db.specs.insert(sampleSpec({ name, version: null, plan: null, subnet: '10.213.0.32/27' }))
    const { id } = await this.jobs.start('install', `instance:${name}`, { name, origin: sampleSpec().origin, version: '1', shelf: null, policy: null, seed })
    return id
  }

  /** What the gateway would say: somebody is there, or has just gone. */
  visit(active: number): void {
    this.demands.tell(notes, active, 0)
    this.#wake()
  }

  /** An engine on what is there: start-up is recovery. */
  async begin(): Promise<void> {
    const scope = new Scope()
    this.#engine = scope
    this.db = scope.use(await openLocalDb({ file: join(this.data, 'berth.db'), log: silent }))
    const wake = (name: InstanceName): void => supervisor?.wake(name)
    const holds = await Holds.open(this.db, wake)
    const operation = this.#operation(holds, (spec) => supervisor?.change(spec))
    const onChange = (view: JobView): void => {
      if (view.state !== 'running') holds.fallen(view.id)
      this.onJob(view)
      if (view.state === 'failed' || view.state === 'cancelled') this.#following.push(afterUpdate(operation, this.jobs, view))
    }
    const handlers = [installJob({ ...operation, seeding: seedingOf(operation) }), ...operations(operation)] as readonly Handler[]
    this.jobs = scope.use(await openJobs({ db: this.db, log: silent, handlers, onChange }))
    const supervisor: Supervisor | undefined = scope.use(await Supervisor.open(this.#crew(holds), () => undefined))
    this.#wake = () => supervisor.wake(notes)
    this.jobs.wake()
    await recoverUpdates(operation, this.jobs, this.places)
  }

  async restart(): Promise<void> {
    await this.end()
    await this.begin()
  }

  /** The engine ends, whatever is at work. */
  async end(): Promise<void> {
    await Promise.allSettled(this.#following)
    await this.#engine?.[Symbol.asyncDispose]()
    this.#engine = undefined
    this.#reports = []
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end()
    this.#server.closeAllConnections()
    this.#server.close()
    await rm(this.data, { recursive: true, force: true })
  }

  #operation(holds: Holds, onSpec: (spec: Spec) => void): Operation {
    const settle = { engine, db: this.db, docker: this.docker, places: this.places, domain: 'localhost', url: () => 'http://notes.localhost', ports: { from: 20_000, to: 29_999 } }
    const fetch: Operation['fetch'] = async ({ version }, into) => await this.#fetch(version, into)
    return {
      ...settle,
      choosing: new Mutex(),
      onSpec,
      fetch,
      holds,
      shelf: new Shelf(this.db, this.places, systemClock),
      clock: systemClock,
      staysWell: () => 50,
      when: async (name, is, signal) => await this.#when((report) => report.spec.name === name && is(report), signal),
    }
  }

  #crew(holds: Holds): Parameters<typeof Supervisor.open>[0] {
    const machine = { lowDisk: null, demoted: null, memory: 4e9 }
    const report = (said: Report): void => {
      this.#reports.push(said)
      for (const hear of this.#listeners) hear(said)
    }
    const nothing = async (): Promise<void> => await Promise.resolve()
    const facts = { engine, docker: this.docker, db: this.db, clock: systemClock, log: silent, demands: this.demands }
    const asked = { folder: (name: InstanceName) => this.places.instance(name), host: () => 'notes.localhost', machine: () => machine, held: (name: InstanceName) => holds.of(name) }
    return { ...facts, ...asked, sleep: () => ({ idle_for_pause: 60, idle_for_stop: 600 }), jobOf: () => null, report, timed: nothing, farewell: nothing }
  }

  async #when(is: (report: Report) => boolean, signal: AbortSignal): Promise<Report> {
    const now = [...Map.groupBy(this.#reports, ({ spec }) => spec.name).values()].map((said) => said.at(-1)).find((said) => said !== undefined && is(said))
    if (now) return now
    const { promise, resolve, reject } = Promise.withResolvers<Report>()
    const hear = (report: Report): void => {
      if (is(report)) resolve(report)
    }
    this.#listeners.add(hear)
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
    if (signal.aborted) reject(signal.reason as Error)
    return await promise.finally(() => this.#listeners.delete(hear))
  }

  async #fetch(version: string, into: string): Promise<void> {
    if (!this.versions.has(version)) throw new Problem('no-offer', { app: `notes ${version}` })
    const { port } = this.#server.address() as AddressInfo
    const entrypoints = [{ container_name: 'web', container_port: port, entrypoint_port: 'http' }]
    const meta = {
      v: '1.3',
      app_version: version,
      name: 'notes',
      pretty_name: 'Notes',
      icon: 'icon.svg',
      entrypoints,
      paths: { '': { access: 'public' }, [`/of-${version}`]: { access: 'private' } },
      'x-berth': { ready_within: 5, ...(this.#make === 'released' ? { release: version } : {}) },
    }
    await mkdir(into, { recursive: true })
    await writeFile(join(into, 'app_meta.json'), JSON.stringify(meta))
    const exit = this.versions.get(version) === 'well' ? '' : ', EXIT: "1"'
    const volumes = this.#make === 'writing' ? ', volumes: ["{{ fs.app_data }}:/data"]' : ''
    await writeFile(join(into, 'docker-compose.yml.template'), `services: { web: { image: "sample:1", environment: { VERSION: "${version}"${exit} }${volumes} } }`)
  }
}
