import type { DockerEvent, SeenContainer } from '../docker/docker.ts'
import { Loop } from '../kit/loop.ts'
import { Scope } from '../kit/scope.ts'
import type { Spec, Status } from '../model/instance.ts'
import type { InstanceName } from '../model/names.ts'
import type { Crew } from './crew.ts'
import { Runner } from './runner.ts'

/** Docker's words that mean a container is not what it was; the many others (exec_start, top…) wake nobody. */
const telling: ReadonlySet<string> = new Set(['start', 'die', 'stop', 'pause', 'unpause', 'oom', 'destroy', 'health_status'])
/** Idle ages are written this often (milliseconds): coarse on purpose. */
const keepAgesEvery = 60_000
/** Between two tries to reach Docker (milliseconds). */
const dockerRetry = 1000

/** Opens a runner for each row and wakes it when Docker, the gateway, the machine or a row says so. */
export class Supervisor implements AsyncDisposable {
  readonly #crew: Crew
  readonly #scope = new Scope()
  readonly #runners = new Map<InstanceName, Runner>()
  readonly #leaving: Promise<void>[] = []
  readonly #onDocker: (state: 'up' | 'down') => void

  private constructor(crew: Crew, onDocker: (state: 'up' | 'down') => void) {
    this.#crew = crew
    this.#onDocker = onDocker
  }

  /** Start-up is recovery: every row gets its runner, every container is looked at, and each goes on from there. */
  static async open(crew: Crew, onDocker: (state: 'up' | 'down') => void): Promise<Supervisor> {
    const supervisor = new Supervisor(crew, onDocker)
    const seen = await supervisor.#firstLook()
    const kept = new Map((await crew.db.statuses.all()).map((status) => [status.name, status]))
    for (const spec of await crew.db.specs.all()) supervisor.#openRunner(spec, kept.get(spec.name), seen?.get(spec.name) ?? (seen ? [] : undefined))
    supervisor.#watch()
    return supervisor
  }

  get names(): readonly InstanceName[] {
    return [...this.#runners.keys()]
  }

  /** A row is new or has changed. */
  change(spec: Spec): void {
    const runner = this.#runners.get(spec.name)
    if (runner) runner.change(spec)
    else this.#openRunner(spec, undefined, undefined)
  }

  wake(name: InstanceName): void {
    this.#runners.get(name)?.wake()
  }

  wakeAll(): void {
    for (const runner of this.#runners.values()) runner.wake()
  }

  /** Every app is stopped and stays so until this supervisor ends; then the next visit wakes it, not an earlier one. */
  async stopAll(): Promise<void> {
    await Promise.all([...this.#runners.values()].map((runner) => runner.rest()))
    for (const name of this.#runners.keys()) this.#crew.demands.forget(name)
  }

  /** The instance is gone: its runner ends after the turn it is in, which may be the one that calls this. */
  drop(name: InstanceName): void {
    const runner = this.#runners.get(name)
    this.#runners.delete(name)
    if (runner) this.#leaving.push(runner[Symbol.asyncDispose]())
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#scope[Symbol.asyncDispose]()
    await Promise.all([...this.#leaving, ...[...this.#runners.values()].map((runner) => runner[Symbol.asyncDispose]())])
    await this.#keepAges()
  }

  #openRunner(spec: Spec, kept: Status | undefined, seen: readonly SeenContainer[] | undefined): void {
    this.#runners.set(spec.name, new Runner(this.#crew, spec, kept, seen))
  }

  #watch(): void {
    const { log } = this.#crew
    const onError = (err: unknown): void => log.warn({ err }, 'watching Docker again')
    this.#scope.use(new Loop({ every: dockerRetry, turn: (signal) => this.#follow(signal), onError }))
    this.#scope.use(new Loop({ every: keepAgesEvery, turn: () => this.#keepAges(), onError }))
  }

  /** Follows Docker's events until they break. What was missed between two streams is looked up by waking all. */
  async #follow(signal: AbortSignal): Promise<void> {
    try {
      await this.#crew.docker.ping()
      const events = this.#crew.docker.events(this.#crew.engine, signal)[Symbol.asyncIterator]()
      let next = events.next() // the stream is asked for before everybody looks, so nothing falls between
      this.#onDocker('up')
      this.wakeAll()
      for (let event = await next; !event.done; event = await next) {
        this.#hear(event.value)
        next = events.next()
      }
    } finally {
      if (!signal.aborted) this.#onDocker('down')
    }
  }

  #hear(event: DockerEvent): void {
    const action = event.action.split(':')[0] ?? ''
    if (event.kind === 'container' && event.instance && telling.has(action)) this.wake(event.instance)
  }

  async #keepAges(): Promise<void> {
    await this.#crew.db.idle.put(this.#crew.demands.ages().filter(([, seconds]) => Number.isFinite(seconds)))
  }

  /** All containers at one look; nothing when Docker is away, then each runner looks for itself later. */
  async #firstLook(): Promise<Map<InstanceName, SeenContainer[]> | undefined> {
    try {
      return Map.groupBy(await this.#crew.docker.look(this.#crew.engine), (container) => container.instance)
    } catch (err) {
      this.#crew.log.warn({ err }, 'Docker does not answer; going on without it')
      return undefined
    }
  }
}
