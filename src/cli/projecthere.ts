import { readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Problem } from '../model/problem.ts'
import { Client } from './client.ts'
import type { Context } from './context.ts'
import { askGit, remoteName } from './git.ts'
import { readLogins, whereAt } from './logins.ts'

export interface ProjectHere {
  readonly name: string
  readonly folder: string
  /** Of git, where it was added. */
  readonly remote: string | null
}

const files = ['berth.yaml', 'berth.yml']
const label = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/

/** The project whose folder this is, or lies in: as `berth.yaml` says, else as git's remote `berth` does. */
export async function projectHere(context: Pick<Context, 'env'>): Promise<ProjectHere | undefined> {
  const folder = await folderHere(process.cwd())
  if (folder === undefined) return undefined
  const remote = (await askGit(context, folder, ['config', '--get', `remote.${remoteName}.url`]).catch(() => undefined)) ?? null
  const name = (await nameInFile(folder)) ?? nameInRemote(remote)
  return name === undefined ? undefined : { name, folder, remote }
}

/** With `named` that project, else the one here, on the machine that its git remote leads to. Throws `invalid` where there is none. */
export async function inProject(context: Context, named: string | undefined): Promise<{ readonly context: Context; readonly name: string }> {
  if (named !== undefined) return { context, name: named }
  const here = await projectHere(context)
  if (!here) throw new Problem('invalid', { where: 'project', reason: 'this folder is of none: name it, or begin one with `berth init`' })
  return { context: atRemote(context, here), name: here.name }
}

/**
 * For commands that mean the machine when nothing is named: the project here, when it is one of a machine elsewhere.
 * On the machine itself they go on to mean the machine.
 */
export async function projectElsewhere(context: Context): Promise<{ readonly context: Context; readonly name: string } | undefined> {
  if (context.client.isLocal) return undefined
  const here = await projectHere(context)
  return here && { context: atRemote(context, here), name: here.name }
}

/** Whoever is signed in to several machines means the one that the project is pushed to. */
export function atRemote(context: Context, { remote }: Pick<ProjectHere, 'remote'>): Context {
  const host = hostOf(remote)
  if (!context.login || host === undefined) return context
  const logins = readLogins(context.env)
  const isThere = (address: string): boolean => URL.parse(address)?.hostname === host
  if (logins.current !== null && isThere(logins.current)) return context
  const address = Object.keys(logins.machines).find(isThere)
  return address === undefined ? context : { ...context, client: new Client(whereAt(context.data, logins, address)) }
}

async function folderHere(from: string): Promise<string | undefined> {
  const there = await Promise.all([...files, '.git'].map(async (name) => await stat(join(from, name)).catch(() => undefined)))
  if (there.some((facts) => facts !== undefined)) return from
  return from === dirname(from) ? undefined : await folderHere(dirname(from))
}

async function nameInFile(folder: string): Promise<string | undefined> {
  for (const file of files) {
    const text = await readFile(join(folder, file), 'utf8').catch(() => undefined)
    if (text === undefined) continue
    const { parse } = await import('yaml')
    const value: unknown = await Promise.resolve(text)
      .then(parse)
      .catch(() => undefined) // the engine says what is wrong with it
    const name = typeof value === 'object' && value !== null && 'name' in value ? value.name : undefined
    if (typeof name === 'string' && label.test(name)) return name
  }
  return undefined
}

/** `ssh://berth@host:2222/blog.git`, `berth@host:blog`, `https://host/git/blog`. */
function nameInRemote(remote: string | null): string | undefined {
  const name = /([^/:]+?)(?:\.git)?\/?$/.exec(remote ?? '')?.[1]
  return name !== undefined && label.test(name) ? name : undefined
}

function hostOf(remote: string | null): string | undefined {
  return URL.parse(remote ?? '')?.hostname || /^(?:[^@/]+@)?([^:/]+):/.exec(remote ?? '')?.[1]
}
