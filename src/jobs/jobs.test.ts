import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '../kit/until.ts'
import { sampleSpec } from '../localdb/sample.ts'
import { InstanceName } from '../model/names.ts'
import { Problem } from '../model/problem.ts'
import { Desk, gate, handler } from './desk.testbed.ts'

test('a job runs its steps, says how it goes, and keeps its answer, its log and no step', async () => {
  const work = handler(
    async (input, { step, log, progress }) => {
      const first = await step('fetch', async () => {
        progress(0.501)
        progress(0.5049)
        log('fetching\nstill')
        return { size: 3, gone: undefined }
      })
      return [input, first, await step('place', async () => undefined)]
    },
    { instance: () => InstanceName.parse('wiki') },
  )
  await using desk = await Desk.open([work])
  const { id } = await desk.jobs.start('work', 'k', { a: 1 })
  const view = await desk.jobs.settled(id)
  assert.deepEqual([view.state, view.title, view.instance, view.attempts, view.step, view.progress, view.cause], ['done', 'Work', 'wiki', 1, null, null, null])
  assert.deepEqual(await desk.jobs.result(id), [{ a: 1 }, { size: 3 }, null])
  assert.deepEqual(
    (await desk.jobs.log(id)).map(({ seq, line }) => [seq, line]),
    [
      [1, 'fetching'],
      [2, 'still'],
    ],
  )
  assert.deepEqual(await desk.jobs.log(id, 1), (await desk.jobs.log(id)).slice(1))
  assert.deepEqual(
    desk.statesOf(id).filter((state) => state !== 'queued'),
    ['running', 'done'],
  )
  assert.deepEqual(
    desk.told.filter((one) => one.step === 'fetch').map((one) => one.progress),
    [null, 0.5],
  )
})

test('who starts the same key at the same time joins one job; a finished one makes room for a new one', async () => {
  const work = gate()
  await using desk = await Desk.open([work])
  const started = await Promise.all(Array.from({ length: 50 }, () => desk.jobs.start('gate', 'same', { name: 'a' })))
  const ids = new Set(started.map((view) => view.id))
  assert.equal(ids.size, 1)
  await until(() => (work.begun.length > 0 ? true : undefined), { deadline: 5000 })
  work.release()
  const [id] = [...ids]
  assert.ok(id)
  assert.equal((await desk.jobs.settled(id)).state, 'done')
  assert.deepEqual(work.begun, ['a'])
  assert.notEqual((await desk.jobs.start('gate', 'same', { name: 'a' })).id, id)
})

test('a key that is at work with something else is busy', async () => {
  const installing = { ...gate('install'), doing: 'installed', instance: () => InstanceName.parse('wiki') }
  await using desk = await Desk.open([installing, gate('update')])
  await desk.jobs.start('install', 'instance:wiki', { name: 'wiki' })
  await assert.rejects(desk.jobs.start('update', 'instance:wiki', { name: 'wiki' }), (error) => error instanceof Problem && error.message === 'wiki is being installed.')
  await assert.rejects(desk.jobs.start('unheard', 'k', {}), TypeError)
})

test('a job is committed together with the row it is for, or not at all', async () => {
  const work = gate()
  await using desk = await Desk.open([work])
  const undone = desk.db.tx(async (t) => {
    await t.specs.insert(sampleSpec('wiki'))
    await desk.jobs.startIn(t, 'gate', 'k', { name: 'a' })
    throw new Error('undone')
  })
  await assert.rejects(undone, /undone/)
  desk.jobs.wake()
  assert.deepEqual([await desk.jobs.list(), await desk.db.specs.all()], [[], []])
  const view = await desk.db.tx(async (t) => {
    await t.specs.insert(sampleSpec('wiki'))
    return await desk.jobs.startIn(t, 'gate', 'k', { name: 'a' })
  })
  desk.jobs.wake()
  await desk.reaches(view.id, 'running')
  assert.deepEqual(new Set(desk.told.map((one) => one.id)), new Set([view.id]))
})

test('no more run at once than allowed, and the line is served in order', async () => {
  let running = 0
  let most = 0
  const order: unknown[] = []
  const work = handler(async (input) => {
    most = Math.max(most, ++running)
    order.push(input)
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
    running -= 1
  })
  await using desk = await Desk.open([work], 3)
  const all: string[] = []
  for (let number = 0; number < 20; number++) all.push((await desk.jobs.start('work', `k${number}`, number)).id)
  for (const view of await desk.jobs.list()) assert.equal((await desk.jobs.settled(view.id)).state, 'done')
  assert.equal(most, 3)
  assert.deepEqual(
    order,
    Array.from({ length: 20 }, (_, number) => number),
  )
  assert.deepEqual(
    (await desk.jobs.list()).map((view) => view.id),
    all.toReversed(),
  )
})

test('a waiting or queued job is cancelled at once, a running one when its handler has really ended', async () => {
  const ended: string[] = []
  const slow = Promise.withResolvers<boolean>()
  const begun = Promise.withResolvers<boolean>()
  const work = handler(async (input, { signal }) => {
    begun.resolve(true)
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
    await slow.promise
    ended.push(String(input))
    signal.throwIfAborted()
  })
  await using desk = await Desk.open([work], 1)
  const first = await desk.jobs.start('work', 'a', 'a')
  await begun.promise
  const second = await desk.jobs.start('work', 'b', 'b')
  await until(() => (desk.statesOf(second.id).includes('queued') ? true : undefined), { deadline: 5000 })
  assert.equal((await desk.jobs.cancel(second.id)).state, 'cancelled')
  const cancelling = desk.jobs.cancel(first.id)
  assert.equal((await desk.jobs.get(first.id))?.state, 'running')
  slow.resolve(true)
  const view = await cancelling
  assert.deepEqual([view.state, view.cause?.code, ended], ['cancelled', 'cancelled', ['a']])
  assert.equal((await desk.jobs.cancel(first.id)).state, 'cancelled')
  await assert.rejects(desk.jobs.cancel('nosuchjob' as typeof first.id), /no job/)
})

test('who is cancelled but finishes all the same is done', async () => {
  const begun = Promise.withResolvers<boolean>()
  const work = handler(async (_, { signal }) => {
    begun.resolve(true)
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
    return 'finished'
  })
  await using desk = await Desk.open([work])
  const { id } = await desk.jobs.start('work', 'a', null)
  await begun.promise
  assert.equal((await desk.jobs.cancel(id)).state, 'done')
})

test('the log of a job is bounded, and reading it misses no line', async () => {
  const work = handler(async (_, { log }) => {
    for (let line = 0; line < 1500; line++) log(`line ${line}`)
    log('x'.repeat(5000))
  })
  await using desk = await Desk.open([work])
  const { id } = await desk.jobs.start('work', 'a', null)
  await desk.jobs.settled(id)
  const lines = await desk.jobs.log(id)
  assert.deepEqual([lines.length, lines[0]?.line, lines.at(-1)?.line.length], [1000, 'line 501', 2000])
  assert.ok(lines.every((line, index) => index === 0 || line.seq === (lines[index - 1]?.seq ?? 0) + 1))
})

test('finished jobs are kept within bounds, and failed ones are not pushed out by good ones', async () => {
  const work = handler(async (input) => {
    if (input === 'bad') throw new Problem('not-found', { what: 'it', name: 'x' })
  })
  await using desk = await Desk.open([work])
  const bad = await desk.jobs.start('work', 'bad', 'bad')
  for (let number = 0; number < 205; number++) await desk.jobs.settled((await desk.jobs.start('work', 'k', number)).id)
  const states = Map.groupBy(await desk.jobs.list(), (view) => view.state)
  assert.deepEqual([states.get('done')?.length, states.get('failed')?.map((view) => view.id)], [200, [bad.id]])
})
