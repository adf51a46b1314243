import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '../kit/until.ts'
import type { JobId } from '../model/names.ts'
import { Desk, gate, handler } from './desk.testbed.ts'

test('the end of the engine cancels nothing: the job goes on at the next start, first of all, after its done steps', async () => {
  const did: string[] = []
  const begun = Promise.withResolvers<boolean>()
  const make = (blocked: boolean) =>
    handler(async (input, { step, signal }) => {
      await step('first', async () => void did.push(`first ${String(input)}`))
      begun.resolve(true)
      if (blocked) await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }))
      did.push(`end ${String(input)}`)
    })
  await using desk = await Desk.open([make(true)], 1)
  const { id } = await desk.jobs.start('work', 'k', 'a')
  await begun.promise
  const waiting = desk.jobs.settled(id)
  await Promise.all([desk.close(), assert.rejects(waiting, /closed/)])
  await desk.reopen([make(false)], 1)
  const view = await desk.jobs.settled(id)
  assert.deepEqual([view.state, view.attempts, view.cause, did], ['done', 2, null, ['first a', 'end a']])
})

test('nothing runs before the first wake, so that those who hear of it can be opened', async () => {
  await using desk = await Desk.open([gate()])
  const { id } = await desk.jobs.start('gate', 'k', { name: 'a' })
  await desk.reaches(id, 'running')
  await desk.close()
  desk.told.length = 0
  const work = gate()
  await using jobs = await desk.another([work])
  assert.equal((await jobs.get(id))?.state, 'queued')
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve))
  assert.deepEqual([desk.told, work.begun], [[], []])
  jobs.wake()
  await until(() => (work.begun.length > 0 ? true : undefined), { deadline: 5000 })
  work.release()
  assert.equal((await jobs.settled(id)).state, 'done')
})

test('an attempt that another one has overtaken can write nothing any more: no step, no outcome', async () => {
  const first = { begun: Promise.withResolvers<boolean>(), go: Promise.withResolvers<boolean>(), end: Promise.withResolvers<unknown>() }
  const old = handler(async (_, { step }) => {
    try {
      await step('work', async () => {
        first.begun.resolve(true)
        await first.go.promise
        return 'old'
      })
    } catch (error) {
      first.end.resolve(error)
      throw error
    }
    first.end.resolve('was believed')
    return 'old'
  })
  await using desk = await Desk.open([old])
  const { id } = await desk.jobs.start('work', 'k', null)
  await first.begun.promise
  const release = Promise.withResolvers<boolean>()
  const fresh = handler(async (_, { step, signal }) => {
    signal.addEventListener('abort', () => release.resolve(false), { once: true })
    await release.promise
    return await step('work', async () => 'new')
  })
  await using later = await desk.another([fresh])
  later.wake()
  await until(async () => ((await desk.db.jobs.get(id))?.fence === 2 ? true : undefined), { deadline: 5000 })
  first.go.resolve(true)
  assert.match(String(await first.end.promise), /superseded/)
  await desk.close()
  assert.deepEqual([(await later.get(id))?.state, (await later.get(id))?.attempts], ['running', 2])
  release.resolve(true)
  assert.equal((await later.settled(id)).state, 'done')
  assert.equal(await later.result(id), 'new')
})

test('a job at which the engine died again and again is given up, one that gets on is not', async () => {
  await using desk = await Desk.open([gate()])
  const { id } = await desk.jobs.start('gate', 'k', { name: 'a' })
  await desk.reaches(id, 'running')
  await desk.close()
  const die = async (job: JobId, state: 'queued' | 'running'): Promise<void> => {
    await desk.db.jobs.move(job, { in: [state] }, { state: 'running', at: '2026' })
    await (await desk.another([gate()]))[Symbol.asyncDispose]()
  }
  for (let death = 0; death < 20; death++) await die(id, 'queued')
  assert.equal((await desk.db.jobs.get(id))?.state, 'queued')
  await desk.db.jobs.move(id, { in: ['queued'] }, { state: 'running', lost: 0, at: '2026' })
  await die(id, 'running')
  assert.deepEqual([(await desk.db.jobs.get(id))?.state, (await desk.db.jobs.get(id))?.lost], ['queued', 1])
  for (let death = 0; death < 20; death++) await die(id, 'queued')
  const row = await desk.db.jobs.get(id)
  assert.deepEqual([row?.state, row?.cause?.code], ['failed', 'job-lost'])
})

test('a cancellation is not forgotten when the engine dies before the handler has ended', async () => {
  await using desk = await Desk.open([gate()])
  const { id } = await desk.jobs.start('gate', 'k', { name: 'a' })
  await desk.reaches(id, 'running')
  await desk.close()
  await desk.db.jobs.move(id, { in: ['queued'] }, { state: 'running', cancelling: true, at: '2026' })
  const work = gate()
  await desk.reopen([work])
  assert.deepEqual([(await desk.jobs.get(id))?.state, work.begun], ['cancelled', []])
})
