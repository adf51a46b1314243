import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { until } from '../kit/until.ts'
import { Life, notes } from './life.testbed.ts'
import { sampleRelease } from './samples.ts'

const [one, two] = [sampleRelease(1), sampleRelease(2)]
const states = (life: Life, from: number): readonly string[] => [...new Set(life.reports.slice(from).map(({ status }) => status.state))]
/** As the gateway says it: visits go here, or are under way to here. */
const visits = (life: Life, ...hosts: readonly string[]): void => {
  life.demands.tell(
    notes,
    1,
    0,
    hosts.map((host) => `${host}:${life.port}`),
  )
  life.wake()
}

describe('a version that is tried beside the one that serves', () => {
  it('gets well while that one serves, then takes over without a moment between', async () => {
    await using life = await Life.open({ plan: one, mode: 'always' })
    await life.becomes('running')
    const from = life.reports.length
    await life.tryBeside(two)
    await life.sees('web-r1 running, web-r2 running')
    assert.deepEqual(life.reports.at(-1)?.targets[0]?.host, '127.0.0.1', 'visits go to the one that serves')
    await life.answerForSecond()
    await life.next(({ ready }) => ready)
    await life.commit()
    const moved = await until(() => life.reports.find(({ targets }) => targets[0]?.host === '127.0.0.2'), { deadline: 5000 })
    assert.equal(moved?.status.state, 'running')
    assert.deepEqual(states(life, from), ['running'])
  })

  it('the old one stays until nobody visits it, and nobody waits for that', async () => {
    await using life = await Life.open({ plan: one })
    visits(life, '127.0.0.1')
    await life.becomes('running')
    await life.answerForSecond()
    await life.tryBeside(two)
    await life.next(({ ready }) => ready)
    await life.commit()
    await until(() => life.reports.find(({ targets }) => targets[0]?.host === '127.0.0.2'), { deadline: 5000 })
    visits(life, '127.0.0.2', '127.0.0.1')
    assert.equal(await until(async () => ((await life.seen()) === 'web-r2 running' ? true : undefined), { deadline: 300 }), undefined, 'a slow request is not cut')
    visits(life, '127.0.0.2')
    await life.sees('web-r2 running')
  })

  it('streams that never end are ended after the longest drain', async () => {
    await using life = await Life.open({ plan: one })
    visits(life, '127.0.0.1')
    await life.becomes('running')
    await life.end()
    life.drain = 100
    await life.begin()
    await life.answerForSecond()
    await life.tryBeside(two)
    await life.next(({ ready }) => ready)
    await life.commit()
    visits(life, '127.0.0.2', '127.0.0.1')
    await life.sees('web-r2 running')
  })

  it('one that ends is told of, and touches nothing else; put back, it goes at once', async () => {
    await using life = await Life.open({ plan: one, mode: 'always' })
    await life.becomes('running')
    const from = life.reports.length
    await life.tryBeside(two, { EXIT: '3' })
    const { cause } = await life.next((next) => next.cause !== null)
    assert.equal(cause?.code, 'start-failed')
    await life.sees('web-r1 running, web-r2 exited')
    await life.change((spec) => ({ ...spec, next: null }))
    await life.sees('web-r1 running')
    assert.deepEqual(states(life, from), ['running'])
    assert.equal(life.reports.at(-1)?.status.cause, null)
    assert.equal(life.reports.at(-1)?.next, null)
  })

  it('one that never answers has its own time, and the other one serves', async () => {
    await using life = await Life.open({ plan: one, mode: 'always' })
    await life.becomes('running')
    const from = life.reports.length
    await life.tryBeside({ ...two, readyWithin: 1 })
    const { cause } = await life.next((next) => next.cause !== null)
    assert.equal(cause?.code, 'unhealthy')
    assert.deepEqual(states(life, from), ['running'])
  })

  it('a release command that fails is the failure of its release', async () => {
    await using life = await Life.open({ plan: one, mode: 'always' })
    await life.becomes('running')
    const plan = sampleRelease(2, ['web', 'release'])
    const [web, release] = plan.services
    assert.ok(web && release)
    const services = [
      { ...web, needs: [{ service: release.name, until: 'completed' as const }] },
      { ...release, once: true },
    ]
    await life.tryBeside({ ...plan, services }, { EXIT: '4' })
    const { cause } = await life.next((next) => next.cause !== null)
    assert.deepEqual([cause?.code, cause?.message], ['release-failed', 'The release command of notes (release-r2) ended with exit code 4.'])
    await life.sees('release-r2 exited, web-r1 running, web-r2 created')
  })

  it('when the serving one goes down its visitors wait, and it is not started anew until the other is put back', async () => {
    await using life = await Life.open({ plan: one, mode: 'always' })
    await life.becomes('running')
    await life.tryBeside(two)
    await life.sees('web-r1 running, web-r2 running')
    life.docker.crash(await life.container('web-r1'), 1)
    await life.becomes('starting')
    await life.sees('web-r1 exited, web-r2 running')
    await life.change((spec) => ({ ...spec, next: null }))
    await life.sees('web-r1 running')
    await life.becomes('running')
  })

  it('beside one that fails: that does not stand in its way', async () => {
    await using life = await Life.open({ plan: one, mode: 'always' }, { EXIT: '1' })
    await life.becomes('failed')
    await life.answerForSecond()
    await life.tryBeside(two)
    await life.next(({ ready }) => ready)
    assert.equal(life.reports.at(-1)?.status.state, 'starting')
    await life.commit()
    const { status } = await life.becomes('running')
    assert.deepEqual([status.cause, status.crashes], [null, 0])
  })

  it('asleep, it sleeps with the other; held, it is proven without a visitor', async () => {
    await using life = await Life.open({ plan: one })
    await life.sees('web-r1 created')
    await life.tryBeside(two)
    await life.sees('web-r1 created, web-r2 created')
    await life.answerForSecond()
    life.held = 'running'
    life.wake()
    await life.next(({ ready }) => ready)
    await life.sees('web-r1 created, web-r2 running')
    await life.commit()
    await life.sees('web-r2 running')
    life.held = null
    life.wake()
    await life.becomes('stopped')
  })

  for (const moment of ['tried', 'committed'] as const) {
    it(`the engine ends when it is ${moment}: the next one goes on, and visitors are served all the time`, async () => {
      await using life = await Life.open({ plan: one, mode: 'always' })
      await life.becomes('running')
      await life.answerForSecond()
      await life.tryBeside(two)
      await life.next(({ ready }) => ready)
      if (moment === 'committed') await life.db.specs.change(notes, (spec) => ({ ...spec, plan: spec.next?.plan ?? null, version: '2', next: null }))
      await life.end()
      const from = life.reports.length
      await life.begin()
      if (moment === 'tried') await life.next(({ ready }) => ready)
      if (moment === 'tried') await life.commit()
      await until(() => life.reports.find(({ targets }) => targets[0]?.host === '127.0.0.2'), { deadline: 5000 })
      assert.deepEqual(states(life, from), ['running'])
      visits(life, '127.0.0.2')
      await life.sees('web-r2 running')
    })
  }
})

describe('containers made from a plan of an earlier Berth', () => {
  it('are adopted as they are', async () => {
    await using life = await Life.open({ mode: 'always' })
    await life.becomes('running')
    const id = await life.container()
    await life.end()
    await life.begin()
    await life.becomes('running')
    assert.equal(await life.container(), id)
  })
})
