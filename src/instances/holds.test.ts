import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { silent } from '../kit/log.ts'
import { openLocalDb } from '../localdb/localdb.ts'
import type { LocalDb } from '../localdb/localdb.ts'
import { tempFolder } from '../localdb/sample.ts'
import { InstanceName, JobId } from '../model/names.ts'
import { Holds } from './holds.ts'

/** A name that is an event of Node's own, too. */
const odd = InstanceName.parse('error')
const [one, two, three] = ['job1', 'job2', 'job3'].map((id) => JobId.parse(id)) as [JobId, JobId, JobId]
const patient = new AbortController().signal

interface Desk extends AsyncDisposable {
  readonly db: LocalDb
  readonly holds: Holds
  readonly woken: string[]
}

async function openDesk(): Promise<Desk> {
  await using opening = new AsyncDisposableStack()
  const folder = opening.use(await tempFolder())
  const db = opening.use(await openLocalDb({ file: folder.file('berth.db'), log: silent }))
  for (const id of [one, two, three]) await db.jobs.insert({ id, kind: 'update', key: id, lane: id, title: 'Update', instance: odd, input: {}, at: '2026' })
  const woken: string[] = []
  const holds = await Holds.open(db, (name) => woken.push(name))
  const opened = opening.move()
  return { db, holds, woken, [Symbol.asyncDispose]: async () => await opened.disposeAsync() }
}

describe('what jobs ask of an instance', () => {
  it('is asked by one at a time: the others come after it, each alone', async () => {
    await using desk = await openDesk()
    const { db, holds } = desk
    const order: string[] = []
    await holds.put(odd, one, 'running', patient)
    const turn = async (job: JobId): Promise<void> => {
      await holds.put(odd, job, 'stopped', patient)
      order.push(`${job} holds`, ...(await db.holds.all()).map(({ job: holder }) => `of ${holder}`))
      await holds.drop(job)
    }
    const others = Promise.all([turn(two), turn(three)])
    await holds.put(odd, one, 'stopped', patient)
    assert.deepEqual([holds.of(odd), order], ['stopped', []])
    holds.fallen(one)
    await db.holds.drop(one)
    await others
    assert.deepEqual(order.toSorted(), ['job2 holds', 'job3 holds', 'of job2', 'of job3'])
    assert.equal(holds.of(odd), null)
  })

  it('is given up by whoever is told to end while waiting, and of other instances nobody waits', async () => {
    await using desk = await openDesk()
    const { db, holds, woken } = desk
    await holds.put(odd, one, 'stopped', patient)
    const ending = new AbortController()
    const waiting = holds.put(odd, two, 'running', ending.signal)
    ending.abort()
    await assert.rejects(waiting, { name: 'AbortError' })
    await holds.put(InstanceName.parse('wiki'), two, 'running', patient)
    await assert.rejects(holds.put(InstanceName.parse('wiki'), two, 'running', AbortSignal.abort()), { name: 'AbortError' })
    assert.deepEqual(
      (await db.holds.all()).map(({ name, job, want }) => `${name} ${job} ${want}`),
      ['error job1 stopped', 'wiki job2 running'],
    )
    assert.deepEqual(woken, ['error', 'wiki'])
  })
})
