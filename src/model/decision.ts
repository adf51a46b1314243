import type { Access, Policy } from './policy.ts'

/** Who asks. An `anonymous` visitor is anybody on the network, a `peer` another engine that has proven who it is. */
export type Visitor =
  { readonly kind: 'anonymous' } | { readonly kind: 'owner'; readonly session: string; readonly name: string } | { readonly kind: 'peer'; readonly id: string; readonly name: string }

export type Decision = 'allow' | 'sign-in' | 'deny'

/**
 * May this visitor use this path? The longest prefix that covers it counts.
 * `path` is what the app will see: already normalised, without its query.
 */
export function decide(policy: Policy, visitor: Visitor, path: string): Decision {
  const access = accessAt(policy, path)
  if (access === 'public' || visitor.kind === 'owner') return 'allow'
  if (visitor.kind === 'anonymous') return 'sign-in'
  return access === 'peer' ? 'allow' : 'deny'
}

function accessAt({ paths, access }: Policy, path: string): Access {
  return paths[prefixAt(paths, path)] ?? access
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

function covers(prefix: string, path: string): boolean {
  if (!path.startsWith(prefix)) return false
  return prefix.endsWith('/') || path.length === prefix.length || path[prefix.length] === '/'
}
