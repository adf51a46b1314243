import type { SeenContainer } from '../docker/docker.ts'
import { Loop } from '../kit/loop.ts'
import type { Spec, Status } from '../model/instance.ts'
import { asProblem, Problem } from '../model/problem.ts'
import { act } from './act.ts'
import { crashProblem, lastWords } from './crash.ts'
import type { Crew } from './crew.ts'
import { Failures } from './failure.ts'
import { inWords, targetsOf } from './report.ts'
import { reasonToRest, stateOf } from './state.ts'
import { nextStep } from './step.ts'
import type { Seen, Step } from './step.ts'
import { wish } from './want.ts'
import type { Held, Wish } from './want.ts'

/** Docker is away: look again after this long even if nobody says that it is back (milliseconds). */
const dockerAway = 5000

/** What should be, and the hold it was decided with: one that comes later counts from the next turn on. */
interface Decided extends Wish {
  readonly held: Held
}

/** What visitors of an instance under update are told while nothing else is done to it. */
function updating({ update }: Spec): string | null {
  return update && `updating to ${update.version}`
}

function isUp({ state }: SeenContainer): boolean {
  return state === 'running' || state === 'paused' || state === 'restarting'
}

/**
 * The one owner of an instance's containers and the one writer of its status. It says what should be,
 * looks at what is, takes one step and looks again. Everybody else only wakes it.
 */
export class Runner implements AsyncDisposable {
  readonly #crew: Crew
  readonly #loop: Loop
  readonly #failures: Failures
  #spec: Spec
  #status: Status | undefined
  #started = new Set<string>()
  #ready = false
  /** When the last waking began (steady milliseconds), until it has answered. */
  #waking: { readonly from: 'stopped' | 'paused'; readonly at: number } | null = null
  #resting: PromiseWithResolvers<void> | undefined
  /** Since when the app may be expected to answer (steady milliseconds). */
  #expectedSince: number | null = null
  #firstLook: readonly SeenContainer[] | undefined

  constructor(crew: Crew, spec: Spec, kept: Status | undefined, firstLook?: readonly SeenContainer[]) {
    this.#crew = crew
    this.#spec = spec
    this.#status = kept
    // What failed before an update that was cut off says nothing of what is there now.
    this.#failures = new Failures(crew.clock, spec.update ? undefined : kept)
    this.#firstLook = firstLook
    if (firstLook) this.#adopt(firstLook)
    this.#loop = new Loop({ turn: (signal) => this.#turn(signal), onError: (error) => this.#stumble(error) })
  }

  get spec(): Spec {
    return this.#spec
  }

  get #held(): Held {
    return this.#resting === undefined ? this.#crew.held(this.#spec.name) : 'stopped'
  }

  wake(): void {
    this.#loop.wake()
  }

  /** The row has changed. A retry, be it a person's or another version's, begins as if nothing had ever failed. */
  change(spec: Spec): void {
    if (spec.retries !== this.#spec.retries) this.#failures.forgive()
    this.#spec = spec
    this.wake()
  }

  /** Stops it and keeps it stopped while this runner lives; resolves when Docker says so. */
  async rest(): Promise<void> {
    this.#resting ??= Promise.withResolvers()
    this.wake()
    await this.#resting.promise
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#loop[Symbol.asyncDispose]()
    this.#resting?.resolve()
  }

  /** Takes steps until none is left; answers how long until time alone asks for another. */
  async #turn(signal: AbortSignal): Promise<number | undefined> {
    for (;;) {
      signal.throwIfAborted()
      const containers = await this.#look()
      const { wished, step } = this.#decide(containers)
      if (step.do === 'remove') return await this.#leave(signal)
      const settled = await this.#take(step, signal, containers, wished)
      if (settled && this.#resting) this.#resting.resolve()
      if (settled) return this.#nextTime(wished)
    }
  }

  #decide(containers: readonly SeenContainer[]): { wished: Decided; step: Step } {
    if (this.#failures.pause === 0) this.#failures.lift()
    const crew = this.#crew
    const name = this.#spec.name
    const held = this.#held
    const wished = { ...wish(this.#spec, crew.demands.of(name), held, crew.machine(name), crew.sleep()), held }
    const want = this.#failures.standing && wished.want !== 'gone' ? 'stopped' : wished.want
    return { wished, step: nextStep(want, this.#spec.plan, this.#seen(containers)) }
  }

  /** Takes one step; true when there is nothing more to do now. */
  async #take(step: Step, signal: AbortSignal, containers: readonly SeenContainer[], wished: Decided): Promise<boolean> {
    if (step.do === 'fail') return await this.#fail(step.container, containers)
    const still = step.do === 'settled' || step.do === 'await' || (step.do === 'create' && this.#failures.standing !== null)
    if (step.do === 'settled') await this.#settle(wished)
    await this.#say(still && step.do === 'create' ? { do: 'settled' } : step, containers, wished)
    try {
      this.#hurry(step)
      if (!still) await this.#advance(step, signal, containers, wished)
      return still
    } catch (error) {
      await this.#blame(error, containers)
      return false
    }
  }

  /** Gives up on an app that had its time and did not answer. */
  #hurry(step: Step): void {
    if (step.do !== 'await' && step.do !== 'probe') return
    this.#expectedSince ??= this.#crew.clock.steady()
    const seconds = this.#spec.plan?.readyWithin ?? 0
    if (this.#crew.clock.steady() - this.#expectedSince < seconds * 1000) return
    throw new Problem('unhealthy', { name: this.#spec.name, port: this.#spec.plan?.entries[0]?.port ?? 0, seconds })
  }

  /** Acts; an app that has answered is told of at once, before the next look confirms it: somebody is waiting. */
  async #advance(step: Step, signal: AbortSignal, containers: readonly SeenContainer[], wished: Decided): Promise<void> {
    await this.#act(step, signal)
    // After a pause only the port is asked, so there is nothing to look for between the two.
    if (step.do === 'unpause' && wished.want === 'running') await this.#act({ do: 'probe', containers }, signal)
    if (this.#ready) await this.#say({ do: 'settled' }, containers, wished)
  }

  async #act(step: Step, signal: AbortSignal): Promise<void> {
    if (step.do === 'start') this.#wakesFrom('stopped')
    if (step.do === 'unpause') this.#wakesFrom('paused')
    if (step.do === 'start' || step.do === 'unpause' || step.do === 'create') this.#unready()
    if (step.do === 'stop') this.#started.clear()
    const done = await act(step, this.#crew, this.#spec, signal)
    for (const id of done.started) this.#started.add(id)
    if (done.answered) this.#ready = true
  }

  #unready(): void {
    this.#ready = false
    this.#expectedSince = null
  }

  #wakesFrom(from: 'stopped' | 'paused'): void {
    this.#waking ??= { from, at: this.#crew.clock.steady() }
  }

  /** It is as it should be: remember how long waking took, forget what no longer holds. */
  async #settle({ want }: Decided): Promise<void> {
    const waking = this.#waking
    this.#waking = null
    if (want !== 'running') this.#failures.rest()
    if (want !== 'running' || this.#failures.standing) return
    this.#failures.ready()
    if (waking?.from !== 'stopped') return
    await this.#crew.db.starts.add(this.#spec.name, Math.round(this.#crew.clock.steady() - waking.at))
    await this.#crew.timed(this.#spec.name)
  }

  async #fail(container: SeenContainer, containers: readonly SeenContainer[]): Promise<boolean> {
    const log = await lastWords(this.#crew.docker, container.id)
    const problem = crashProblem(this.#spec.name, container, this.#failures.crashes + 1)
    this.#standStill(problem, log, container.oomKilled)
    await this.#sayNow(containers)
    return false
  }

  async #blame(error: unknown, containers: readonly SeenContainer[]): Promise<void> {
    const problem = asProblem(error)
    if (problem.code === 'docker-down') throw problem
    const entry = this.#spec.plan?.entries[0]
    const container = containers.find((c) => c.service === entry?.service)
    const log = problem.code === 'unhealthy' && container ? await lastWords(this.#crew.docker, container.id) : []
    this.#standStill(problem, log, false)
    await this.#sayNow(containers)
  }

  #standStill(problem: unknown, log: readonly string[], oom: boolean): void {
    this.#failures.add(problem, log, oom)
    this.#crew.log.warn({ instance: this.#spec.name, cause: this.#failures.cause }, 'an instance failed')
    this.#started.clear()
    this.#unready()
    this.#waking = null
  }

  async #sayNow(containers: readonly SeenContainer[]): Promise<void> {
    const { wished, step } = this.#decide(containers)
    await this.#say(step.do === 'create' ? { do: 'settled' } : step, containers, wished)
  }

  /** Containers, networks and volume objects go, then the data goes to the shelf and the rows with it. */
  async #leave(signal: AbortSignal): Promise<undefined> {
    await this.#say({ do: 'remove' }, [], { want: 'gone', until: null, held: null })
    await act({ do: 'remove' }, this.#crew, this.#spec, signal)
    await this.#crew.farewell(this.#spec)
    return undefined
  }

  async #say(step: Step, containers: readonly SeenContainer[], wished: Decided): Promise<void> {
    const { spec } = this
    const failure = wished.want === 'gone' ? null : this.#failures.standing
    const facts = { spec, want: wished.want, step, seen: this.#seen(containers), failure, job: this.#crew.jobOf(spec.name) }
    const state = stateOf(facts)
    const since = this.#status?.state === state ? this.#status.since : this.#crew.clock.date().toISOString()
    const rest = reasonToRest(spec, this.#crew.machine(spec.name), wished.held, since)
    const cause = spec.plan ? (this.#failures.cause ?? rest) : (facts.job?.cause ?? null)
    const { crashes, oom, nextTry } = this.#failures
    const status: Status = { name: spec.name, state, since, cause, crashes, oom, nextTry: failure ? nextTry : null }
    const targets = targetsOf(spec.plan?.entries ?? [], containers)
    this.#crew.report({ spec, status, doing: inWords(step) ?? updating(spec), targets, up: containers.some(isUp), held: wished.held })
    await this.#keep(status)
  }

  /** Written only when something changed that a person could see; `nextTry` alone is not that. */
  async #keep(status: Status): Promise<void> {
    const before = this.#status
    this.#status = status
    const same = before?.state === status.state && before.cause?.at === status.cause?.at && before.cause?.code === status.cause?.code && before.crashes === status.crashes && before.oom === status.oom
    if (same) return
    await this.#crew.db.statuses.put(status)
    if (before?.state === status.state) return
    await this.#crew.db.history.add(status.name, { at: status.since, state: status.state, cause: status.cause })
  }

  async #look(): Promise<readonly SeenContainer[]> {
    const first = this.#firstLook
    this.#firstLook = undefined
    const containers = first ?? (await this.#crew.docker.look(this.#crew.engine, this.#spec.name))
    if (!containers.some((container) => container.state === 'running')) this.#unready()
    return containers
  }

  /** Containers that another life of this engine started: those that run, and those that ended beside them. */
  #adopt(containers: readonly SeenContainer[]): void {
    const up = containers.filter((c) => c.state === 'running' || c.state === 'paused')
    if (up.length === 0) return
    this.#crew.demands.assume(this.#spec.name)
    const began = Math.min(...up.map((container) => container.startedAt))
    this.#started = new Set(containers.filter((c) => up.includes(c) || c.startedAt >= began).map((c) => c.id))
    this.#ready = this.#status?.state === 'running'
  }

  #seen(containers: readonly SeenContainer[]): Seen {
    return { containers, started: this.#started, ready: this.#ready }
  }

  #nextTime({ until }: Decided): number | undefined {
    const patience = this.#expectedSince === null || this.#ready ? null : (this.#spec.plan?.readyWithin ?? 0) * 1000
    const times = [until, this.#failures.pause, patience].filter((time) => time !== null)
    return times.length > 0 ? Math.min(...times) + 1 : undefined
  }

  /** What a turn could not handle: Docker is away, or a row could not be written. It looks again by itself. */
  #stumble(error: unknown): void {
    this.#crew.log.warn({ instance: this.#spec.name, err: error }, 'looking again later')
    this.#resting?.resolve()
    const timer = setTimeout(() => this.wake(), dockerAway)
    timer.unref()
  }
}
