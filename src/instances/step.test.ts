import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { SeenContainer } from '../docker/docker.ts'
import type { Want } from '../model/lifecycle.ts'
import type { Plan } from '../model/plan.ts'
import { samplePlan, sampleRelease, seen } from './samples.ts'
import { nextStep } from './step.ts'

interface Row {
  readonly says: string
  readonly want: Want
  readonly services?: readonly string[]
  readonly plan?: Plan
  readonly there: readonly SeenContainer[]
  /** Started in this waking. */
  readonly started?: readonly string[]
  readonly ready?: boolean
  /** Services of another release that nobody visits any more. */
  readonly unvisited?: readonly string[]
  /** `start web,db` or `await db`, as `words` writes it. */
  readonly step: string
}

const two = ['web<db!', 'db'] as const
const oneShot = ['web<init=', 'init'] as const
const release = sampleRelease(1)
const releasing: Plan = { ...samplePlan(oneShot), services: samplePlan(oneShot).services.map((service) => (service.name === 'init' ? { ...service, once: true } : service)) }
const ended = (service: string, exitCode: number, over: Partial<SeenContainer> = {}): SeenContainer => seen(service, 'exited', { exitCode, ...over })

const table: readonly Row[] = [
  { says: 'gone: remove whatever is there', want: 'gone', there: [], step: 'remove' },
  { says: 'nothing made yet: make it', want: 'running', there: [], step: 'create' },
  { says: 'made from an older plan: make it again', want: 'running', there: [seen('web', 'created', { digest: 'd0' })], step: 'create' },
  { says: 'a service is missing: make it', want: 'running', services: two, there: [seen('web', 'created')], step: 'create' },
  { says: 'made: start it', want: 'running', there: [seen('web', 'created')], step: 'start web' },
  { says: 'stopped before: start it, whatever its old exit code', want: 'running', there: [ended('web', 137)], step: 'start web' },
  { says: 'what others need starts first', want: 'running', services: two, there: [seen('web', 'created'), seen('db', 'created')], step: 'start db' },
  { says: 'not healthy yet: wait for it', want: 'running', services: two, there: [seen('web', 'created'), seen('db', 'running', { health: 'starting' })], step: 'await web' },
  { says: 'healthy: the next one starts', want: 'running', services: two, there: [seen('web', 'created'), seen('db', 'running', { health: 'healthy' })], step: 'start web' },
  {
    says: 'a plan of an earlier Berth knows only one digest for all, and its containers bear that',
    want: 'running',
    services: two,
    there: [seen('web', 'running'), seen('db', 'running')],
    started: ['web', 'db'],
    ready: true,
    step: 'settled',
  },
  { says: 'made from another part of the plan: make it again', want: 'running', plan: release, there: [seen('web-r1', 'running')], step: 'create' },
  { says: 'made from this part of it: that is enough', want: 'running', plan: release, there: [seen('web-r1', 'created', { digest: 'd-web-r1' })], step: 'start web-r1' },
  { says: 'a container of another release is none of its business', want: 'running', there: [seen('web', 'running'), ended('web-r0', 3)], started: ['web', 'web-r0'], ready: true, step: 'settled' },
  { says: 'nor is it paused with it', want: 'paused', there: [seen('web', 'running'), seen('web-r0', 'running')], step: 'pause web' },
  { says: 'one that nobody visits any more goes, before anything else', want: 'running', there: [seen('web-r0', 'running')], unvisited: ['web-r0'], step: 'retire web-r0' },
  { says: 'also when it is to stop', want: 'stopped', there: [seen('web', 'running'), seen('web-r0', 'exited')], unvisited: ['web-r0'], step: 'retire web-r0' },
  { says: 'the release command runs first', want: 'running', plan: releasing, there: [seen('web', 'created'), seen('init', 'created')], step: 'start init' },
  { says: 'it ended well in an earlier waking: it is done for good', want: 'running', plan: releasing, there: [seen('web', 'created'), ended('init', 0)], step: 'start web' },
  { says: 'it failed in an earlier waking: once more', want: 'running', plan: releasing, there: [seen('web', 'created'), ended('init', 1)], step: 'start init' },
  { says: 'it failed in this one', want: 'running', plan: releasing, there: [seen('web', 'created'), ended('init', 1)], started: ['init'], step: 'fail init' },
  { says: 'independent ones start together', want: 'running', services: ['web', 'mail'], there: [seen('web', 'created'), seen('mail', 'created')], step: 'start web,mail' },
  { says: 'a one-shot runs first', want: 'running', services: oneShot, there: [seen('web', 'created'), seen('init', 'exited')], step: 'start init' },
  { says: 'a one-shot still at work: wait', want: 'running', services: oneShot, there: [seen('web', 'created'), seen('init', 'running')], started: ['init'], step: 'await web' },
  { says: 'a finished one-shot is no failure', want: 'running', services: oneShot, there: [seen('web', 'created'), ended('init', 0)], started: ['init'], step: 'start web' },
  { says: 'a one-shot that failed is one', want: 'running', services: oneShot, there: [seen('web', 'created'), ended('init', 3)], started: ['init'], step: 'fail init' },
  { says: 'all started: ask the entry', want: 'running', there: [seen('web', 'running')], started: ['web'], step: 'probe web' },
  { says: 'the entry says it is not healthy yet: wait for Docker', want: 'running', there: [seen('web', 'running', { health: 'starting' })], started: ['web'], step: 'await web' },
  { says: 'answered: done', want: 'running', there: [seen('web', 'running')], started: ['web'], ready: true, step: 'settled' },
  { says: 'the entry ended in this waking: a failure', want: 'running', there: [ended('web', 1)], started: ['web'], step: 'fail web' },
  { says: 'the entry ended well in this waking: still a failure, nobody answers', want: 'running', there: [ended('web', 0)], started: ['web'], step: 'fail web' },
  {
    says: 'a helper that ended well is finished',
    want: 'running',
    services: ['web', 'once'],
    there: [seen('web', 'running'), ended('once', 0)],
    started: ['web', 'once'],
    ready: true,
    step: 'settled',
  },
  {
    says: 'a helper that ended badly is a failure',
    want: 'running',
    services: ['web', 'job'],
    there: [seen('web', 'running'), ended('job', 2)],
    started: ['web', 'job'],
    ready: true,
    step: 'fail job',
  },
  { says: 'paused: unpause', want: 'running', there: [seen('web', 'paused')], started: ['web'], step: 'unpause web' },
  { says: 'unpaused: health is stale, so the port is asked', want: 'running', there: [seen('web', 'running', { health: 'healthy' })], started: ['web'], step: 'probe web' },
  { says: 'pause: those that need others first', want: 'paused', services: two, there: [seen('web', 'running'), seen('db', 'running')], step: 'pause web,db' },
  { says: 'already paused: done', want: 'paused', there: [seen('web', 'paused')], step: 'settled' },
  { says: 'asleep deeper than wanted: left alone', want: 'paused', there: [ended('web', 143)], step: 'settled' },
  { says: 'stop: unpause first, or it cannot hear the signal', want: 'stopped', there: [seen('web', 'paused')], step: 'unpause web' },
  { says: 'stop: those that need others first', want: 'stopped', services: two, there: [seen('web', 'running'), seen('db', 'running')], step: 'stop web,db' },
  { says: 'stop one that Docker restarts', want: 'stopped', there: [seen('web', 'restarting')], step: 'stop web' },
  { says: 'stopped: done', want: 'stopped', there: [ended('web', 143)], step: 'settled' },
  { says: 'stopped, but not made: make it, so that waking is quick', want: 'stopped', there: [], step: 'create' },
]

describe('the next step', () => {
  for (const row of table) {
    it(row.says, () => {
      const plan = row.plan ?? samplePlan(row.services ?? ['web'])
      const started = new Set((row.started ?? []).map((service) => `id-${service}`))
      const step = nextStep(row.want, plan, { containers: row.there, started, ready: row.ready ?? false, unvisited: new Set((row.unvisited ?? []).map((service) => `id-${service}`)) })
      assert.equal(words(step), row.step)
    })
  }

  it('has nothing to do before there is a plan', () => {
    assert.equal(nextStep('stopped', null, { containers: [], started: new Set(), ready: false, unvisited: new Set() }).do, 'settled')
  })
})

function words(step: ReturnType<typeof nextStep>): string {
  if (step.do === 'await') return `await ${step.service}`
  if (step.do === 'fail') return `fail ${step.container.service}`
  return 'containers' in step ? `${step.do} ${step.containers.map((c) => c.service).join(',')}` : step.do
}
