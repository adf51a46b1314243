import { stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Problem } from '../model/problem.ts'
import type { ProjectView } from '../model/project.ts'
import type { SshKeyView } from '../model/sshkey.ts'
import { agrees } from './answer.ts'
import type { Context } from './context.ts'
import { askGit, remoteName } from './git.ts'
import { projectHere } from './projecthere.ts'
import { projectPath } from './projectpath.ts'
import { ownKey } from './sshkeys.ts'

export interface InitOptions {
  readonly https?: boolean
  readonly file?: boolean
  readonly yes?: boolean
}

/** Makes this folder a project. Doing it again mends what is missing. */
export async function init(context: Context, named: string | undefined, options: InitOptions): Promise<void> {
  const { terminal } = context
  const folder = await repository(context, options)
  const name = named ?? (await projectHere(context))?.name ?? asName(basename(folder))
  const project = await created(context, name, options)
  const remote = options.https ? project.remote.https : project.remote.ssh
  await setRemote(context, folder, remote)
  if (!options.https) await bringKey(context, options)
  await writeFileWhenWanted(context, folder, name, options)
  if (!terminal.json) terminal.say(`This folder is the project ${name} now. Commit, and push it: berth push`)
  terminal.show(project, () => remote)
}

/** The root of the repository; one is begun where there is none and it may be. */
async function repository(context: Context, { yes }: InitOptions): Promise<string> {
  const here = process.cwd()
  const root = await askGit(context, here, ['rev-parse', '--show-toplevel'])
  if (root !== undefined) return root
  if (!yes && !(context.terminal.live && (await agrees('Here is no git repository yet. Begin one?'))))
    throw new Problem('invalid', { where: here, reason: 'here is no git repository; begin one with `git init`, or say --yes' })
  if ((await askGit(context, here, ['init', '--quiet', '--initial-branch=main'])) === undefined) throw new Problem('invalid', { where: here, reason: 'git would not begin a repository here' })
  return here
}

/** One that is there already and may be used by whoever asks is taken. */
async function created({ client, terminal }: Context, name: string, { yes }: InitOptions): Promise<ProjectView> {
  const there = await client.get<ProjectView>(projectPath(name)).catch((error: unknown) => {
    if (error instanceof Problem && error.code === 'not-found') return undefined
    throw error
  })
  if (!there) return await client.send<ProjectView>('POST', '/api/projects', { name })
  if (!yes && terminal.live && !(await agrees(`There is a project ${name} of ${there.ownerName} already. Push to it from here?`))) throw new Problem('cancelled')
  return there
}

async function setRemote(context: Context, folder: string, remote: string): Promise<void> {
  const before = await askGit(context, folder, ['config', '--get', `remote.${remoteName}.url`])
  if (before === remote) return
  const words = before === undefined ? ['remote', 'add', remoteName, remote] : ['remote', 'set-url', remoteName, remote]
  if ((await askGit(context, folder, words)) === undefined) throw new Problem('invalid', { where: 'git remote', reason: `git would not add the remote ${remoteName}: ${remote}` })
}

/** The key of this computer, where the machine knows none of whoever asks. */
async function bringKey({ client, terminal, env }: Context, { yes }: InitOptions): Promise<void> {
  const known = await client.get<SshKeyView[]>('/api/keys')
  if (known.length > 0) return
  const key = await ownKey(env)
  if (!key) return terminal.say('You have no SSH key yet. Make one (ssh-keygen -t ed25519) and bring it: berth keys add; or push with your token: berth init --https')
  if (!yes && !(terminal.live && (await agrees(`Let your key ${key.file} push?`)))) return terminal.say('To push, bring your key: berth keys add')
  await client.send('POST', '/api/keys', { keys: key.text })
  terminal.say(`Your key ${key.file} may push.`)
}

async function writeFileWhenWanted({ terminal }: Context, folder: string, name: string, { file, yes }: InitOptions): Promise<void> {
  const path = join(folder, 'berth.yaml')
  if (await stat(path).catch(() => undefined)) return
  const wanted = file ?? (!yes && terminal.live && (await agrees('Write a berth.yaml? It is where port, processes and the like can be said.')))
  if (!wanted) return
  await writeFile(path, `# How this app is built and run; everything has a default. All there is: docs/doors/push.md\nname: ${name}\n`)
  terminal.say(`Wrote ${path}.`)
}

/** A name that may be one here, made of the folder's. */
function asName(folder: string): string {
  return (
    folder
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .slice(0, 40)
      .replace(/^-+|-+$/g, '') || 'app'
  )
}
