import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { silent } from '../kit/log.ts'
import { openLocalDb } from '../localdb/localdb.ts'
import { tempFolder } from '../localdb/sample.ts'

const worker = fileURLToPath(new URL('worker.fixture.ts', import.meta.url))

/** Runs a child until it has said `lines` lines, then kills it; true when it came to its end before. */
async function workAndKill(file: string, ledger: string, lines: number): Promise<boolean> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', worker, file, ledger], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<boolean>((resolve) => child.on('exit', (code) => resolve(code === 0)))
  let seen = 0
  createInterface({ input: child.stdout }).on('line', () => {
    if (++seen === lines) child.kill('SIGKILL')
  })
  const whole = await ended
  assert.ok(whole || child.signalCode === 'SIGKILL', 'the child ended badly by itself')
  return whole
}

test('kill -9 at random points: every job ends as if nothing had happened, and no step that was done is done again', async () => {
  await using folder = await tempFolder()
  const [file, ledger] = [folder.file('berth.db'), folder.file('ledger')]
  let kills = 0
  while (kills < 12 && !(await workAndKill(file, ledger, 4 + Math.floor(Math.random() * 9)))) kills += 1
  assert.ok(kills > 1, 'it was killed')
  await workAndKill(file, ledger, Infinity)
  await using db = await openLocalDb({ file, log: silent })
  const rows = await db.jobs.all()
  assert.deepEqual(
    rows.map(({ state, result, cause }) => [state, result, cause]),
    Array.from({ length: 3 }, () => ['done', 28, null]),
  )
  const done = new Set<string>()
  for (const line of (await readFile(ledger, 'utf8')).trim().split('\n')) {
    const [what, name = ''] = line.split(' ')
    if (what === 'done') done.add(name)
    else assert.ok(!done.has(name), `${name} was done again`)
  }
  assert.equal(done.size, 24)
})
