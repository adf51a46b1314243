import { Loop } from '../kit/loop.ts'
import type { JobLogLine, JobView } from '../model/job.ts'
import { Problem } from '../model/problem.ts'
import { changesOf } from './changes.ts'
import type { Watched } from './changes.ts'
import type { Client } from './client.ts'
import type { Context } from './context.ts'

/** Between two looks at what is not on the feed, milliseconds: the lines of a job's log. */
const lookEvery = 500

type Watching = Pick<Context, 'client' | 'terminal'>

const over: readonly JobView['state'][] = ['done', 'failed', 'cancelled']

/** Shows a job until it has ended: its steps, how far, and its log lines. Throws `job-failed` with its cause. */
export async function followJob({ client, terminal }: Watching, id: string, withLog: boolean): Promise<JobView> {
  let said = ''
  await using _log = withLog ? followLog({ client, terminal }, id) : undefined
  for await (const job of changesOf(client, watched(client, id))) {
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

/** Of one job. */
function watched(client: Client, id: string): Watched<JobView> {
  const isIt = (job: JobView): boolean => job.id === id
  return {
    now: () => client.get<JobView>(`/api/jobs/${encodeURIComponent(id)}`),
    heard: (message) => (message.type === 'snapshot' ? message.jobs.find(isIt) : message.type === 'job' && isIt(message.value) ? message.value : undefined),
  }
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
