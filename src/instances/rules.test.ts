import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Status } from '../model/instance.ts'
import { Problem } from '../model/problem.ts'
import { Failures } from './failure.ts'
import { memoryOf, pressureOf } from './machine.ts'
import { pickSubnet, routesOf } from './networks.ts'
import { demote } from './pressure.ts'
import type { Candidate } from './pressure.ts'
import { sampleSpec, seen } from './samples.ts'
import { reasonToRest, stateOf } from './state.ts'
import type { StateFacts } from './state.ts'

describe('who gives way when memory is short', () => {
  const one = (name: string, state: 'running' | 'paused', idle: number, over: Partial<Candidate> = {}): Candidate => {
    return { name, state, idle, active: 0, always: false, skipPause: false, ...over }
  }
  it('the longest idle running one is paused first', () => {
    assert.deepEqual(demote([one('a', 'running', 9000), one('b', 'running', 80_000), one('c', 'paused', 900_000)]), { name: 'b', to: 'paused' })
  })
  it('then the longest idle paused one is stopped', () => {
    assert.deepEqual(demote([one('a', 'paused', 9000), one('b', 'paused', 80_000)]), { name: 'b', to: 'stopped' })
  })
  it('one that cannot be paused is stopped', () => {
    assert.deepEqual(demote([one('a', 'running', 9000, { skipPause: true })]), { name: 'a', to: 'stopped' })
  })
  it('whoever is in use, was just used, or is always on is spared', () => {
    assert.equal(demote([one('a', 'running', 1e6, { active: 1 }), one('b', 'running', 4999), one('c', 'running', 1e6, { always: true })]), undefined)
  })
})

describe('networks of our own', () => {
  it('takes the first free range of the pool', () => {
    assert.equal(pickSubnet('10.213.0.0/16', []), '10.213.0.0/27')
    assert.equal(pickSubnet('10.213.0.0/16', ['10.213.0.0/27', '10.213.0.32/28']), '10.213.0.64/27')
  })
  it('gives none when a route covers the whole pool', () => {
    assert.equal(pickSubnet('10.213.0.0/16', ['10.0.0.0/8']), undefined)
  })
  it('never touches a taken range, whatever is taken', () => {
    const cidr = fc.tuple(fc.nat(255), fc.nat(255), fc.integer({ min: 17, max: 32 })).map(([c, d, bits]) => `10.213.${c}.${d}/${bits}`)
    fc.assert(
      fc.property(fc.array(cidr, { maxLength: 40 }), (taken) => {
        const got = pickSubnet('10.213.0.0/16', taken)
        if (!got) return
        const [a, b] = range(got)
        assert.ok(taken.every((other) => range(other)[1] < a || range(other)[0] > b))
      }),
    )
  })
  it("reads the kernel's table of routes, without the default route", () => {
    const table = 'Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\neth0\t00000000\t0100A8C0\t0003\t0\t0\t0\t00000000\neth0\t0000A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\n'
    assert.deepEqual(routesOf(table), ['192.168.0.0/24'])
  })
})

describe('what is remembered of failures', () => {
  it('waits longer after each, and not for ever', () => {
    const { failures, pass } = sampleFailures()
    const pauses = Array.from({ length: 12 }, () => {
      failures.add(new Problem('start-failed', {}), [], false)
      const pause = failures.pause ?? 0
      pass(pause)
      failures.lift()
      return pause
    })
    assert.ok(pauses.every((pause, at) => at === 0 || pause > (pauses[at - 1] ?? 0) * 0.9))
    assert.ok((pauses[0] ?? 0) <= 1100)
    assert.ok((pauses.at(-1) ?? 0) <= 5 * 60_000 * 1.1)
  })
  it('a try that answers ends the cause, and a minute of running well the count', () => {
    const { failures, pass } = sampleFailures()
    failures.add(new Problem('start-failed', {}), [], false)
    failures.lift()
    failures.ready()
    assert.equal(failures.cause, null)
    assert.equal(failures.crashes, 1)
    pass(60_000)
    failures.add(new Problem('start-failed', {}), [], false)
    assert.equal(failures.crashes, 1)
  })
  it('a crash soon after it was ready counts on', () => {
    const { failures, pass } = sampleFailures()
    failures.add(new Problem('start-failed', {}), [], false)
    failures.ready()
    pass(59_000)
    failures.add(new Problem('out-of-memory', {}), [], true)
    assert.equal(failures.crashes, 2)
    assert.equal(failures.oom, 1)
  })
  it('stands again after a restart of the engine, and a clock that jumped cannot make it wait for years', () => {
    const kept: Status = { name: sampleSpec().name, state: 'failed', since: '', cause: { code: 'x', message: '', fix: '', at: '' }, crashes: 4, oom: 0, nextTry: 9e15 }
    const { failures } = sampleFailures(kept)
    assert.equal(failures.standing?.code, 'x')
    assert.equal(failures.pause, 5 * 60_000)
  })
})

describe('the state a person sees', () => {
  const facts = (over: Partial<StateFacts>): StateFacts => {
    return { spec: sampleSpec(), want: 'stopped', step: { do: 'settled' }, containers: [], failure: null, job: null, serving: null, ...over }
  }
  const cause = { code: 'x', message: '', fix: '', at: '' }
  const table: readonly [string, Partial<StateFacts>, string][] = [
    ['its job waits', { spec: sampleSpec({ plan: null }), job: { state: 'queued', cause: null } }, 'queued'],
    ['its job works', { spec: sampleSpec({ plan: null }), job: { state: 'running', cause: null } }, 'fetching'],
    ['its job waits for a retry', { spec: sampleSpec({ plan: null }), job: { state: 'waiting', cause } }, 'fetching'],
    ['its job failed', { spec: sampleSpec({ plan: null }), job: { state: 'failed', cause } }, 'failed'],
    ['asleep', { containers: [seen('web', 'exited')] }, 'stopped'],
    ['on the way up', { want: 'running', step: { do: 'create' } }, 'starting'],
    ['up', { want: 'running', containers: [seen('web', 'running')] }, 'running'],
    ['waking from a pause is still paused until it is unpaused', { want: 'running', step: { do: 'unpause', containers: [] }, containers: [seen('web', 'paused')] }, 'paused'],
    ['paused', { want: 'paused', containers: [seen('web', 'paused')] }, 'paused'],
    ['on the way down', { want: 'stopped', containers: [seen('web', 'running')] }, 'stopping'],
    ['a failure is shown while it stands', { want: 'running', failure: cause }, 'failed'],
    ['a version is tried beside the one that serves', { want: 'running', step: { do: 'probe', containers: [] }, serving: true }, 'running'],
    ['a version is tried, and the one that served is down', { want: 'running', step: { do: 'settled' }, serving: false }, 'starting'],
    ['being removed', { want: 'gone', failure: cause }, 'stopping'],
  ]
  for (const [says, over, state] of table) it(`${says}: ${state}`, () => assert.equal(stateOf(facts(over)), state))

  it('says why it rests although nothing failed', () => {
    assert.equal(reasonToRest(sampleSpec({ mode: 'off' }), { lowDisk: null, demoted: null, memory: 4e9 }, null, 'now')?.code, 'switched-off')
    assert.equal(reasonToRest(sampleSpec({ mode: 'off' }), { lowDisk: null, demoted: null, memory: 4e9 }, 'running', 'now'), null)
    assert.equal(reasonToRest(sampleSpec(), { lowDisk: 3, demoted: null, memory: 4e9 }, null, 'now')?.code, 'low-disk')
    assert.equal(reasonToRest(sampleSpec(), { lowDisk: null, demoted: 'paused', memory: 4e9 }, null, 'now'), null)
  })
})

describe('the machine', () => {
  it('reads pressure and memory as the kernel writes them', () => {
    assert.equal(pressureOf('some avg10=12.34 avg60=0.00 avg300=0.00 total=0\nfull avg10=0.00'), 12.34)
    assert.equal(pressureOf(''), null)
    assert.deepEqual(memoryOf('MemTotal:       1024 kB\nMemAvailable:    512 kB\n'), { total: 1048576, available: 524288 })
  })
})

function sampleFailures(kept?: Status): { failures: Failures; pass: (milliseconds: number) => void } {
  let now = 0
  const failures = new Failures({ steady: () => now, date: () => new Date(now) }, kept)
  return { failures, pass: (milliseconds) => (now += milliseconds) }
}

function range(cidr: string): [number, number] {
  const [address = '', bits = '32'] = cidr.split('/')
  const value = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  const span = 2 ** (32 - Number(bits))
  return [value - (value % span), value - (value % span) + span - 1]
}
