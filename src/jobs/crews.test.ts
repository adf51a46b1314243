import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Desk, gate } from './desk.testbed.ts'

test('each crew has its own number at once: a full one keeps no other waiting', async () => {
  const build = { ...gate('build'), crew: 'builds' }
  const update = gate('update')
  await using desk = await Desk.open([build, update], 1)
  const first = await desk.jobs.start('build', 'one', { name: 'one' })
  const second = await desk.jobs.start('build', 'two', { name: 'two' })
  await desk.reaches(first.id, 'running')
  const { id } = await desk.jobs.start('update', 'shop', { name: 'shop' })
  await desk.reaches(id, 'running')
  assert.deepEqual((await desk.jobs.list()).map(({ kind, state }) => `${kind} ${state}`).sort(), ['build queued', 'build running', 'update running'])
  build.release()
  await desk.reaches(second.id, 'running')
  assert.deepEqual(build.begun, ['one', 'two'])
})
