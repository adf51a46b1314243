import type { InstanceName } from '../../model/names.ts'
import type { PreviewRules, RulesChange, Seed } from '../../model/preview.ts'
import { readEnv, writeEnv } from '../project/dotenv.ts'

/** A repository's rules while somebody changes them: lists and numbers as they are typed. */
export interface RulesDraft extends Omit<PreviewRules, 'bases' | 'branches' | 'hours' | 'env' | 'seed'> {
  readonly bases: string
  readonly branches: string
  readonly hours: string
  readonly env: string
  readonly seed: Seed['kind']
  readonly command: string
  readonly instance: string
}
export type RulesFault = 'hours' | 'env' | 'command' | 'instance'

const longest = 24 * 365

/** As they are, with what somebody typed over them. */
export function draftOf(rules: PreviewRules, edited: Partial<RulesDraft> = {}): RulesDraft {
  const { bases, branches, hours, env, seed } = rules
  const command = seed.kind === 'command' ? (typeof seed.command === 'string' ? seed.command : seed.command.join(' ')) : ''
  const lists = { bases: bases.join('\n'), branches: branches.join('\n'), hours: String(hours), env: writeEnv(env) }
  return { ...rules, ...lists, seed: seed.kind, command, instance: seed.kind === 'instance' ? seed.instance : '', ...edited }
}

/** What cannot be saved as it stands, the first of it. */
export function faultIn({ hours, env, seed, command, instance }: RulesDraft): RulesFault | undefined {
  if (!/^\d+$/.test(hours.trim()) || Number(hours) < 1 || Number(hours) > longest) return 'hours'
  if (readEnv(env).bad.length > 0) return 'env'
  if (seed === 'command' && command.trim() === '') return 'command'
  return seed === 'instance' && instance === '' ? 'instance' : undefined
}

/** The rules that a draft without a fault says; `before` keeps what the form has no other writing of. */
export function rulesIn(draft: RulesDraft, before: PreviewRules): PreviewRules {
  const { command: _, instance: __, ...rest } = draft
  const env = Object.fromEntries(readEnv(draft.env).pairs.map(({ name, value }) => [name, value]))
  return { ...rest, bases: linesIn(draft.bases), branches: linesIn(draft.branches), hours: Number(draft.hours), env, seed: seedIn(draft, before) }
}

/** Only what differs: what somebody else changed since they were read stays as it is. */
export function changesIn(draft: RulesDraft, before: PreviewRules): RulesChange {
  const old = new Map<string, unknown>(Object.entries(before))
  return Object.fromEntries(Object.entries(rulesIn(draft, before)).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(old.get(key))))
}

function seedIn(draft: RulesDraft, before: PreviewRules): Seed {
  if (draft.seed === 'instance') return { kind: 'instance', instance: draft.instance as InstanceName }
  if (draft.seed === 'none') return { kind: 'none' }
  // A list of words stays one while nobody writes another command.
  return before.seed.kind === 'command' && draftOf(before).command === draft.command ? before.seed : { kind: 'command', command: draft.command.trim() }
}

export function isChanged(draft: RulesDraft, rules: PreviewRules): boolean {
  return JSON.stringify(Object.entries(draft).toSorted()) !== JSON.stringify(Object.entries(draftOf(rules)).toSorted())
}

function linesIn(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}
