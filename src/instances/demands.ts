import type { Clock } from '../kit/clock.ts'
import type { InstanceName } from '../model/names.ts'
import type { Demand } from './want.ts'

/**
 * Who is wanted, in memory only. The gateway tells; across a restart of the engine the idle ages that
 * were kept (coarse, never a date) stand in until it has told again, and what nobody knows anything of
 * counts from now: a restart never makes everything look idle.
 */
export class Demands {
  readonly #clock: Clock
  /** Since when visits count: those before a person sent it to sleep do not, also when they are told of late. */
  readonly #since = new Map<InstanceName, number>()
  readonly #rows = new Map<InstanceName, { active: number; lastByte: number }>()
  /** Where the gateway's visits go, by its last word. */
  readonly #targets = new Map<InstanceName, readonly string[]>()

  constructor(clock: Clock, kept: ReadonlyMap<InstanceName, number>) {
    this.#clock = clock
    for (const [name, seconds] of kept) this.#rows.set(name, { active: 0, lastByte: clock.steady() - seconds * 1000 })
  }

  /** From the gateway: `idle` in milliseconds, with `targets` as a row of its demand has them. */
  tell(name: InstanceName, active: number, idle: number, targets?: readonly string[]): void {
    if (targets) this.#targets.set(name, targets)
    // Nobody ever came since the gateway started: of how long that is, it knows no more than we do.
    if (idle >= Number.MAX_SAFE_INTEGER) return
    this.#rows.set(name, { active, lastByte: this.#clock.steady() - idle })
  }

  /** `host:port` of every place that visits go to now, or that some are under way to; nothing before the gateway has told. */
  targets(name: InstanceName): readonly string[] | undefined {
    return this.#targets.get(name)
  }

  /** The gateway is about to say all of it again: what it does not name then, it does not know. */
  forgetTargets(): void {
    this.#targets.clear()
  }

  /** A person asked for it to run: as good as a visit. */
  touch(name: InstanceName): void {
    this.#since.delete(name)
    this.#rows.set(name, { active: this.#rows.get(name)?.active ?? 0, lastByte: this.#clock.steady() })
  }

  /** It was found running and nobody knows since when it is idle: its idleness begins now. */
  assume(name: InstanceName): void {
    if (!this.#rows.has(name)) this.touch(name)
  }

  /** A person sent it to sleep: the last visit no longer counts. */
  forget(name: InstanceName): void {
    this.#rows.delete(name)
    this.#targets.delete(name)
    this.#since.set(name, this.#clock.steady())
  }

  of(name: InstanceName): Demand {
    const row = this.#rows.get(name)
    const counts = row !== undefined && (row.active > 0 || row.lastByte > (this.#since.get(name) ?? -Infinity))
    return counts ? { active: row.active, idle: row.active > 0 ? 0 : this.#clock.steady() - row.lastByte } : { active: 0, idle: Infinity }
  }

  /** Idle ages in whole seconds, to be kept. */
  ages(): readonly (readonly [InstanceName, number])[] {
    return [...this.#rows.keys()].map((name) => [name, Math.round(this.of(name).idle / 1000)] as const)
  }
}
