import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { SeenContainer } from '../docker/docker.ts'
import { FakeDocker } from '../docker/fake.ts'
import { silent } from '../kit/log.ts'
import { Retirement, isUnvisited } from './retirement.ts'
import type { Visits } from './retirement.ts'
import { seen } from './samples.ts'

const old = seen('web-r1', 'running', { address: '10.0.0.2' })
const expected = ['10.0.0.3:80']

describe('a container that no plan names any more', () => {
  const table: readonly (readonly [string, SeenContainer, Visits, boolean])[] = [
    ['nobody has told where visits go', old, { targets: undefined, expected }, false],
    ['what was told is older than the switch', old, { targets: ['10.0.0.2:80'], expected }, false],
    ['somebody is still under way to it', old, { targets: ['10.0.0.3:80', '10.0.0.2:80'], expected }, false],
    ['somebody is still under way to another of its ports', old, { targets: ['10.0.0.3:80', '10.0.0.2:1883'], expected }, false],
    ['nobody is', old, { targets: ['10.0.0.3:80'], expected }, true],
    ['an address that begins like its own is another', old, { targets: ['10.0.0.3:80', '10.0.0.21:80'], expected }, true],
    ['nothing is told yet of where they should go', old, { targets: [], expected }, false],
    ['visits go nowhere, as it should be', old, { targets: [], expected: [] }, true],
    ['it has ended', seen('web-r1', 'exited'), { targets: undefined, expected }, true],
    ['it was never started', seen('web-r1', 'created'), { targets: undefined, expected }, true],
  ]
  for (const [says, container, visits, free] of table) it(`${says}: ${free ? 'goes' : 'stays'}`, () => assert.equal(isUnvisited(container, visits), free))

  const visited = { targets: [...expected, '10.0.0.2:80'], expected }

  it('goes after the longest drain, whoever is there', async () => {
    await using sample = open()
    assert.deepEqual(sample.due(visited), [])
    assert.equal(sample.retirement.wait, 30_000)
    sample.pass(29_999)
    assert.deepEqual(sample.due(visited), [])
    sample.pass(1)
    assert.deepEqual(sample.due(visited), [old.id])
  })

  it('goes at once when it never served, unless its name serves later', async () => {
    await using sample = open()
    sample.retirement.skip(['web-r1'])
    assert.deepEqual(sample.due(visited), [old.id])
    sample.retirement.skip([])
    assert.deepEqual(sample.due(visited), [])
  })

  it('goes once', async () => {
    await using sample = open()
    sample.retirement.begin([old])
    assert.deepEqual(sample.due({ targets: expected, expected }), [])
    assert.equal(sample.retirement.wait, null)
  })
})

function open(): AsyncDisposable & { readonly retirement: Retirement; readonly due: (visits: Visits) => readonly string[]; readonly pass: (milliseconds: number) => void } {
  let now = 0
  const retirement = new Retirement({ docker: new FakeDocker(), clock: { steady: () => now, date: () => new Date(now) }, log: silent, longest: 30_000, wake: () => undefined })
  const due = (visits: Visits): readonly string[] => [...retirement.due([old], visits)]
  return { retirement, due, pass: (milliseconds) => (now += milliseconds), [Symbol.asyncDispose]: async () => await retirement[Symbol.asyncDispose]() }
}
