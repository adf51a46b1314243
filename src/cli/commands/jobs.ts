import type { Command } from 'commander'
import type { JobView } from '../../model/job.ts'
import type { Context } from '../context.ts'
import { followJob } from '../follow.ts'
import { ago, table } from '../terminal.ts'

export function addJobs(program: Command, context: () => Context): void {
  const jobs = program.command('jobs').description('long work: what goes on, and what went wrong')
  jobs
    .command('list', { isDefault: true })
    .description('the newest first')
    .action(async () => await list(context()))
  jobs
    .command('follow <id>')
    .description('show a job until it ends')
    .action(async (id: string) => {
      await followJob(context(), id, true)
    })
  for (const verb of ['cancel', 'retry'] as const) {
    jobs
      .command(`${verb} <id>`)
      .description(verb === 'cancel' ? 'end a job' : 'try a failed job again from where it was')
      .action(async (id: string) => {
        await context().client.send('POST', `/api/jobs/${encodeURIComponent(id)}/${verb}`)
        context().terminal.say(`${id}: asked to ${verb}.`)
      })
  }
}

async function list({ client, terminal }: Context): Promise<void> {
  const jobs = await client.get<JobView[]>('/api/jobs')
  if (terminal.json) return terminal.print(JSON.stringify(jobs))
  if (jobs.length === 0) return terminal.print('There was no long work yet.')
  const row = ({ id, title, state, step, updated, cause }: JobView): string[] => [id, title, state, cause?.message ?? step ?? '', ago(updated)]
  terminal.print(table(['ID', 'WHAT', 'STATE', 'NOW', 'SINCE'], jobs.slice(0, 30).map(row)))
}
