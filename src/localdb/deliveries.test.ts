import assert from 'node:assert/strict'
import { test } from 'node:test'
import { silent } from '../kit/log.ts'
import { openLocalDb } from './localdb.ts'
import { tempFolder } from './sample.ts'

const delivery = (id: string, digest = id) => ({ id, digest, connection: 'abcdefgh', event: 'push', body: `{"id":"${id}"}`, received: '2026-11-21T06:00:00.000Z' })

test('deliveries wait in the order they came, and one that comes again is known by its name or by its content', async () => {
  await using folder = await tempFolder()
  await using db = await openLocalDb({ file: folder.file('berth.db'), log: silent })
  const { deliveries } = db
  assert.deepEqual(await deliveries.add([delivery('a'), delivery('b')]), [true, true])
  assert.deepEqual(await deliveries.add([delivery('a', 'other'), delivery('other', 'b')]), [false, false])
  const waiting = await deliveries.waiting(10)
  assert.deepEqual(
    waiting.map(({ id, body }) => [id, body]),
    [
      ['a', '{"id":"a"}'],
      ['b', '{"id":"b"}'],
    ],
  )
  assert.equal((await deliveries.waiting(1)).length, 1)
  await deliveries.done(waiting.slice(0, 1).map(({ seq }) => seq))
  assert.deepEqual([(await deliveries.waiting(10)).map(({ id }) => id), await deliveries.add([delivery('a')])], [['b'], [false]])
})

test('what was dealt with is forgotten after many others, what waits is not', async () => {
  await using folder = await tempFolder()
  await using db = await openLocalDb({ file: folder.file('berth.db'), log: silent })
  const { deliveries } = db
  await deliveries.add(Array.from({ length: 20_010 }, (_, at) => delivery(String(at))))
  const waiting = await deliveries.waiting(30_000)
  await deliveries.done(waiting.slice(1).map(({ seq }) => seq))
  assert.deepEqual(await deliveries.add([delivery('0'), delivery('2'), delivery('20009')]), [false, true, false])
})
