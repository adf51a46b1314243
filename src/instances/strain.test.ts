import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Clock } from '../kit/clock.ts'
import type { State } from '../model/lifecycle.ts'
import type { MachineView } from '../model/machine.ts'
import { InstanceName } from '../model/names.ts'
import { Demands } from './demands.ts'
import type { Report } from './report.ts'
import { sampleSpec } from './samples.ts'
import { Strain } from './strain.ts'

const machine = (over: { pressure?: number; low?: boolean }): MachineView => {
  return { docker: 'up', pressure: over.pressure ?? 0, memory: { total: 1, available: 1 }, disk: { total: 1e12, free: 5e6, low: over.low ?? false } }
}

describe('a machine under strain', () => {
  it('short of memory, one gives way each turn: the least used is paused, then stopped, and a visit ends it', async () => {
    const { strain, demands, reports, pass } = sample(['a', 'running', 10], ['b', 'running', 60])
    assert.deepEqual(await strain.weigh(machine({ pressure: 11 }), reports), ['b'])
    assert.equal(strain.of(name('b')).demoted, 'paused')
    assert.equal(strain.of(name('a')).demoted, null)
    pass(1)
    demands.tell(name('b'), 1, 0)
    assert.equal(strain.of(name('b')).demoted, null)
  })

  it('not short of memory, nobody gives way', async () => {
    const { strain, reports } = sample(['a', 'running', 100])
    assert.deepEqual(await strain.weigh(machine({ pressure: 9 }), reports), [])
  })

  it('a disk that is low lets nothing start and stops the one that grew most, one each turn, until there is room', async () => {
    const { strain, reports, sizes } = sample(['a', 'running', 0], ['b', 'running', 0], ['c', 'stopped', 0])
    const low = machine({ low: true })
    sizes.set('a', 100).set('b', 900)
    assert.deepEqual([...(await strain.weigh(low, reports))].sort(), ['b', 'c'])
    assert.equal(strain.of(name('b')).lowDisk, 5)
    assert.equal(strain.of(name('a')).lowDisk, null)
    sizes.set('a', 150).set('b', 900)
    assert.deepEqual(await strain.weigh(low, reports), ['a'])
    assert.deepEqual([...(await strain.weigh(machine({}), reports))].sort(), ['a', 'b', 'c'])
    assert.equal(strain.of(name('b')).lowDisk, null)
  })
})

function sample(...apps: readonly [string, State, number][]): { strain: Strain; demands: Demands; reports: readonly Report[]; sizes: Map<string, number>; pass: (seconds: number) => void } {
  let now = 1e9
  const clock: Clock = { steady: () => now, date: () => new Date(now) }
  const demands = new Demands(clock, new Map())
  for (const [app, , idle] of apps) demands.tell(name(app), 0, idle * 1000)
  const sizes = new Map<string, number>()
  const strain = new Strain({ clock, demands, pressureLimit: 10, sizeOf: async (instance) => await Promise.resolve(sizes.get(instance) ?? 0) })
  const rest = { cause: null, crashes: 0, oom: 0, nextTry: null }
  const reports = apps.map(([app, state]): Report => ({
    spec: sampleSpec({ name: name(app) }),
    status: { name: name(app), state, since: '', ...rest },
    doing: null,
    targets: [],
    up: false,
    held: null,
    next: null,
  }))
  return { strain, demands, reports, sizes, pass: (seconds) => (now += seconds * 1000) }
}

function name(text: string): InstanceName {
  return InstanceName.parse(text)
}
