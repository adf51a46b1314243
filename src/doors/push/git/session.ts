import type { InstanceName } from '../../../model/names.ts'
import type { Channel } from '../../../ssh/channel.ts'
import type { Command } from '../../../ssh/command.ts'
import type { Hooks } from './hooks.ts'
import { projectOf } from '../../../git/names.ts'
import { serveGit } from './receive.ts'
import type { Repositories } from '../../../git/repositories.ts'

export interface SessionOptions<Key, Who> {
  readonly repositories: Repositories
  readonly hooks: Hooks<Who>
  /** Who this is in that project, if they may do this there; nothing where they may not or there is no such project. */
  readonly may: (key: Key, project: InstanceName, what: 'push' | 'fetch') => Promise<Who | undefined>
  readonly mostBytes?: number
}

/** One command of git's over SSH. A project that is not there and one that is not theirs sound the same, so that names cannot be tried out. */
export async function gitSession<Key, Who>(options: SessionOptions<Key, Who>, key: Key, command: Command, channel: Channel, signal: AbortSignal): Promise<void> {
  const what = command.program === 'git-receive-pack' ? 'push' : 'fetch'
  const project = projectOf(command.path)
  const who = project === undefined ? undefined : await options.may(key, project, what)
  if (project === undefined || who === undefined || !(await options.repositories.exists(project))) {
    channel.stderr.write(`There is no project ${JSON.stringify(command.path.slice(0, 80))} here that your key may ${what === 'push' ? 'push to' : 'fetch from'}.\n`)
    return channel.exit(1)
  }
  const repository = options.repositories.of(project)
  const { mostBytes = 0 } = options
  if (what === 'fetch') return channel.exit(await serveGit({ repository, service: 'upload-pack', protocol: command.protocol, signal }, channel))
  using push = await options.hooks.begin(project, who, repository)
  channel.exit(await serveGit({ repository, service: 'receive-pack', protocol: command.protocol, push, mostBytes, signal }, channel))
}
