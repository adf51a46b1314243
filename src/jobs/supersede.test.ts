import assert from 'node:assert/strict'
import { test } from 'node:test'
import { JobId } from '../model/names.ts'
import { Problem } from '../model/problem.ts'
import { Desk, gate, handler } from './desk.testbed.ts'
import { TryLater } from './jobs.ts'

const named = (name: string): { readonly name: string } => ({ name })

test('a newer one ends the older: at work it is waited for, in line it is over at once', async () => {
  const build = gate('build')
  await using desk = await Desk.open([build], 1)
  const first = await desk.jobs.start('build', 'shop/main', named('1'))
  await desk.reaches(first.id, 'running')
  const second = await desk.jobs.supersede('build', 'shop/main', named('2'))
  const third = await desk.jobs.supersede('build', 'shop/main', named('3'))
  assert.deepEqual([second.state, third.state], ['queued', 'queued'])
  const [older, middle] = [await desk.jobs.settled(first.id), await desk.jobs.settled(second.id)]
  assert.deepEqual([older.state, older.cause?.code, middle.state, middle.cause?.code], ['cancelled', 'superseded', 'cancelled', 'superseded'])
  await desk.reaches(third.id, 'running')
  build.release()
  assert.equal((await desk.jobs.settled(third.id)).state, 'done')
  assert.deepEqual(build.begun, ['1', '3'])
})

test('two of one key are never at work at once, also where there is room', async () => {
  let atWork = 0
  let most = 0
  const slow = handler(async (_, { signal }) => {
    most = Math.max(most, ++atWork)
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => setImmediate(resolve), { once: true }))
    atWork--
    signal.throwIfAborted()
  })
  await using desk = await Desk.open([slow], 4)
  let last = await desk.jobs.start('work', 'k', 0)
  for (let number = 1; number < 6; number++) {
    await desk.reaches(last.id, 'running')
    last = await desk.jobs.supersede('work', 'k', number)
  }
  await desk.reaches(last.id, 'running')
  assert.equal(most, 1)
  await desk.jobs.cancel(last.id)
})

test('what must be carried through is not superseded, and neither is work of another kind', async () => {
  const move = { ...gate('move'), mustFinish: true as const, doing: 'moved' }
  const build = gate('build')
  await using desk = await Desk.open([move, build])
  const { id } = await desk.jobs.start('move', 'k', named('1'))
  await desk.reaches(id, 'running')
  const busy = (error: unknown): boolean => error instanceof Problem && error.code === 'busy'
  await assert.rejects(desk.jobs.supersede('move', 'k', named('2')), busy)
  await assert.rejects(desk.jobs.supersede('build', 'k', named('3')), busy)
  move.release()
  assert.equal((await desk.jobs.settled(id)).state, 'done')
})

test('after a restart the one that was being ended is over, and its successor goes on', async () => {
  const build = gate('build')
  await using desk = await Desk.open([build], 1)
  const first = await desk.jobs.start('build', 'k', named('1'))
  await desk.reaches(first.id, 'running')
  await desk.db.jobs.move(first.id, { in: ['running'] }, { cancelling: true, at: '2026' })
  const second = await desk.jobs.start('build', 'k', named('2'))
  assert.notEqual(second.id, first.id)
  await desk.reopen([build], 1)
  await desk.reaches(second.id, 'running')
  assert.equal((await desk.jobs.get(first.id))?.state, 'cancelled')
  build.release()
  assert.equal((await desk.jobs.settled(second.id)).state, 'done')
})

test('lanes take turns: one build of another project is not kept waiting by a hundred', async () => {
  const order: string[] = []
  const build = { ...handler(async (input) => void order.push(String(input))), lane: (input: unknown) => String(input).split('/')[0] ?? '' }
  await using desk = await Desk.open([build], 1)
  await desk.close()
  const jobs = await desk.another([build], 1)
  const all = []
  for (let number = 0; number < 20; number++)
    all.push(await desk.db.jobs.insert({ id: JobId.parse(`shop${number}`), kind: 'work', key: `shop/${number}`, lane: 'shop', title: 'x', instance: null, input: `shop/${number}`, at: '2026' }))
  all.push(await desk.db.jobs.insert({ id: JobId.parse('blog0'), kind: 'work', key: 'blog/0', lane: 'blog', title: 'x', instance: null, input: 'blog/0', at: '2026' }))
  jobs.wake()
  await Promise.all(all.map(({ id }) => jobs.settled(id)))
  await jobs[Symbol.asyncDispose]()
  assert.deepEqual(order.slice(0, 3), ['shop/0', 'blog/0', 'shop/1'])
})

test('a step may be tried oftener than its job, and what was done before it is not done again', async () => {
  const done: string[] = []
  const work = handler(
    async (_, { step, log }) => {
      await step('build', async () => void done.push('build'))
      await step(
        'tell',
        async () => {
          log(`try ${done.push('tell')}`)
          if (done.length < 11) throw new Problem('upstream', { name: 'x', reason: 'away' })
        },
        { retry: { attempts: 10, first: 2000, cap: 16_000 } },
      )
    },
    { retry: { attempts: 1, first: 1000, cap: 1000 } },
  )
  await using desk = await Desk.open([work])
  const { id } = await desk.jobs.start('work', 'k', null)
  for (let tries = 1; tries < 10; tries++) {
    await desk.reaches(id, 'waiting')
    desk.clock.now += 17_600
    desk.jobs.wake()
    await desk.reaches(id, tries < 9 ? 'waiting' : 'done')
  }
  assert.deepEqual([done.filter((one) => one === 'build').length, done.filter((one) => one === 'tell').length], [1, 10])
  assert.deepEqual(
    (await desk.jobs.steps(id)).map(({ name }) => name),
    ['build', 'tell'],
  )
  assert.deepEqual([...new Set((await desk.jobs.log(id)).map(({ step }) => step))], ['tell'])
})

test('whoever is told when to come again does not come before, and a request that is wrong otherwise is not made again', async () => {
  let tries = 0
  const limited = handler(
    async () => {
      if (++tries === 1) throw new TryLater(30_000, new Problem('too-many', { seconds: 30 }))
    },
    { retry: { attempts: 3, first: 1000, cap: 60_000 } },
  )
  await using desk = await Desk.open([limited])
  const { id } = await desk.jobs.start('work', 'k', null)
  assert.equal((await desk.reaches(id, 'waiting')).cause?.code, 'too-many')
  desk.clock.now += 29_999
  desk.jobs.wake()
  assert.equal((await desk.jobs.get(id))?.state, 'waiting')
  desk.clock.now += 1
  desk.jobs.wake()
  assert.equal((await desk.reaches(id, 'done')).attempts, 2)
})
