import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parse } from 'yaml'
import type { Clock } from '../kit/clock.ts'
import { systemClock } from '../kit/clock.ts'
import { digestLabel, engineLabel, instanceLabel } from '../model/labels.ts'
import { InstanceName, ServiceName } from '../model/names.ts'
import type { EngineId } from '../model/names.ts'
import { Problem } from '../model/problem.ts'
import type { Docker, DockerEvent, LogLine, Project, SeenContainer } from './docker.ts'
import type { Execution } from './exec.ts'
import { FakeEvents } from './fakeevents.ts'
import { FakeImages } from './fakeimages.ts'
import { FakeOnce } from './fakeonce.ts'
import type { ListeningSocket } from './listening.ts'
import type { Usage } from './stats.ts'

/** A container of the fake: what `look` gives, and what only Docker knows. */
interface FakeContainer {
  seen: SeenContainer
  readonly engine: string
  readonly image: string
  /** The exit code it ends with as soon as it starts, from its environment's `EXIT`; null: it runs. */
  readonly endsWith: number | null
  readonly log: LogLine[]
  readonly listens: readonly string[]
}

interface FakeProject {
  readonly services: Record<string, { image?: string; labels?: Record<string, string>; environment?: Record<string, string> }>
  readonly networks?: Record<string, { ipam?: { config?: { subnet: string }[] } }>
}

export interface FakeDockerOptions {
  /** Milliseconds each call takes; 0 when not given. */
  readonly latency?: number
  readonly clock?: Clock
  /** The address a running container of a service gets; one that nobody answers at when not given. */
  readonly address?: string | ((service: string) => string)
}

/** A Docker in memory, for scale: it keeps the same contract as the real one, without containers. */
export class FakeDocker extends FakeImages implements Docker {
  readonly runs = new FakeOnce(async (image) => await this.imageConfig(image))
  readonly #latency: number
  readonly #clock: Clock
  readonly #address: (service: string) => string
  readonly #containers = new Map<string, FakeContainer>()
  readonly #subnets = new Map<string, string>()
  readonly #usage = new Map<string, Usage>()
  readonly #events = new FakeEvents()
  #down = false
  #made = 0

  constructor(options: FakeDockerOptions = {}) {
    super()
    this.#latency = options.latency ?? 0
    this.#clock = options.clock ?? systemClock
    const { address = '192.0.2.1' } = options
    this.#address = typeof address === 'string' ? () => address : address
  }

  /** The daemon ends: with it every container, as their restart policy is `no`. */
  goDown(): void {
    for (const { seen } of [...this.#containers.values()]) if (isUp(seen)) this.#end(seen.id, 255, false)
    this.#down = true
    this.#events.break()
  }

  /** What a container takes from now on, while it runs. */
  use(id: string, usage: Partial<Usage>): void {
    this.#usage.set(id, { cpu: 0, memory: 0, memoryLimit: null, received: 0, sent: 0, ...usage })
  }

  comeUp(): void {
    this.#down = false
  }

  /** A container ends by itself. */
  crash(id: string, exitCode: number, oomKilled = false): void {
    this.#end(id, exitCode, oomKilled)
  }

  async ping(): Promise<{ version: string; api: string }> {
    await this.#answer()
    return { version: 'fake', api: '1.45' }
  }

  async look(engine: EngineId, instance?: InstanceName): Promise<readonly SeenContainer[]> {
    await this.#answer()
    const mine = [...this.#containers.values()].filter((c) => c.engine === engine && (!instance || c.seen.instance === instance))
    return mine.map(({ seen }) => seen)
  }

  async create(project: Project): Promise<void> {
    await this.#answer()
    const file = parse(await readFile(join(project.folder, 'compose.yaml'), 'utf8')) as FakeProject
    for (const [service, spec] of Object.entries(file.services)) this.#replace(project, service, this.#createOne(project, service, spec))
    for (const network of Object.values(file.networks ?? {})) this.#subnets.set(keyOf(project), network.ipam?.config?.[0]?.subnet ?? '')
  }

  async remove(engine: EngineId, instance: InstanceName): Promise<void> {
    await this.#answer()
    for (const { seen } of this.#of(engine, instance)) this.#destroy(seen.id)
    this.#subnets.delete(keyOf({ engine, instance }))
  }

  async instances(engine: EngineId): Promise<ReadonlySet<InstanceName>> {
    await this.#answer()
    const names = [...this.#containers.values()].filter((c) => c.engine === engine).map(({ seen }) => seen.instance)
    const networks = [...this.#subnets.keys()].filter((key) => key.startsWith(`${engine}/`)).map((key) => InstanceName.parse(key.split('/')[1]))
    return new Set([...names, ...networks])
  }

  async start(id: string): Promise<void> {
    const container = await this.#one(id, 'start')
    if (isUp(container.seen)) return
    const now = this.#clock.date().getTime()
    this.#become(container, { state: 'running', startedAt: now, address: this.#address(container.seen.service), exitCode: 0, oomKilled: false }, 'start')
    if (container.endsWith !== null) this.#end(id, container.endsWith, false)
  }

  async stop(id: string): Promise<void> {
    await this.#answer()
    const seen = this.#containers.get(id)?.seen
    if (seen?.state === 'paused') throw new Problem('docker-failed', { what: 'stop', reason: 'a paused container cannot be stopped' })
    if (seen && isUp(seen)) this.#end(id, 137, false)
  }

  async pause(id: string): Promise<void> {
    const container = await this.#one(id, 'pause')
    if (container.seen.state === 'paused') return
    if (container.seen.state !== 'running') throw new Problem('docker-failed', { what: 'pause', reason: 'it is not running' })
    this.#become(container, { state: 'paused' }, 'pause')
  }

  async unpause(id: string): Promise<void> {
    const container = await this.#one(id, 'unpause')
    if (container.seen.state === 'paused') this.#become(container, { state: 'running' }, 'unpause')
  }

  async discard(id: string): Promise<void> {
    await this.#answer()
    this.#destroy(id)
  }

  /** Where its environment's `LISTENS` says: `0.0.0.0:80 127.0.0.1:9000`. */
  async listening(id: string): Promise<readonly ListeningSocket[] | null> {
    await this.#answer()
    const container = this.#containers.get(id)
    if (container?.seen.state !== 'running') return null
    return container.listens.map((at) => ({ port: Number(at.split(':')[1]), loopback: at.startsWith('127.') }))
  }

  async *logs(id: string, options: Parameters<Docker['logs']>[1]): AsyncIterable<LogLine> {
    const container = await this.#one(id, 'logs')
    yield* container.log.slice(-options.tail)
  }

  async stats(id: string): Promise<Usage | null> {
    await this.#answer()
    const runs = this.#containers.get(id)?.seen.state === 'running'
    return runs ? (this.#usage.get(id) ?? { cpu: 1e6, memory: 1e6, memoryLimit: null, received: 0, sent: 0 }) : null
  }

  async exec(id: string): Promise<Execution> {
    await this.#one(id, 'run a program')
    throw new Problem('docker-failed', { what: 'run a program in a container', reason: 'nothing runs in the fake' })
  }

  async hasFile(): Promise<boolean> {
    await this.#answer()
    return false
  }

  events(engine: EngineId, signal: AbortSignal): AsyncIterable<DockerEvent> {
    if (this.#down) throw new Problem('docker-down', { socket: 'fake' })
    return this.#events.follow(engine, signal)
  }

  async subnets(): Promise<readonly string[]> {
    await this.#answer()
    return [...this.#subnets.values()]
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#events.break()
    await Promise.resolve()
  }

  protected override async answer(): Promise<void> {
    await this.#answer()
  }

  protected override isUsed(image: string): boolean {
    return [...this.#containers.values()].some((container) => container.image === image)
  }

  async #answer(): Promise<void> {
    if (this.#latency > 0) await delay(this.#latency)
    if (this.#down) throw new Problem('docker-down', { socket: 'fake' })
  }

  async #one(id: string, what: string): Promise<FakeContainer> {
    await this.#answer()
    const found = this.#containers.get(id)
    if (!found) throw new Problem('docker-failed', { what, reason: `no such container: ${id}` })
    return found
  }

  #of(engine: string, instance: InstanceName): FakeContainer[] {
    return [...this.#containers.values()].filter((c) => c.engine === engine && c.seen.instance === instance)
  }

  /** The id of the service's container: the one that is there when it was made from this very plan, else a new one. */
  #createOne(project: Project, service: string, spec: FakeProject['services'][string]): string {
    const labels = spec.labels ?? {}
    const digest = labels[digestLabel] ?? ''
    const there = this.#of(project.engine, project.instance).find(({ seen }) => seen.service === service && seen.digest === digest)
    if (there) return there.seen.id
    const id = `fake${(++this.#made).toString(16).padStart(60, '0')}`
    const instance = InstanceName.parse(labels[instanceLabel])
    const rest = { health: 'none', exitCode: 0, oomKilled: false, startedAt: 0, finishedAt: 0, address: null } as const
    const seen: SeenContainer = { id, instance, service: ServiceName.parse(service), digest, state: 'created', ...rest }
    const exit = spec.environment?.['EXIT']
    this.#containers.set(id, {
      seen,
      engine: labels[engineLabel] ?? '',
      image: spec.image ?? '',
      endsWith: exit === undefined ? null : Number(exit),
      log: [],
      listens: spec.environment?.['LISTENS']?.split(' ') ?? [],
    })
    return id
  }

  /** What else there is of this service was made from another plan. */
  #replace(project: Project, service: string, by: string): void {
    const stale = this.#of(project.engine, project.instance).filter(({ seen }) => seen.service === service && seen.id !== by)
    for (const { seen } of stale) this.#destroy(seen.id)
  }

  #end(id: string, exitCode: number, oomKilled: boolean): void {
    const container = this.#containers.get(id)
    if (!container || !isUp(container.seen)) return
    if (oomKilled) this.#tell(container, 'oom')
    this.#become(container, { state: 'exited', exitCode, oomKilled, finishedAt: this.#clock.date().getTime(), address: null }, 'die')
  }

  #destroy(id: string): void {
    this.#end(id, 137, false)
    const container = this.#containers.get(id)
    this.#containers.delete(id)
    if (container) this.#tell(container, 'destroy')
  }

  #become(container: FakeContainer, change: Partial<SeenContainer>, action: string): void {
    container.seen = { ...container.seen, ...change }
    this.#tell(container, action)
  }

  #tell({ engine, seen }: FakeContainer, action: string): void {
    this.#events.tell(engine, { kind: 'container', action, instance: seen.instance, id: seen.id })
  }
}

function keyOf({ engine, instance }: Pick<Project, 'engine' | 'instance'>): string {
  return `${engine}/${instance}`
}

function isUp({ state }: SeenContainer): boolean {
  return state === 'running' || state === 'paused'
}
