import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ListeningSocket } from '../docker/listening.ts'
import { deafness, Readiness } from './readiness.ts'
import { samplePlan, sampleSpec } from './samples.ts'

const { name } = sampleSpec()
const plan = samplePlan(['web'])
const entry = plan.entries[0] ?? assert.fail()
const open = (port: number): ListeningSocket => ({ port, loopback: false })
const own = (port: number): ListeningSocket => ({ port, loopback: true })

describe('why an app that runs is not reached', () => {
  const table: readonly (readonly [string, readonly ListeningSocket[] | null, string | undefined])[] = [
    ['nobody can look', null, undefined],
    ['it listens nowhere yet', [], undefined],
    ['it listens as it should', [open(80), own(9000)], undefined],
    ['on its port for itself and for everybody', [own(80), open(80)], undefined],
    ['on its port for itself only', [own(80)], 'notes listens on 127.0.0.1:80 only, where nobody but itself can reach it.'],
    ['on another port', [open(3000)], 'notes listens on port 3000, not on 80.'],
    ['on several others', [open(9229), own(3000), open(3000)], 'notes listens on ports 3000, 9229, not on 80.'],
  ]
  for (const [says, sockets, message] of table) it(says, () => assert.equal(deafness(name, entry, sockets)?.message, message))

  it('is said when it has been so for ten seconds on end', () => {
    const { readiness, pass } = sample()
    readiness.hear(name, entry, [open(9229)])
    pass(9000)
    readiness.hear(name, entry, [open(9229), open(80)])
    pass(1000)
    readiness.hear(name, entry, [open(9229)])
    pass(9999)
    readiness.hear(name, entry, [open(9229)])
    pass(1)
    assert.throws(() => readiness.hear(name, entry, [open(9229)]), { code: 'wrong-port' })
  })

  it('its time begins when it is first looked for, and anew with each start', () => {
    const { readiness, pass } = sample()
    assert.equal(readiness.patience(plan), null)
    pass(1e6)
    readiness.hurry(name, plan)
    assert.equal(readiness.patience(plan), 60_000)
    pass(60_000)
    assert.throws(() => readiness.hurry(name, plan), { code: 'unhealthy' })
    readiness.reset()
    readiness.hurry(name, plan)
  })
})

function sample(): { readiness: Readiness; pass: (milliseconds: number) => void } {
  let now = 0
  return { readiness: new Readiness({ steady: () => now, date: () => new Date(now) }), pass: (milliseconds) => (now += milliseconds) }
}
