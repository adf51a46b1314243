import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openJobs } from '../src/jobs/jobs.ts'
import type { Handler } from '../src/jobs/jobs.ts'
import { silent } from '../src/kit/log.ts'
import { openLocalDb } from '../src/localdb/localdb.ts'
import { JobId } from '../src/model/names.ts'
import { atMost, conclude, quantile, rounded } from './measure/figures.ts'

/**
 * A thousand jobs in line, in a hundred lanes, when the engine starts: how long until the journal is open and the first is
 * at work, beside the bare reading of the same rows from the same file; and what a job costs until all are done.
 */
const count = 1000
const rounds = 5
const opened: number[] = []
const bare: number[] = []
const perJob: number[] = []

for (let round = 0; round < rounds; round++) {
  const folder = await mkdtemp(join(tmpdir(), 'berth-jobs-'))
  const file = join(folder, 'berth.db')
  await fill(file)
  bare.push(readBare(file))
  const { toFirst, toLast } = await restart(file)
  opened.push(toFirst)
  perJob.push((toLast - toFirst) / count)
  await rm(folder, { recursive: true, force: true })
}

const [first, read] = [quantile(opened, 0.5), quantile(bare, 0.5)]
conclude('jobs', { restart_ms: rounded(first), bare_read_ms: rounded(read), ratio: rounded(first / read), job_ms: rounded(quantile(perJob, 0.5)) }, { restart_ms: atMost(rounded(first), 1000) })

async function fill(file: string): Promise<void> {
  await using db = await openLocalDb({ file, log: silent })
  await db.tx(async (t) => {
    for (let number = 0; number < count; number++) {
      const lane = `project ${number % 100}`
      await t.jobs.insert({ id: JobId.parse(`job${number}`), kind: 'build', key: `${lane}/${number}`, lane, title: 'Build', instance: null, input: { number }, at: new Date().toISOString() })
    }
  })
}

function readBare(file: string): number {
  const began = performance.now()
  const database = new DatabaseSync(file)
  const rows = database.prepare("select * from jobs where state = 'queued' order by turn").all()
  database.close()
  if (rows.length !== count) throw new Error(`there are ${rows.length} jobs`)
  return performance.now() - began
}

async function restart(file: string): Promise<{ readonly toFirst: number; readonly toLast: number }> {
  const began = performance.now()
  let toFirst = 0
  const build: Handler = {
    kind: 'build',
    title: () => 'Build',
    async run() {
      toFirst ||= performance.now() - began
      await Promise.resolve()
    },
  }
  await using db = await openLocalDb({ file, log: silent })
  await using jobs = await openJobs({ db, log: silent, handlers: [build], onChange: () => undefined })
  const ends = (await jobs.list()).map(async ({ id }) => await jobs.settled(id))
  jobs.wake()
  await Promise.all(ends)
  return { toFirst, toLast: performance.now() - began }
}
