import { setTimeout as delay } from 'node:timers/promises'
import type { JobLogLine, JobView } from '../model/job.ts'
import { Problem } from '../model/problem.ts'
import type { Context } from './context.ts'

/** Between two looks at a job, milliseconds. */
const lookEvery = 250

/** Shows a job until it has ended: its steps, how far, and its log lines. Throws `job-failed` with its cause. */
export async function followJob({ client, terminal }: Context, id: string, withLog: boolean): Promise<JobView> {
  let after = 0
  for (;;) {
    const job = await client.get<JobView>(`/api/jobs/${id}`)
    if (withLog) after = await showLog({ client, terminal }, id, after)
    terminal.passing(`${job.title}: ${job.step ?? job.state}${job.progress === null ? '' : ` ${Math.round(job.progress * 100)} %`}`)
    if (job.state === 'done') return job
    if (job.state === 'failed' || job.state === 'cancelled') throw new Problem('job-failed', { title: job.title, reason: job.cause?.message ?? `it was ${job.state}`, next: job.cause?.fix ?? '' })
    await delay(lookEvery)
  }
}

async function showLog({ client, terminal }: Pick<Context, 'client' | 'terminal'>, id: string, after: number): Promise<number> {
  const lines = await client.get<JobLogLine[]>(`/api/jobs/${id}/log?after=${after}`)
  for (const { line } of lines) terminal.say(`  ${line}`)
  return lines.at(-1)?.seq ?? after
}
