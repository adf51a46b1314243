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
import type { Docker, DockerEvent, ImageConfig, LogLine, Owner, Project, SeenContainer } from './docker.ts'
import { FakeEvents } from './fakeevents.ts'

/** A container of the fake: what `look` gives, and what only Docker knows. */
interface FakeContainer {
  seen: SeenContainer
  readonly engine: string
  /** The exit code it ends with as soon as it starts, from its environment's `EXIT`; null: it runs. */
  readonly endsWith: number | null
  readonly log: LogLine[]
}

interface FakeProject {
  readonly services: Record<string, { labels?: Record<string, string>; environment?: Record<string, string> }>
  readonly networks?: Record<string, { ipam?: { config?: { subnet: string }[] } }>
}

export interface FakeDockerOptions {
  /** Milliseconds each call takes; 0 when not given. */
  readonly latency?: number
  readonly clock?: Clock
  /** The address a running container gets; one that nobody answers at when not given. */
  readonly address?: string
}

/** A Docker in memory, for scale: it keeps the same contract as the real one, without containers. */
export class FakeDocker implements Docker {
  readonly #latency: number
  readonly #clock: Clock
  readonly #address: string
  readonly #containers = new Map<string, FakeContainer>()
  readonly #subnets = new Map<string, string>()
  readonly #images = new Map<string, ImageConfig>()
  readonly #events = new FakeEvents()
  #down = false
  #made = 0

  constructor(options: FakeDockerOptions = {}) {
    this.#latency = options.latency ?? 0
    this.#clock = options.clock ?? systemClock
    this.#address = options.address ?? '192.0.2.1'
  }

  /** An image that is on the machine. */
  addImage(image: string, config: Partial<ImageConfig> = {}): void {
    this.#images.set(image, { volumes: [], user: '', exposed: [], ...config })
  }

  /** The daemon ends: with it every container, as their restart policy is `no`. */
  goDown(): void {
    for (const { seen } of [...this.#containers.values()]) if (isUp(seen)) this.#end(seen.id, 255, false)
    this.#down = true
    this.#events.break()
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
    const kept = new Set<string>()
    for (const [service, spec] of Object.entries(file.services)) kept.add(this.#createOne(project, service, spec))
    for (const { seen } of this.#of(project.engine, project.instance)) if (!kept.has(seen.id)) this.#destroy(seen.id)
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
    this.#become(container, { state: 'running', startedAt: now, address: this.#address, exitCode: 0, oomKilled: false }, 'start')
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

  async *logs(id: string, options: Parameters<Docker['logs']>[1]): AsyncIterable<LogLine> {
    const container = await this.#one(id, 'logs')
    yield* container.log.slice(-options.tail)
  }

  events(engine: EngineId, signal: AbortSignal): AsyncIterable<DockerEvent> {
    if (this.#down) throw new Problem('docker-down', { socket: 'fake' })
    return this.#events.follow(engine, signal)
  }

  async hasImage(image: string): Promise<boolean> {
    await this.#answer()
    return this.#images.has(image)
  }

  async imageConfig(image: string): Promise<ImageConfig> {
    await this.#answer()
    const found = this.#images.get(image)
    if (!found) throw new Problem('image-unavailable', { image, reason: 'it is not on this machine' })
    return found
  }

  /** Its images know no names. */
  async owner(image: string, user: string): Promise<Owner | null> {
    await this.imageConfig(image)
    const [uid = '', gid = uid] = user.split(':')
    return /^\d+$/.test(uid) && /^\d+$/.test(gid) ? { uid: Number(uid), gid: Number(gid) } : null
  }

  async pull(image: string): Promise<void> {
    await this.#answer()
    throw new Problem('image-unavailable', { image, reason: 'the fake has no registry' })
  }

  async build(_folder: string, tag: string, options: Parameters<Docker['build']>[2]): Promise<void> {
    await this.#answer()
    options.onProgress({ line: `building ${tag}` })
    this.addImage(tag)
  }

  async subnets(): Promise<readonly string[]> {
    await this.#answer()
    return [...this.#subnets.values()]
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#events.break()
    await Promise.resolve()
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
    this.#containers.set(id, { seen, engine: labels[engineLabel] ?? '', endsWith: exit === undefined ? null : Number(exit), log: [] })
    return id
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
