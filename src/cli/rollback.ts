import type { Accepted } from '../model/api.ts'
import type { InstanceView } from '../model/instance.ts'
import { Problem } from '../model/problem.ts'
import type { Deploying } from '../model/project.ts'
import { agrees } from './answer.ts'
import type { Context } from './context.ts'
import { inProject } from './projecthere.ts'
import { appPath, projectPath } from './projectpath.ts'

export interface BackOptions {
  readonly yes?: boolean
  readonly wait: boolean
}

/** An app goes back to the version before, with its data; a project to a release, without its data. */
export async function rollback(outer: Context, app: string | undefined, release: string | undefined, { yes, wait }: BackOptions): Promise<void> {
  // `berth rollback 7` in the folder of a project
  const [named, number] = app !== undefined && release === undefined && /^\d+$/.test(app) ? [undefined, app] : [app, release]
  const { context, name } = await inProject(outer, named)
  const view = await context.client.get<InstanceView>(appPath(name))
  if (view.origin.door === 'push') return await toRelease(context, name, number, wait)
  if (number !== undefined) throw new Problem('invalid', { where: 'release', reason: `${name} is no project: of an app only the version before is kept` })
  await toVersion(context, view, yes === true)
}

async function toRelease(context: Context, project: string, release: string | undefined, wait: boolean): Promise<void> {
  if (release !== undefined && !/^[1-9]\d{0,8}$/.test(release)) throw new Problem('invalid', { where: 'release', reason: 'give its number; `berth releases` lists them' })
  const { followDeploying } = await import('./deploying.ts')
  await followDeploying(context, await context.client.send<Deploying>('POST', projectPath(project, '/rollback'), release === undefined ? {} : { release: Number(release) }), wait)
}

async function toVersion(context: Context, { name, kept, version }: InstanceView, yes: boolean): Promise<void> {
  const { client, terminal } = context
  const { followJob } = await import('./follow.ts')
  const question = `Go back from ${version ?? ''} to ${kept?.version ?? ''} with its data of ${kept?.at.slice(0, 16) ?? ''}? What was written since goes to the shelf.`
  if (kept && !yes && terminal.live && !(await agrees(question))) return terminal.say('Nothing was changed.')
  const { job } = await client.send<Accepted>('POST', appPath(name, '/rollback'))
  if (job) await followJob(context, job, false)
  const after = await client.get<InstanceView>(appPath(name))
  terminal.show(after, () => `${name} is at ${after.version ?? ''} again. What was written since is on the shelf: berth shelf`)
}
