import type { InstanceName } from '../model/names.ts'
import type { MachineView } from '../model/machine.ts'
import type { Clock } from '../kit/clock.ts'
import type { Demands } from './demands.ts'
import { demote } from './pressure.ts'
import type { Candidate } from './pressure.ts'
import type { Report } from './report.ts'
import type { Machine } from './want.ts'

export interface StrainOptions {
  readonly clock: Clock
  readonly demands: Demands
  /** PSI `some avg10` in percent above which one gives way each turn. */
  readonly pressureLimit: number
  /** Bytes of an instance's folder; asked only while the disk is low. */
  readonly sizeOf: (name: InstanceName) => Promise<number>
}

/**
 * What a machine under strain means for each instance: who must be at most paused or stopped. It starts and
 * stops nobody; `wish` reads it. A demotion holds until the instance is visited again.
 */
export class Strain {
  readonly #options: StrainOptions
  readonly #demoted = new Map<InstanceName, { readonly to: 'paused' | 'stopped'; readonly at: number }>()
  readonly #full = new Set<InstanceName>()
  #sizes = new Map<InstanceName, number>()
  #low = false
  #freeMb = 0
  /** Until the machine was looked at, no app is too large for it. */
  #memory = Infinity

  constructor(options: StrainOptions) {
    this.#options = options
  }

  of(name: InstanceName): Machine {
    return { lowDisk: this.#full.has(name) ? this.#freeMb : null, demoted: this.#demotion(name), memory: this.#memory }
  }

  /** Weighs a look at the machine; answers whose runners should look again. */
  async weigh(machine: MachineView, reports: readonly Report[]): Promise<readonly InstanceName[]> {
    this.#memory = machine.memory.total
    const changed = [...(await this.#weighDisk(machine, reports))]
    if (machine.pressure !== null && machine.pressure > this.#options.pressureLimit) changed.push(...this.#weighMemory(reports))
    return changed
  }

  #demotion(name: InstanceName): 'paused' | 'stopped' | null {
    const demotion = this.#demoted.get(name)
    if (!demotion) return null
    const { active, idle } = this.#options.demands.of(name)
    const visitedSince = active > 0 || this.#options.clock.steady() - idle > demotion.at
    if (visitedSince) this.#demoted.delete(name)
    return visitedSince ? null : demotion.to
  }

  #weighMemory(reports: readonly Report[]): readonly InstanceName[] {
    const chosen = demote(reports.flatMap((report) => this.#candidate(report) ?? []))
    const report = reports.find(({ spec }) => spec.name === chosen?.name)
    if (!chosen || !report) return []
    this.#demoted.set(report.spec.name, { to: chosen.to, at: this.#options.clock.steady() })
    return [report.spec.name]
  }

  #candidate({ spec, status }: Report): Candidate | undefined {
    if (status.state !== 'running' && status.state !== 'paused') return undefined
    const always = spec.mode === 'always' || spec.lifecycle.always_on
    return { name: spec.name, state: status.state, always, skipPause: spec.lifecycle.skip_pause, ...this.#options.demands.of(spec.name) }
  }

  /** While the disk is low nothing new starts, and each turn the one whose data grew most is stopped. */
  async #weighDisk(machine: MachineView, reports: readonly Report[]): Promise<readonly InstanceName[]> {
    this.#freeMb = Math.floor(machine.disk.free / 1e6)
    if (machine.disk.low) return await this.#giveWay(reports)
    const freed = [...this.#full]
    this.#full.clear()
    this.#low = false
    this.#sizes.clear()
    return freed
  }

  async #giveWay(reports: readonly Report[]): Promise<readonly InstanceName[]> {
    const isUp = ({ status }: Report): boolean => ['running', 'paused', 'starting'].includes(status.state)
    const asleep = reports.filter((report) => !isUp(report)).map(({ spec }) => spec.name)
    for (const name of asleep) this.#full.add(name)
    const up = reports.filter((report) => isUp(report) && !this.#full.has(report.spec.name))
    const fastest = await this.#fastestGrowing(up.map(({ spec }) => spec.name))
    if (fastest) this.#full.add(fastest)
    const first = !this.#low
    this.#low = true
    return first ? [...asleep, ...(fastest ? [fastest] : [])] : fastest ? [fastest] : []
  }

  async #fastestGrowing(names: readonly InstanceName[]): Promise<InstanceName | undefined> {
    const sizes = new Map<InstanceName, number>()
    for (const name of names) sizes.set(name, await this.#options.sizeOf(name))
    const growth = (name: InstanceName): number => (sizes.get(name) ?? 0) - (this.#sizes.get(name) ?? 0)
    const [fastest] = [...names].sort((a, b) => growth(b) - growth(a))
    this.#sizes = sizes
    return fastest
  }
}
