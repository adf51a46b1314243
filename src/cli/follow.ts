import { until } from '../kit/until.ts'
import type { JobLogLine, JobView } from '../model/job.ts'
import { Problem } from '../model/problem.ts'
import type { Client } from './client.ts'
import type { Context } from './context.ts'

/** How long an engine that went away may take to come back, milliseconds: its jobs outlive it. */
const patience = 60_000

const over: readonly JobView['state'][] = ['done', 'failed', 'cancelled']

/** Shows a job until it has ended: its steps, how far, and its log lines. Throws `job-failed` with its cause. */
export async function followJob({ client, terminal }: Pick<Context, 'client' | 'terminal'>, id: string, withLog: boolean): Promise<JobView> {
  let after = 0
  let said = ''
  for await (const job of changesOf(client, id)) {
    if (withLog) after = await showLog({ client, terminal }, id, after)
    const line = `${job.title}: ${job.step ?? job.state}`
    terminal.passing(line + (job.progress === null ? '' : ` ${Math.round(job.progress * 100)} %`))
    if (!terminal.live && !terminal.json && line !== said) terminal.say(line)
    said = line
    if (over.includes(job.state)) return ended(job)
  }
  throw new Problem('not-found', { what: 'job', name: id })
}

function ended(job: JobView): JobView {
  if (job.state === 'done') return job
  throw new Problem('job-failed', { job: job.id, title: job.title, reason: job.cause?.message ?? `it was ${job.state}`, next: job.cause?.fix ?? `Start it again when you like: berth jobs retry ${job.id}` })
}

/** How it is now, then each change; goes on after a restart of the engine. */
async function* changesOf(client: Client, id: string): AsyncIterable<JobView> {
  const path = `/api/jobs/${encodeURIComponent(id)}`
  const now = (): Promise<JobView> => client.get<JobView>(path)
  yield await now()
  for (;;) {
    yield* changesOnFeed(client, id, now)
    const back = await until(() => now().catch(unlessDown), { deadline: patience, longest: 500 })
    yield back ?? (await now())
  }
}

/** Until the feed breaks. The first look is taken when the feed is open, so that no change is missed. */
async function* changesOnFeed(client: Client, id: string, now: () => Promise<JobView>): AsyncIterable<JobView> {
  try {
    for await (const message of client.feed()) {
      if (message.type === 'snapshot') yield message.jobs.find((job) => job.id === id) ?? (await now())
      if (message.type === 'job' && message.value.id === id) yield message.value
    }
  } catch (error) {
    unlessDown(error)
  }
}

function unlessDown(error: unknown): undefined {
  if (!(error instanceof Problem && error.code === 'engine-down')) throw error
}

async function showLog({ client, terminal }: Pick<Context, 'client' | 'terminal'>, id: string, after: number): Promise<number> {
  const lines = await client.get<JobLogLine[]>(`/api/jobs/${encodeURIComponent(id)}/log?after=${after}`)
  for (const { line } of lines) terminal.say(`  ${line}`)
  return lines.at(-1)?.seq ?? after
}
