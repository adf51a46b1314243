import { setTimeout as delay } from 'node:timers/promises'
import { Loop } from '../kit/loop.ts'
import { until } from '../kit/until.ts'
import type { FeedMessage } from '../model/api.ts'
import type { JobLogLine, JobView } from '../model/job.ts'
import { Problem } from '../model/problem.ts'
import type { Client } from './client.ts'
import type { Context } from './context.ts'

/** How long an engine that went away may take to come back, milliseconds: its jobs outlive it. */
const patience = 60_000
/** Between two looks at what is not on the feed, milliseconds: the lines of a job's log. */
const lookEvery = 500

type Watching = Pick<Context, 'client' | 'terminal'>

const over: readonly JobView['state'][] = ['done', 'failed', 'cancelled']

/** Shows a job until it has ended: its steps, how far, and its log lines. Throws `job-failed` with its cause. */
export async function followJob({ client, terminal }: Watching, id: string, withLog: boolean): Promise<JobView> {
  let said = ''
  await using _log = withLog ? followLog({ client, terminal }, id) : undefined
  for await (const job of changesOf(client, id)) {
    const line = `${job.title}: ${job.step ?? job.state}`
    terminal.passing(line + (job.progress === null ? '' : ` ${Math.round(job.progress * 100)} %`) + (job.note ? ` (${job.note})` : ''))
    if (!terminal.live && !terminal.json && line !== said) terminal.say(line)
    said = line
    if (over.includes(job.state)) return ended(job)
  }
  throw new Problem('not-found', { what: 'job', name: id })
}

function ended(job: JobView): JobView {
  if (job.state === 'done') return job
  throw new Problem('job-failed', {
    job: job.id,
    title: job.title,
    reason: job.cause?.message ?? `it was ${job.state}`,
    next: job.cause?.fix ?? `Start it again when you like: berth jobs retry ${job.id}`,
  })
}

/** How it is now, then each change; goes on after a restart of the engine. */
async function* changesOf(client: Client, id: string): AsyncIterable<JobView> {
  const path = `/api/jobs/${encodeURIComponent(id)}`
  const now = (): Promise<JobView> => client.get<JobView>(path)
  yield await now()
  for (;;) {
    yield* changesOnFeed(client, id, now)
    await delay(lookEvery) // where there is no feed at all (a proxy that knows no WebSocket), this is how often it is looked
    const back = await until(() => now().catch(unlessDown), { deadline: patience, longest: 500 })
    yield back ?? (await now())
  }
}

/** Until the feed breaks. The first look is taken when the feed is open, so that no change is missed. */
async function* changesOnFeed(client: Client, id: string, now: () => Promise<JobView>): AsyncIterable<JobView> {
  try {
    for await (const message of client.feed()) yield* message.type === 'snapshot' ? [message.jobs.find((job) => job.id === id) ?? (await now())] : changeIn(message, id)
  } catch (error) {
    unlessDown(error)
  }
}

function changeIn(message: FeedMessage, id: string): readonly JobView[] {
  return message.type === 'job' && message.value.id === id ? [message.value] : []
}

function unlessDown(error: unknown): undefined {
  if (!(error instanceof Problem && error.code === 'engine-down')) throw error
}

/** Says each line of the job's log once; closing it says what is left. */
function followLog({ client, terminal }: Watching, id: string): AsyncDisposable {
  let after = 0
  const turn = async (): Promise<void> => {
    const lines = await client.get<JobLogLine[]>(`/api/jobs/${encodeURIComponent(id)}/log?after=${after}`)
    for (const { line } of lines) terminal.say(`  ${line}`)
    after = lines.at(-1)?.seq ?? after
  }
  const loop = new Loop({ every: lookEvery, turn, onError: () => undefined })
  return {
    [Symbol.asyncDispose]: async () => {
      await loop[Symbol.asyncDispose]()
      await turn().catch(() => undefined) // the engine went away: what became of the job is told in its own words
    },
  }
}
