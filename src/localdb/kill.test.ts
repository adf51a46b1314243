import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { silent } from '../kit/log.ts'
import { openLocalDb } from './localdb.ts'
import { tempFolder } from './sample.ts'

const writer = fileURLToPath(new URL('writer.fixture.ts', import.meta.url))

/** Lets a child write until it has answered for `commits` more, kills it in the middle of the next, gives the last number it answered for. */
async function writeAndKill(file: string, commits: number): Promise<number> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', writer, file], { stdio: ['ignore', 'pipe', 'inherit'] })
  let answered = 0
  let seen = 0
  for await (const line of createInterface({ input: child.stdout })) {
    answered = Number(line.split(' ')[1])
    if (line.startsWith('done') && ++seen === commits) child.kill('SIGKILL')
  }
  if (child.exitCode === null && child.signalCode === null) await new Promise((resolve) => child.on('exit', resolve))
  assert.equal(child.signalCode, 'SIGKILL')
  return answered
}

test('kill -9 in the middle of writes loses nothing that was answered, and leaves nothing half done', async () => {
  await using folder = await tempFolder()
  const file = folder.file('berth.db')
  for (let round = 0; round < 8; round++) {
    const answered = await writeAndKill(file, 1 + Math.floor(Math.random() * 40))
    const raw = new DatabaseSync(file)
    assert.equal(raw.prepare('pragma integrity_check').get()?.['integrity_check'], 'ok')
    assert.deepEqual(raw.prepare('pragma foreign_key_check').all(), [])
    raw.close()
    await using db = await openLocalDb({ file, log: silent })
    const count = Number(await db.meta.get('count'))
    assert.ok(count >= answered, `${answered} was answered, ${count} is there`)
    const whole = [(await db.specs.all()).length, (await db.statuses.all()).length, await db.meta.get('last')]
    assert.deepEqual(whole, [count, count, `wiki-${count}`])
  }
})
