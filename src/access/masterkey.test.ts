import assert from 'node:assert/strict'
import { chmod, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { test } from 'node:test'
import { Problem } from '../model/problem.ts'
import { House } from './house.testbed.ts'

test('the master key is made once, is 32 bytes for its owner only, and gives the same keys for ever', async () => {
  await using house = await House.open()
  const { mode, size } = await stat(house.keyFile)
  assert.deepEqual([mode & 0o777, size], [0o600, 32])
  const [sessions, other] = [house.access.key('app-sessions'), house.access.key('other')]
  assert.equal(sessions.length, 32)
  assert.notDeepEqual(sessions, other)
  assert.notDeepEqual(sessions, await readFile(house.keyFile))
  await house.reopen()
  assert.deepEqual(house.access.key('app-sessions'), sessions)
  assert.ok(!(await readdir(house.folder.path)).some((name) => name.endsWith('.part')))
})

const spoilings: readonly [string, RegExp, (file: string) => Promise<void>][] = [
  ['missing', /missing/, (file) => rm(file)],
  ['readable by its group', /others/, (file) => chmod(file, 0o640)],
  ['readable by everybody', /others/, (file) => chmod(file, 0o604)],
  ['empty', /0 bytes/, (file) => writeFile(file, '')],
  ['too short', /31 bytes/, (file) => writeFile(file, Buffer.alloc(31))],
  ['too long', /33 bytes/, (file) => writeFile(file, Buffer.alloc(33))],
  ['another one', /began with/, (file) => writeFile(file, Buffer.alloc(32, 7))],
]
for (const [what, reason, spoil] of spoilings) {
  test(`a key file that is ${what} is refused, and no other key is made`, async () => {
    await using house = await House.open()
    await house.close()
    await spoil(house.keyFile)
    const before = await readFile(house.keyFile).catch(() => undefined)
    await assert.rejects(house.reopen(), (error) => error instanceof Problem && error.code === 'master-key' && reason.test(error.message))
    assert.deepEqual(await readFile(house.keyFile).catch(() => undefined), before)
  })
}

test('two machines have different keys', async () => {
  await using one = await House.open()
  await using two = await House.open()
  assert.notDeepEqual(one.access.key('app-sessions'), two.access.key('app-sessions'))
})
