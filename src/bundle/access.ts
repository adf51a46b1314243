import type { AppMeta } from '../model/app.ts'
import type { Access, Policy } from '../model/policy.ts'

/** The access policy an app's author suggests. An app that says nothing about the rest of its paths is private. */
export function policyOf(meta: AppMeta): Policy {
  const paths: Record<string, Access> = {}
  for (const [prefix, { access }] of Object.entries(meta.paths)) {
    if (prefix.startsWith('/')) paths[prefix] = access
  }
  return { access: meta.paths['']?.access ?? 'private', paths }
}

/** In open mode an app that would be for the owner alone is for paired devices; what its author keeps private below a path stays so. */
export function openedPolicy(policy: Policy): Policy {
  return policy.access === 'private' ? { ...policy, access: 'devices' } : policy
}
