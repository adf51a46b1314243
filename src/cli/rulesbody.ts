import type { Access } from '../model/policy.ts'
import type { RulesChange, Seed } from '../model/preview.ts'
import { Problem } from '../model/problem.ts'
import type { Client } from './client.ts'
import { accessChoices, accessOf } from './who.ts'
import type { Names } from './who.ts'

export interface RulesOptions {
  readonly which?: RulesChange['which']
  readonly drafts?: boolean
  readonly base?: readonly string[]
  readonly branch?: readonly string[]
  readonly outsiders?: RulesChange['outsiders']
  readonly access?: string
  readonly hours?: number
  readonly env?: readonly string[]
  readonly seedCommand?: string
  readonly seedFrom?: string
  readonly seed?: boolean
  readonly comment?: boolean
  readonly deployments?: boolean
  readonly status?: boolean
}

/** What was given, as the API takes it. Throws `invalid` where nothing was, or what does not go together. */
export async function rulesBody(client: Client, options: RulesOptions): Promise<object> {
  const { which, drafts, base, branch, outsiders, access, hours, env, comment, deployments, status } = options
  const seed = seedOf(options)
  const given = { which, drafts, bases: base && plain(base), branches: branch && plain(branch), outsiders, hours, env: env && pairs(env), comment, deployments, status, seed }
  const body: Record<string, unknown> = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  if (access !== undefined) body['access'] = await accessCalled(client, access)
  if (Object.keys(body).length === 0) throw wrong('nothing was given to change')
  return body
}

async function accessCalled(client: Client, text: string): Promise<Access> {
  const word = accessChoices.find((one) => one === text)
  return word ?? accessOf(text, await client.get<Names>('/api/names'))
}

function seedOf({ seed, seedCommand, seedFrom }: RulesOptions): Seed | object | undefined {
  if (seedCommand !== undefined && seedFrom !== undefined) throw wrong('data comes from a command or from an app, not from both')
  if (seedCommand !== undefined) return { kind: 'command', command: seedCommand }
  if (seedFrom !== undefined) return { kind: 'instance', instance: seedFrom }
  return seed === false ? { kind: 'none' } : undefined
}

/** A single `-` stands for none at all. */
function plain(list: readonly string[]): readonly string[] {
  return list.length === 1 && list[0] === '-' ? [] : list
}

function pairs(list: readonly string[]): Readonly<Record<string, string>> {
  const bare = plain(list).filter((text) => !text.includes('='))
  if (bare.length > 0) throw wrong(`${bare.join(' ')}: write NAME=value`)
  return Object.fromEntries(plain(list).map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]))
}

function wrong(reason: string): Problem {
  return new Problem('invalid', { where: 'repositories set', reason })
}
