import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { until } from '../../src/kit/until.ts'
import { Berth } from './berth.ts'

const names = ['one', 'two', 'three', 'four', 'five']

describe('several installs at once, against real Docker', () => {
  it('are queued, two at work at a time, and one that fails hinders no other and is still told after a restart', async () => {
    await using berth = await Berth.open()
    await Promise.all([berth.install('far'), ...names.map(async (name) => await berth.install('hello', { name }))])
    const atWork = new Set<number>()
    const steps = new Set<string>()
    const settled = async (): Promise<true | undefined> => {
      const jobs = await berth.jobs()
      atWork.add(jobs.filter(({ state }) => state === 'running').length)
      for (const { step } of jobs) if (step !== null) steps.add(step)
      return jobs.every(({ state }) => state === 'done' || state === 'failed') ? true : undefined
    }
    assert.ok(await until(settled, { deadline: 60_000, longest: 10 }), 'all came to an end')
    assert.equal(Math.max(...atWork), 2)
    assert.ok(steps.has('files') && steps.has('place'), [...steps].join())
    for (const name of names) await berth.becomes(name, 'stopped')

    const failed = await berth.becomes('far', 'failed')
    assert.match(failed?.cause?.message ?? '', /127\.0\.0\.1:1\/nothing:1 could not be fetched/)
    await berth.killEngine('SIGKILL')
    await berth.start()
    const after = await berth.becomes('far', 'failed')
    assert.deepEqual(after?.cause, failed?.cause)
    const job = (await berth.jobs()).find(({ instance }) => instance === 'far')
    assert.deepEqual([job?.state, job?.cause?.code], ['failed', 'image-unavailable'])
  })
})
