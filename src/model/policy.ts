import type { Access, Named, Policy } from './access.ts'
import { foldedPath, withoutParameters } from './path.ts'
import type { Visitor } from './visitor.ts'

export type { Access, Named, Policy } from './access.ts'

/** `sign-in`: not as they are, but perhaps as somebody. */
export type Decision = 'allow' | 'sign-in' | 'deny'

/** What was decided, and by which of the policy's lines: `prefix` "" is its default. */
export interface Verdict {
  readonly decision: Decision
  readonly prefix: string
  readonly access: Access
}

/**
 * May this visitor use this path? The longest prefix that covers it counts. `path` is what the app will see: settled
 * (`settlePath`), without its query. `open`: the machine's open mode, in which everybody counts as a paired device.
 */
export function decide(policy: Policy, visitor: Visitor, path: string, open = false): Decision {
  return explain(policy, visitor, path, open).decision
}

/** The same decision with its reason, for the people who make policies. */
export function explain({ paths, access: otherwise }: Policy, visitor: Visitor, path: string, open = false): Verdict {
  const prefix = prefixAt(paths, path)
  const access = paths[prefix] ?? otherwise
  return { decision: decisionOn(access, visitor, path, open), prefix, access }
}

/** Paths that every app reads alike: most of them. */
const oneReading = /^[a-z0-9/._~-]*$/

/**
 * The same in every reading of the path that an app may have: without `;parameters`, and without regard to case and to how
 * letters are composed. The first that refuses decides.
 */
export function explainReadings(policy: Policy, visitor: Visitor, path: string, open = false): Verdict {
  const first = explain(policy, visitor, path, open)
  if (first.decision !== 'allow' || (oneReading.test(path) && foldedPolicy(policy) === policy)) return first
  const other = withoutParameters(path)
  for (const reading of other === undefined ? [path] : [path, other]) {
    const verdicts = [explain(policy, visitor, reading, open), explain(foldedPolicy(policy), foldedVisitor(visitor), foldedPath(reading), open)]
    const refused = verdicts.find(({ decision }) => decision !== 'allow')
    if (refused) return refused
  }
  return first
}

/** A link names a path too. */
function foldedVisitor(visitor: Visitor): Visitor {
  return visitor.kind === 'link' ? { ...visitor, path: foldedPath(visitor.path) } : visitor
}

/** May this visitor use any part of it? Then they may know that it is here. */
export function mayOpen(policy: Policy, visitor: Visitor, open = false): boolean {
  const places = Object.keys(policy.paths).map((prefix) => `${prefix.replace(/\/$/, '')}/`)
  return ['/', ...places].some((path) => decide(policy, visitor, path, open) === 'allow')
}

function decisionOn(access: Access, visitor: Visitor, path: string, open: boolean): Decision {
  if (access === 'public' || (open && access === 'devices')) return 'allow'
  switch (visitor.kind) {
    case 'anonymous':
      return 'sign-in'
    case 'person':
      return mayPerson(access, visitor) ? 'allow' : 'deny'
    case 'device':
      return access === 'devices' || isNamed(access, 'devices', visitor.id) ? 'allow' : 'sign-in'
    case 'link':
      return covers(visitor.path, path) ? 'allow' : 'sign-in'
    case 'peer':
      return access === 'peer' ? 'allow' : 'deny'
  }
}

function mayPerson(access: Access, { id, role, groups }: Extract<Visitor, { kind: 'person' }>): boolean {
  if (role === 'owner' || role === 'admin') return true
  if (access === 'devices' || access === 'members') return role === 'member'
  return isNamed(access, 'people', id) || groups.some((group) => isNamed(access, 'groups', group))
}

function isNamed(access: Access, list: keyof Named, id: string): boolean {
  return typeof access === 'object' && access[list].some((one) => one === id)
}

/**
 * Of what is said by prefixes: the longest that covers this path, or "" where none does. A prefix covers
 * whole segments: `/share` covers `/share` and `/share/x`, never `/shared`. "" covers every path.
 */
export function prefixAt(said: Readonly<Record<string, unknown>>, path: string): string {
  let best = ''
  for (const prefix in said) {
    if (prefix.length > best.length && covers(prefix, path)) best = prefix
  }
  return best
}

/** The policy as it may travel with its instance: who is named here is somebody else elsewhere, so those lines are private there. */
export function withoutNames({ access, paths }: Policy): Policy {
  const plain = (one: Access): Access => (typeof one === 'string' ? one : 'private')
  return { access: plain(access), paths: Object.fromEntries(Object.entries(paths).map(([prefix, one]) => [prefix, plain(one)])) }
}

const folded = new WeakMap<Policy, Policy>()

/**
 * The policy as an app reads it that takes `/Admin` for `/admin`: every prefix folded (`foldedPath`). Where two become one
 * and differ, it is private, since nobody can say which was meant. The same object where nothing is to be folded.
 */
export function foldedPolicy(policy: Policy): Policy {
  const known = folded.get(policy)
  if (known) return known
  const paths: Record<string, Access> = {}
  for (const [prefix, access] of Object.entries(policy.paths)) {
    const name = foldedPath(prefix)
    const before = paths[name]
    paths[name] = before === undefined || JSON.stringify(before) === JSON.stringify(access) ? access : 'private'
  }
  const same = Object.keys(policy.paths).every((prefix) => prefix === foldedPath(prefix))
  const made = same ? policy : { access: policy.access, paths }
  folded.set(policy, made)
  return made
}

function covers(prefix: string, path: string): boolean {
  if (!path.startsWith(prefix)) return false
  return prefix.endsWith('/') || path.length === prefix.length || path[prefix.length] === '/'
}
