import type { Access, Policy } from './policy.ts'

/** Who asks. An `anonymous` visitor is anybody on the network. */
export type Visitor = { readonly kind: 'anonymous' } | { readonly kind: 'owner'; readonly session: string }

export type Decision = 'allow' | 'sign-in' | 'deny'

/**
 * May this visitor use this path? The longest matching prefix wins, and a prefix matches
 * only whole segments: `/share` covers `/share` and `/share/x`, never `/shared`.
 * `path` is what the app will see: already normalised, without its query.
 */
export function decide(policy: Policy, visitor: Visitor, path: string): Decision {
  if (accessAt(policy, path) === 'public') return 'allow'
  return visitor.kind === 'owner' ? 'allow' : 'sign-in'
}

function accessAt(policy: Policy, path: string): Access {
  let best = ''
  for (const prefix in policy.paths) {
    if (prefix.length > best.length && covers(prefix, path)) best = prefix
  }
  return policy.paths[best] ?? policy.access
}

function covers(prefix: string, path: string): boolean {
  if (!path.startsWith(prefix)) return false
  return prefix.endsWith('/') || path.length === prefix.length || path[prefix.length] === '/'
}
