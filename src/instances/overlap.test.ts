import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { SeenContainer } from '../docker/docker.ts'
import { JobId } from '../model/names.ts'
import type { Plan, PlannedService } from '../model/plan.ts'
import { mayOverlap, planNow, touchesData } from './overlap.ts'
import { samplePlan, sampleRelease, sampleSpec, seen } from './samples.ts'

const with1 = (plan: Plan, over: Partial<PlannedService>): Plan => ({ ...plan, services: plan.services.map((service, at) => (at === 0 ? { ...service, ...over } : service)) })
const tcp = { service: sampleRelease(1).entries[0]?.service ?? assert.fail(), port: 1883, protocol: 'tcp' } as const
const named = (digest: string, writes: boolean): Plan => with1(samplePlan(['web']), { digest, writes })

interface Row {
  readonly says: string
  readonly old: Plan
  readonly next: Plan
  readonly may: boolean
  /** Something that writes data is replaced. */
  readonly touches: boolean
}

const table: readonly Row[] = [
  { says: 'two releases that write nothing', old: sampleRelease(1), next: sampleRelease(2), may: true, touches: false },
  { says: 'the very same release', old: sampleRelease(1), next: sampleRelease(1), may: true, touches: false },
  { says: 'a database that stays as it is', old: sampleRelease(1, ['web', '=db']), next: sampleRelease(2, ['web', '=db']), may: true, touches: false },
  { says: 'a process that goes and a database that comes', old: sampleRelease(1, ['web', 'worker']), next: sampleRelease(2, ['web', '=db']), may: false, touches: true },
  { says: 'a database that comes', old: sampleRelease(1), next: sampleRelease(2, ['web', '=db']), may: false, touches: true },
  { says: 'a database that goes', old: sampleRelease(1, ['web', '=db']), next: sampleRelease(2), may: false, touches: true },
  { says: 'a process that comes', old: sampleRelease(1), next: sampleRelease(2, ['web', 'worker']), may: true, touches: false },
  { says: 'an app that writes, in another version', old: named('a', true), next: named('b', true), may: false, touches: true },
  { says: 'one that writes nothing and has the same name in both', old: named('a', false), next: named('b', false), may: false, touches: false },
  { says: 'one that begins to write', old: named('a', false), next: named('b', true), may: false, touches: true },
  { says: 'one that ceases to write', old: named('a', true), next: named('b', false), may: false, touches: true },
  { says: 'plans of an earlier Berth, of which nothing is known', old: samplePlan(['web']), next: samplePlan(['web']), may: false, touches: true },
  { says: 'a plan of an earlier Berth and one of now', old: samplePlan(['web']), next: sampleRelease(2), may: false, touches: true },
  { says: "the machine's own network", old: sampleRelease(1), next: sampleRelease(2, ['web'], { hostNetwork: true }), may: false, touches: false },
  { says: "the machine's own network until now", old: sampleRelease(1, ['web'], { hostNetwork: true }), next: sampleRelease(2), may: false, touches: false },
  { says: 'a plain stream among the ways in', old: sampleRelease(1), next: sampleRelease(2, ['web'], { entries: [...sampleRelease(2).entries, tcp] }), may: false, touches: false },
  { says: 'no way in at all', old: sampleRelease(1), next: sampleRelease(2, ['web'], { entries: [] }), may: false, touches: false },
]

describe('two versions at once', () => {
  for (const { says, old, next, may, touches } of table) {
    it(`${says}: ${may ? 'yes' : 'no'}${touches ? ', and its data is copied' : ''}`, () => assert.deepEqual([mayOverlap(old, next), touchesData(old, next)], [may, touches]))
  }
})

describe('what is made true while a version is tried', () => {
  const next = { job: JobId.parse('job1'), version: '2', plan: sampleRelease(2, ['web', '=db']) }
  const spec = sampleSpec({ version: '1', plan: sampleRelease(1, ['web', 'worker', '=db']), next })
  const rows: readonly (readonly [string, readonly SeenContainer[], string])[] = [
    ['all of it, and what is up of the one that serves', [seen('web-r1', 'running'), seen('worker-r1', 'running'), seen('db', 'running')], 'web-r2 db web-r1 worker-r1'],
    ['what was paused is up', [seen('web-r1', 'paused'), seen('db', 'paused')], 'web-r2 db web-r1'],
    ['what went down is not started anew', [seen('web-r1', 'exited'), seen('worker-r1', 'running')], 'web-r2 db worker-r1'],
    ['nothing is up', [], 'web-r2 db'],
  ]
  for (const [says, there, services] of rows)
    it(says, () =>
      assert.equal(
        planNow(spec, there)
          ?.services.map(({ name }) => name)
          .join(' '),
        services,
      ),
    )

  it('visitors come in through the new one only as far as it is asked whether it answers', () => {
    assert.deepEqual(planNow(spec, [])?.entries, next.plan.entries)
    assert.equal(planNow({ ...spec, next: null }, []), spec.plan)
  })
})
