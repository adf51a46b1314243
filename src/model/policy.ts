import { z } from 'zod'

/** Who may use an app: everybody, or its owner only. (Groups and devices come with people.) */
export const Access = z.enum(['public', 'private'])
export type Access = z.infer<typeof Access>

/** The access policy of an instance: a default, and prefixes of paths that differ. */
export const Policy = z.object({
  access: Access,
  paths: z.record(z.string().startsWith('/'), Access).default({}),
})
export type Policy = z.infer<typeof Policy>

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
