import assert from 'node:assert/strict'
import { test } from 'node:test'
import { JobId } from '../model/names.ts'
import { InstanceName } from '../model/names.ts'
import { Problem } from '../model/problem.ts'
import { Desk, handler } from './desk.testbed.ts'
import { judge } from './outcome.ts'

const retry = { attempts: 3, first: 1000, cap: 60_000 }
const upstream = (): never => {
  throw new Problem('upstream', { name: 'wiki', reason: 'it is away' })
}

const broken = new Error('no')
const gone = new Problem('not-found', { what: 'it', name: 'x' })
const away = new Problem('docker-down', { socket: 's' })
const fresh = { failures: 0, cancelling: false }
const table: readonly [string, Parameters<typeof judge>, string, number | null][] = [
  ['an answer', [{ result: 1 }, fresh, retry], 'done', null],
  ['an answer in spite of a cancellation', [{ result: 1 }, { ...fresh, cancelling: true }, retry], 'done', null],
  ['a cancellation', [{ error: broken, ending: 'cancelled' }, { ...fresh, cancelling: true }, retry], 'cancelled', null],
  ['a cancellation while the engine ends', [{ error: broken, ending: 'closing' }, { ...fresh, cancelling: true }, retry], 'cancelled', null],
  ['the end of the engine', [{ error: broken, ending: 'closing' }, fresh, undefined], 'queued', null],
  ['a first error', [{ error: broken, ending: undefined }, fresh, retry, 0], 'waiting', 1000],
  ['a second error', [{ error: away, ending: undefined }, { ...fresh, failures: 1 }, retry, 0], 'waiting', 2000],
  ['a last error', [{ error: away, ending: undefined }, { ...fresh, failures: 2 }, retry, 0], 'failed', null],
  ['an error of a kind that is never retried', [{ error: away, ending: undefined }, fresh, undefined], 'failed', null],
  ['a request that is wrong', [{ error: gone, ending: undefined }, fresh, retry], 'failed', null],
  ['a pause beyond the longest', [{ error: away, ending: undefined }, { ...fresh, failures: 30 }, { ...retry, attempts: 99 }, 0], 'waiting', 60_000],
]
for (const [what, input, state, pause] of table) {
  test(`${what} makes a job ${state}`, () => {
    const verdict = judge(...input)
    assert.deepEqual([verdict.state, verdict.pause], [state, pause])
  })
}

test('a failure is retried with growing pauses by the steady clock, then stays with its cause and last words', async () => {
  let tries = 0
  const work = handler(
    async (_, { log, step }) => {
      log(`try ${++tries}`)
      await step('reach', async () => upstream())
    },
    { retry },
  )
  await using desk = await Desk.open([work])
  const { id } = await desk.jobs.start('work', 'k', null)
  for (const pause of [1000, 2000]) {
    const waiting = await desk.reaches(id, 'waiting')
    assert.deepEqual([waiting.attempts, waiting.cause?.code, waiting.step], [pause / 1000, 'upstream', 'reach'])
    desk.clock.now += pause - 1
    desk.jobs.wake()
    assert.equal((await desk.jobs.get(id))?.state, 'waiting')
    desk.clock.now += 1 + pause / 10 // the pause has up to a tenth of jitter
    desk.jobs.wake()
    await desk.reaches(id, pause === 1000 ? 'waiting' : 'failed')
  }
  const failed = await desk.jobs.settled(id)
  const { code, message, fix, log } = failed.cause ?? {}
  assert.deepEqual([failed.state, failed.attempts, code, message, log], ['failed', 3, 'upstream', 'wiki did not answer: it is away.', ['try 1', 'try 2', 'try 3']])
  assert.ok(fix)
  assert.equal((await desk.jobs.list())[0]?.state, 'failed')
})

test('a failed job stays until a person retries it, and then goes on after the steps that are done', async () => {
  const did: string[] = []
  let healed = false
  const work = handler(async (_, { step }) => {
    const first = await step('first', async () => did.push('first'))
    await step('second', async () => (healed ? did.push('second') : upstream()))
    return first
  })
  await using desk = await Desk.open([work])
  const { id } = await desk.jobs.start('work', 'k', null)
  assert.equal((await desk.jobs.settled(id)).state, 'failed')
  await desk.reopen([work])
  assert.equal((await desk.jobs.get(id))?.state, 'failed')
  healed = true
  await desk.jobs.retry(id)
  const view = await desk.jobs.settled(id)
  assert.deepEqual([view.state, view.cause, view.attempts, did, await desk.jobs.result(id)], ['done', null, 2, ['first', 'second'], 1])
  assert.equal((await desk.jobs.retry(id)).state, 'done')
})

test('a retry does not step on a new job of the same key, and a dismissed failure is no failure any more', async () => {
  let bad = true
  const never = Promise.withResolvers<boolean>()
  const work = handler(async (_, { signal }) => {
    if (bad) upstream()
    signal.addEventListener('abort', () => never.resolve(true))
    await never.promise
  })
  await using desk = await Desk.open([work])
  const { id } = await desk.jobs.start('work', 'k', null)
  await desk.jobs.settled(id)
  bad = false
  await desk.jobs.start('work', 'k', null)
  await assert.rejects(desk.jobs.retry(id), (error) => error instanceof Problem && error.code === 'busy')
  assert.equal((await desk.jobs.dismiss(id)).state, 'cancelled')
})

test('holds fall with their job, and while it waits for a retry', async () => {
  const wiki = InstanceName.parse('wiki')
  const during: number[] = []
  const work = handler(
    async (_, { job }) => {
      await desk.db.holds.put(wiki, job, 'stopped')
      during.push((await desk.db.holds.all()).length)
      upstream()
    },
    { retry: { attempts: 2, first: 1000, cap: 1000 } },
  )
  await using desk = await Desk.open([work])
  const { id } = await desk.jobs.start('work', 'k', null)
  await desk.reaches(id, 'waiting')
  assert.deepEqual([during, await desk.db.holds.all()], [[1], []])
  desk.clock.now += 2000
  desk.jobs.wake()
  await desk.reaches(id, 'failed')
  assert.deepEqual([during, await desk.db.holds.all()], [[1, 1], []])
})

test('a job whose kind nobody knows any more fails and says so', async () => {
  await using desk = await Desk.open([])
  await desk.db.jobs.insert({ id: JobId.parse('old1'), kind: 'forgotten', key: 'k', lane: 'k', title: 'Old', instance: null, input: null, at: '2026' })
  desk.jobs.wake()
  assert.match((await desk.jobs.settled(JobId.parse('old1'))).cause?.message ?? '', /forgotten/)
})

test('an answer that cannot be kept is a failure, not a job that never ends', async () => {
  await using desk = await Desk.open([handler(async () => ({ big: 1n }))])
  const { id } = await desk.jobs.start('work', 'k', null)
  assert.equal((await desk.jobs.settled(id)).state, 'failed')
})
