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

interface Work {
  readonly file: string
  readonly ledger: string
  readonly jobs: number
  readonly steps: number
  /** Milliseconds that each step takes. */
  readonly pause: number
}

/** Runs a child and kills it so many milliseconds after it has begun to work; true when it came to its end before. */
async function workAndKill({ file, ledger, jobs, steps, pause }: Work, after: number): Promise<boolean> {
  const argv = ['--disable-warning=ExperimentalWarning', worker, file, ledger, String(jobs), String(steps), String(pause)]
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<boolean>((resolve) => child.on('exit', (code) => resolve(code === 0)))
  let timer: NodeJS.Timeout | undefined
  createInterface({ input: child.stdout }).once('line', () => {
    if (Number.isFinite(after)) timer = setTimeout(() => child.kill('SIGKILL'), after)
  })
  child.stdout.resume()
  const whole = await ended
  clearTimeout(timer)
  assert.ok(whole || child.signalCode === 'SIGKILL', 'the child ended badly by itself')
  return whole
}

/** A dozen kills with each test, two hundred with `--long`. */
const long = process.env['BERTH_LONG'] !== undefined
const [most, least, count, steps, pause] = long ? [200, 200, 190, 40, 5] : [12, 2, 3, 8, 1]
/** Milliseconds an engine lives at most. Where hardly any ends a step before, a job is given up after twenty in a row, as it should. */
const longest = long ? 60 : 20

test(`kill -9 at up to ${most} random points: every job ends as if nothing had happened, and no step that was done is done again`, async () => {
  await using folder = await tempFolder()
  const work = { file: folder.file('berth.db'), ledger: folder.file('ledger'), jobs: count, steps, pause }
  let kills = 0
  while (kills < most && !(await workAndKill(work, Math.random() * longest))) kills += 1
  assert.ok(kills >= least, `it was killed ${kills} times`)
  await workAndKill(work, Infinity)
  await using db = await openLocalDb({ file: work.file, log: silent })
  const rows = await db.jobs.all()
  assert.deepEqual(
    rows.map(({ state, result, cause }) => [state, result, cause]),
    Array.from({ length: count }, () => ['done', (steps * (steps - 1)) / 2, null]),
  )
  const done = new Set<string>()
  for (const line of (await readFile(work.ledger, 'utf8')).trim().split('\n')) {
    const [what, name = ''] = line.split(' ')
    if (what === 'done') done.add(name)
    else assert.ok(!done.has(name), `${name} was done again`)
  }
  assert.equal(done.size, count * steps)
})
