import type { AppMeta } from '../model/app.ts'
import type { Access, Policy } from '../model/policy.ts'

/**
 * The access policy an app's author suggests. `peer` is for other engines, which sign in differently;
 * until they can, it is the owner's only. An app that says nothing about the rest of its paths is private.
 */
export function policyOf(meta: AppMeta): Policy {
  const access = (text: 'public' | 'private' | 'peer'): Access => (text === 'public' ? 'public' : 'private')
  const paths: Record<string, Access> = {}
  for (const [prefix, rule] of Object.entries(meta.paths)) {
    if (prefix.startsWith('/')) paths[prefix] = access(rule.access)
  }
  return { access: access(meta.paths['']?.access ?? 'private'), paths }
}
