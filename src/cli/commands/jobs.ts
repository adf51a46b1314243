import type { Command } from 'commander'
import type { JobView } from '../../model/job.ts'
import { example } from '../arguments.ts'
import type { Context } from '../context.ts'
import { ago, table } from '../terminal.ts'

export function addJobs(program: Command, context: () => Context): void {
  const jobs = program
    .command('jobs [id]')
    .description('long work: what goes on, and what went wrong')
    .option('-f, --follow', 'show the job until it ends')
    .addHelpText('after', example('jobs', 'jobs 7f3k2m --follow', 'jobs retry 7f3k2m'))
    .action(async (id: string | undefined, { follow }: { follow?: boolean }) => {
      if (id === undefined) await list(context())
      else await one(context(), id, follow === true)
    })
  for (const verb of ['cancel', 'retry'] as const) {
    jobs
      .command(`${verb} <id>`)
      .description(verb === 'cancel' ? 'end a job' : 'try a failed job again from where it was')
      .addHelpText('after', example(`jobs ${verb} 7f3k2m`))
      .action(async (id: string) => {
        const { client, terminal } = context()
        const answer = await client.send('POST', `/api/jobs/${encodeURIComponent(id)}/${verb}`)
        terminal.show(answer, () => `${id}: asked to ${verb}.`)
      })
  }
}

async function list({ client, terminal }: Context): Promise<void> {
  const jobs = await client.get<JobView[]>('/api/jobs')
  const row = ({ id, title, state, step, updated, cause }: JobView): string[] => [id, title, state, cause?.message ?? step ?? '', ago(updated)]
  terminal.show(jobs, () => (jobs.length === 0 ? 'There was no long work yet.' : table(['ID', 'WHAT', 'STATE', 'NOW', 'SINCE'], jobs.slice(0, 30).map(row))))
}

async function one(context: Context, id: string, follow: boolean): Promise<void> {
  const { client, terminal } = context
  const { followJob } = await import('../follow.ts')
  const job = follow ? await followJob(context, id, true) : await client.get<JobView>(`/api/jobs/${encodeURIComponent(id)}`)
  const { title, state, step, attempts, cause } = job
  const now = [`${title}: ${state}${step ? `, ${step}` : ''}${attempts > 1 ? `, attempt ${attempts}` : ''}`]
  terminal.show(job, () => [...now, ...(cause ? [cause.message, `  fix: ${cause.fix}`] : [])].join('\n'))
}
