import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Scrubber } from '../kit/scrubber.ts'
import { Desk, handler } from './desk.testbed.ts'
import { openJobs } from './jobs.ts'
import { silent } from '../kit/log.ts'

test('no log of a job says a known secret, nor do the last words of a failure', async () => {
  const scrubber = new Scrubber()
  scrubber.know('correct horse battery')
  const work = handler(async (_, { log }) => {
    log('the password is correct horse battery,\nit said')
    throw new Error('no')
  })
  await using desk = await Desk.open([work])
  await desk.close()
  await using jobs = await openJobs({ db: desk.db, log: silent, handlers: [work], scrubber, onChange: () => undefined })
  const { id } = await jobs.start('work', 'k', null)
  const { cause } = await jobs.settled(id)
  assert.deepEqual(
    (await jobs.log(id)).map(({ line }) => line),
    ['the password is [secret],', 'it said'],
  )
  assert.deepEqual(cause?.log, ['the password is [secret],', 'it said'])
})
