import type { Handler, JobTools } from '../../jobs/jobs.ts'
import type { InstanceName } from '../../model/names.ts'
import { Problem } from '../../model/problem.ts'
import type { Connections } from './connections.ts'
import type { Deeds } from './deeds.ts'
import type { Command } from './judge/commands.ts'
import type { Previews } from './previews.ts'
import type { Repositories } from './repositories.ts'

/** Kept as JSON over restarts. */
export interface CommandInput {
  readonly preview: InstanceName
  readonly by: string
  readonly command: Command
  readonly said: 'comment' | 'label'
}

export interface CommandOptions {
  readonly connections: Connections
  readonly repositories: Repositories
  readonly previews: Previews
  readonly deeds: Deeds
}

/** The job of a comment or a label: whether they may is asked of the provider, then it is done. Whoever may not hears nothing. */
export function commandJob(options: CommandOptions): Handler<CommandInput> {
  return {
    kind: 'preview-command',
    title: ({ preview, command }) => `${command.kind} ${preview}, as a comment asks`,
    lane: ({ preview }) => `preview:${preview}`,
    retry: { attempts: 30, first: 1000, cap: 5 * 60_000 },
    run: async (input, tools) => await run(options, input, tools),
  }
}

async function run({ connections, repositories, previews, deeds }: CommandOptions, { preview: name, by, command }: CommandInput, tools: JobTools): Promise<void> {
  if (!previews.has(name)) return
  const { connection, path } = repositories.get(previews.get(name).repository)
  const allowed = await tools.step('who', async () => await (await connections.client(connection)).mayRun(path, by))
  if (!allowed) return tools.log(`${by} may not push to ${path}, so nothing is done.`)
  await tools.step('do', async () => await act(deeds, name, command, by))
}

/** What cannot be done is answered where it was asked for. */
async function act(deeds: Deeds, name: InstanceName, command: Command, by: string): Promise<void> {
  try {
    if (command.kind === 'unclear') return await deeds.notice(name, command.answer)
    if (command.kind === 'approve') return await deeds.approve(name, command.commit, by)
    if (command.kind === 'logs') return await deeds.showLog(name)
    if (command.kind === 'stop') return await deeds.stop(name)
    if (command.kind === 'start') return await deeds.resume(name)
    await deeds.redeploy(name)
  } catch (error) {
    if (!(error instanceof Problem) || error.status >= 500) throw error
    await deeds.notice(name, `${error.message} ${error.fix}`)
  }
}
