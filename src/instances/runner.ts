import type { SeenContainer } from '../docker/docker.ts'
import { Loop } from '../kit/loop.ts'
import type { Spec, Status } from '../model/instance.ts'
import type { Plan } from '../model/plan.ts'
import { asProblem } from '../model/problem.ts'
import { act } from './act.ts'
import { startedOf } from './adopt.ts'
import { crashProblem, explain, lastWords } from './crash.ts'
import type { Crew } from './crew.ts'
import { Failures } from './failure.ts'
import { isUp, planNow } from './overlap.ts'
import { listeningOf, Readiness } from './readiness.ts'
import { placesOf, targetsOf } from './report.ts'
import { longestDrain, Retirement } from './retirement.ts'
import { isOf, nextStep } from './step.ts'
import type { Seen, Step } from './step.ts'
import { Teller } from './teller.ts'
import { Trial } from './trial.ts'
import { wish } from './want.ts'
import type { Held, Wish } from './want.ts'

/** Docker is away: look again after this long even if nobody says that it is back (milliseconds). */
const dockerAway = 5000

/** What should be, and the hold it was decided with: one that comes later counts from the next turn on. */
interface Decided extends Wish {
  readonly held: Held
  /** What is made true now. */
  readonly plan: Plan | null
  /** The version that is tried beside the one that serves, if any. */
  readonly trial: Trial | undefined
}

/**
 * The one owner of an instance's containers and the one writer of its status. It says what should be,
 * looks at what is, takes one step and looks again. Everybody else only wakes it.
 */
export class Runner implements AsyncDisposable {
  readonly #crew: Crew
  readonly #loop: Loop
  readonly #failures: Failures
  readonly #teller: Teller
  readonly #retirement: Retirement
  #spec: Spec
  #started = new Set<string>()
  #readiness: Readiness
  #trial: Trial | undefined
  /** When the last waking began (steady milliseconds), until it has answered. */
  #waking: { readonly from: 'stopped' | 'paused'; readonly at: number } | null = null
  #resting: PromiseWithResolvers<void> | undefined
  #firstLook: readonly SeenContainer[] | undefined

  constructor(crew: Crew, spec: Spec, kept: Status | undefined, firstLook?: readonly SeenContainer[]) {
    const { docker, clock, log } = crew
    this.#crew = crew
    this.#spec = spec
    // What failed before an update that was cut off says nothing of what is there now.
    this.#failures = new Failures(clock, spec.update ? undefined : kept)
    this.#teller = new Teller(crew, this.#failures, kept)
    this.#readiness = new Readiness(clock)
    this.#trial = spec.next ? new Trial(spec.next, clock) : undefined
    this.#retirement = new Retirement({ docker, clock, log, longest: crew.drain ?? longestDrain, wake: () => this.wake() })
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
    if (this.#trial && !this.#trial.is(spec)) this.#endTrial(this.#trial, spec)
    this.#trial ??= spec.next ? new Trial(spec.next, this.#crew.clock) : undefined
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
    await this.#retirement[Symbol.asyncDispose]()
    this.#resting?.resolve()
  }

  /** What was tried serves from now on, as ready as it was; or it goes, and nobody was ever sent to it. */
  #endTrial(trial: Trial, spec: Spec): void {
    this.#trial = undefined
    if (trial.won(spec)) this.#readiness = trial.readiness
    this.#retirement.skip(trial.won(spec) ? [] : trial.services)
  }

  /** Takes steps until none is left; answers how long until time alone asks for another. */
  async #turn(signal: AbortSignal): Promise<number | undefined> {
    for (;;) {
      signal.throwIfAborted()
      const containers = await this.#look()
      const { decided, step } = this.#decide(containers)
      if (step.do === 'remove') return await this.#leave(signal)
      const settled = await this.#take(step, signal, containers, decided)
      if (settled && !containers.some(isUp)) this.#resting?.resolve()
      if (settled) return this.#nextTime(decided)
    }
  }

  #decide(containers: readonly SeenContainer[]): { decided: Decided; step: Step } {
    if (this.#failures.pause === 0) this.#failures.lift()
    const crew = this.#crew
    const { name } = this.#spec
    const [held, trial] = [this.#held, this.#trial]
    const wished = wish(this.#spec, crew.demands.of(name), held, crew.machine(name), crew.sleep())
    const plan = planNow(this.#spec, containers)
    const decided = { ...wished, held, plan, trial }
    const want = !trial && this.#failures.standing && wished.want !== 'gone' ? 'stopped' : wished.want
    const step: Step = trial?.lost === true && want === 'running' ? { do: 'settled' } : nextStep(want, plan, this.#seen(containers, want === 'stopped'))
    return { decided, step }
  }

  /** Takes one step; true when there is nothing more to do now. */
  async #take(step: Step, signal: AbortSignal, containers: readonly SeenContainer[], decided: Decided): Promise<boolean> {
    if (step.do === 'fail') return await this.#fail(step.container, containers, decided)
    if (step.do === 'retire') return this.#retire(step.containers)
    const still = step.do === 'settled' || step.do === 'await' || (step.do === 'create' && this.#failures.standing !== null && !decided.trial)
    if (step.do === 'settled') await this.#settle(decided)
    await this.#say(still && step.do === 'create' ? { do: 'settled' } : step, containers, decided)
    try {
      await this.#hurry(step, containers, decided)
      if (!still) await this.#advance(step, signal, containers, decided)
      return still
    } catch (error) {
      await this.#blame(error, containers, decided)
      return false
    }
  }

  /** They end beside everything else; the next look is not kept waiting. */
  #retire(containers: readonly SeenContainer[]): false {
    this.#retirement.begin(containers)
    return false
  }

  /** Gives up on an app that had its time and did not answer; on one that was pushed, as soon as it is seen to listen elsewhere. */
  async #hurry(step: Step, containers: readonly SeenContainer[], { plan, trial }: Decided): Promise<void> {
    if (!plan || (step.do !== 'await' && step.do !== 'probe')) return
    const readiness = trial?.readiness ?? this.#readiness
    const [entry] = plan.entries
    if (step.do === 'probe' && entry && this.#spec.origin.door === 'push') readiness.hear(this.#spec.name, entry, await listeningOf(this.#crew.docker, entry.service, containers))
    readiness.hurry(this.#spec.name, plan)
  }

  /** Acts; an app that has answered is told of at once, before the next look confirms it: somebody is waiting. */
  async #advance(step: Step, signal: AbortSignal, containers: readonly SeenContainer[], decided: Decided): Promise<void> {
    await this.#act(step, signal, decided)
    // After a pause only the port is asked, so there is nothing to look for between the two.
    if (step.do === 'unpause' && decided.want === 'running' && !decided.trial) await this.#act({ do: 'probe', containers }, signal, decided)
    if (this.#readiness.ready && !decided.trial) await this.#say({ do: 'settled' }, containers, decided)
  }

  async #act(step: Step, signal: AbortSignal, { plan, trial }: Decided): Promise<void> {
    const readiness = trial?.readiness ?? this.#readiness
    if (step.do === 'start' && !trial) this.#wakesFrom('stopped')
    if (step.do === 'unpause' && !trial) this.#wakesFrom('paused')
    if (step.do === 'start' || step.do === 'unpause' || step.do === 'create') readiness.reset()
    if (step.do === 'stop') this.#started.clear()
    const done = await act(step, this.#crew, { name: this.#spec.name, plan }, signal)
    for (const id of done.started) this.#started.add(id)
    if (done.answered) readiness.ready = true
  }

  #wakesFrom(from: 'stopped' | 'paused'): void {
    this.#waking ??= { from, at: this.#crew.clock.steady() }
  }

  /** It is as it should be: remember how long waking took, forget what no longer holds. */
  async #settle({ want, trial }: Decided): Promise<void> {
    if (trial) return
    const waking = this.#waking
    this.#waking = null
    if (want !== 'running') this.#failures.rest()
    if (want !== 'running' || this.#failures.standing) return
    this.#failures.ready()
    if (waking?.from !== 'stopped') return
    await this.#crew.db.starts.add(this.#spec.name, Math.round(this.#crew.clock.steady() - waking.at))
    await this.#crew.timed(this.#spec.name)
  }

  async #fail(container: SeenContainer, containers: readonly SeenContainer[], { plan, trial }: Decided): Promise<boolean> {
    const log = await lastWords(this.#crew.docker, container.id)
    const once = plan?.services.find(({ name }) => name === container.service)?.once
    const problem = crashProblem(this.#spec.name, container, trial ? 1 : this.#failures.crashes + 1, once)
    this.#give(problem, log, container.oomKilled, trial)
    await this.#sayNow(containers)
    return false
  }

  async #blame(error: unknown, containers: readonly SeenContainer[], { plan, trial }: Decided): Promise<void> {
    const problem = asProblem(error)
    if (problem.code === 'docker-down') throw problem
    const { why, log } = await explain(this.#crew.docker, { name: this.#spec.name, entry: plan?.entries[0], containers, problem })
    this.#give(why, log, false, trial)
    await this.#sayNow(containers)
  }

  /** Somebody failed: the version that is tried, which touches nothing else, or the instance itself. */
  #give(problem: unknown, log: readonly string[], oom: boolean, trial: Trial | undefined): void {
    if (trial) return trial.lose(problem, log)
    this.#failures.add(problem, log, oom)
    this.#crew.log.warn({ instance: this.#spec.name, cause: this.#failures.cause }, 'an instance failed')
    this.#started.clear()
    this.#readiness.reset()
    this.#waking = null
  }

  async #sayNow(containers: readonly SeenContainer[]): Promise<void> {
    const { decided, step } = this.#decide(containers)
    await this.#say(step.do === 'create' ? { do: 'settled' } : step, containers, decided)
  }

  /** Containers, networks and volume objects go, then the data goes to the shelf and the rows with it. */
  async #leave(signal: AbortSignal): Promise<undefined> {
    await this.#say({ do: 'remove' }, [], { want: 'gone', until: null, held: null, plan: null, trial: undefined })
    await act({ do: 'remove' }, this.#crew, this.#spec, signal)
    await this.#crew.farewell(this.#spec)
    return undefined
  }

  async #say(step: Step, containers: readonly SeenContainer[], { want, held, trial }: Decided): Promise<void> {
    await this.#teller.say({ spec: this.#spec, step, containers, want, held, trial, serving: trial ? this.#serves(containers) : null })
  }

  /** Does the version that was there before still take visitors? */
  #serves(containers: readonly SeenContainer[]): boolean {
    const runs = (service: string): boolean => containers.some((container) => container.service === service && container.state === 'running')
    return this.#readiness.ready && (this.#spec.plan?.entries ?? []).every(({ service }) => runs(service))
  }

  async #look(): Promise<readonly SeenContainer[]> {
    const first = this.#firstLook
    this.#firstLook = undefined
    const containers = first ?? (await this.#crew.docker.look(this.#crew.engine, this.#spec.name))
    if (!containers.some((container) => container.state === 'running')) this.#unready()
    return containers
  }

  #unready(): void {
    this.#readiness.reset()
    this.#trial?.readiness.reset()
  }

  /** Containers that another life of this engine started. */
  #adopt(containers: readonly SeenContainer[]): void {
    if (!containers.some(isUp)) return
    this.#crew.demands.assume(this.#spec.name)
    this.#started = startedOf(containers)
    this.#readiness.ready = this.#teller.state === 'running'
  }

  /** `still`: nobody is to be served, so nobody is waited for. */
  #seen(containers: readonly SeenContainer[], still: boolean): Seen {
    const { plan, next, name } = this.#spec
    const others = plan ? containers.filter((one) => !isOf(plan, one) && !(next && isOf(next.plan, one))) : []
    const visits = still ? { targets: [], expected: [] } : { targets: this.#crew.demands.targets(name), expected: placesOf(targetsOf(plan?.entries ?? [], containers)) }
    return { containers, started: this.#started, ready: (this.#trial?.readiness ?? this.#readiness).ready, unvisited: this.#retirement.due(others, visits) }
  }

  #nextTime({ until, plan, trial }: Decided): number | undefined {
    const patience = plan && (trial?.readiness ?? this.#readiness).patience(plan)
    const times = [until, this.#failures.pause, patience, this.#retirement.wait].filter((time) => time !== null)
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
