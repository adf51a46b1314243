import type { JobRow } from '../localdb/jobrows.ts'
import { live } from '../localdb/jobrows.ts'
import type { LocalDb, Rows } from '../localdb/localdb.ts'
import { Problem } from '../model/problem.ts'
import { causeOf } from './outcome.ts'

/** Ends of the engine in a row, without a step done between them, after which the job itself is suspected. */
const lostAtMost = 20

/** At start-up nobody runs: who ran goes first, then who waited in line, and who waited for a retry has waited long enough. */
export async function recover(db: LocalDb, at: string): Promise<void> {
  await db.tx(async (t) => {
    const rows = (await t.jobs.all()).filter((row) => live.includes(row.state)).reverse()
    const ran = rows.filter((row) => row.state === 'running')
    for (const row of ran) await resume(t, row, at)
    for (const row of rows.filter((row) => row.state !== 'running')) await t.jobs.move(row.id, { in: live }, { state: 'queued', at: row.updated })
    for (const row of rows) await t.holds.drop(row.id)
  })
}

async function resume(t: Rows, row: JobRow, at: string): Promise<void> {
  const lost = row.lost + 1
  const end = (state: 'cancelled' | 'failed', problem: Problem) => t.jobs.move(row.id, { in: ['running'] }, { state, cause: causeOf(problem, at, []), at })
  if (row.cancelling) await end('cancelled', new Problem('cancelled'))
  else if (lost > lostAtMost) await end('failed', new Problem('job-lost', { attempts: row.attempts, reason: 'each time the engine ended while it ran' }))
  else await t.jobs.move(row.id, { in: ['running'] }, { state: 'queued', lost, at })
}
