import { settlePath } from '../../model/path.ts'
import type { Access, Policy } from '../../model/policy.ts'

/** A policy while somebody changes it. */

export interface Rule {
  readonly path: string
  readonly access: Access
}

/** The rules for paths in the order in which they count: the longest first. */
export function rulesOf({ paths }: Policy): readonly Rule[] {
  return Object.entries(paths)
    .map(([path, access]) => ({ path, access }))
    .toSorted((a, b) => b.path.length - a.path.length || a.path.localeCompare(b.path))
}

export function withRule({ access, paths }: Policy, rule: Rule): Policy {
  return { access, paths: { ...paths, [rule.path]: rule.access } }
}

export function withoutRule({ access, paths }: Policy, path: string): Policy {
  return { access, paths: Object.fromEntries(Object.entries(paths).filter(([each]) => each !== path)) }
}

export function isSameAccess(a: Access, b: Access): boolean {
  return canonical(a) === canonical(b)
}

export function isSamePolicy(a: Policy, b: Policy): boolean {
  const text = (policy: Policy): string => JSON.stringify([canonical(policy.access), ...rulesOf(policy).map(({ path, access }) => [path, canonical(access)])])
  return text(a) === text(b)
}

function canonical(access: Access): string {
  if (typeof access === 'string') return access
  const { people, groups, devices } = access
  return JSON.stringify([people.toSorted(), groups.toSorted(), devices.toSorted()])
}

/** What everybody may use after the change but not before: "" is the app itself. */
export function madePublic(before: Policy, after: Policy): readonly string[] {
  const opened = after.access === 'public' && before.access !== 'public' ? [''] : []
  const paths = Object.entries(after.paths).filter(([path, access]) => access === 'public' && (before.paths[path] ?? before.access) !== 'public')
  const freed = after.access === 'public' ? Object.keys(before.paths).filter((path) => !(path in after.paths) && before.paths[path] !== 'public') : []
  return [...opened, ...paths.map(([path]) => path), ...freed]
}

/** A path as it is kept: without the slash at its end, which would leave `/admin` itself out. */
export function plainPath(typed: string): string {
  const path = typed.trim()
  return path.length > 1 ? path.replace(/\/+$/, '') || '/' : path
}

export type PathFault = 'shape' | 'root' | 'double' | 'odd'

/** What is wrong with the path of a new rule; nothing of one that was not typed yet. */
export function faultInPath(typed: string, { paths }: Policy): PathFault | undefined {
  const path = plainPath(typed)
  if (path === '') return undefined
  if (!path.startsWith('/') || /[?#\s]/.test(path)) return 'shape'
  if (path === '/') return 'root'
  if (path in paths) return 'double'
  // What is decided about is decoded; a rule in another writing would never be met.
  return isMet(path) ? undefined : 'odd'
}

function isMet(path: string): boolean {
  return !path.includes('%') && settlePath(encodeURI(path))?.decided === path
}
