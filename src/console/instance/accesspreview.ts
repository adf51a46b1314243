import { settlePath } from '../../model/path.ts'
import { explainReadings } from '../../model/policy.ts'
import type { Policy, Verdict } from '../../model/policy.ts'
import type { Visitor } from '../../model/visitor.ts'

/** What decided: a line of the policy, or what stands above it. */
export type Because = 'rule' | 'role' | 'link' | 'open'

export interface Preview extends Verdict {
  readonly because: Because
}

/** What a browser would ask for when this is typed: a path, or a whole address. */
export function pathOf(typed: string): string {
  const text = typed.trim()
  const address = /^https?:\/\//i.test(text) ? text : `http://app/${text.replace(/^\//, '')}`
  return URL.canParse(address) ? new URL(address).pathname : '/'
}

/** What this visitor would meet there; nothing for a path that is refused for everybody. */
export function previewOf(policy: Policy, visitor: Visitor, path: string, open: boolean): Preview | undefined {
  const settled = settlePath(path)
  if (!settled) return undefined
  const verdict = explainReadings(policy, visitor, settled.decided, open)
  return { ...verdict, because: becauseOf(policy, visitor, settled.decided, open, verdict) }
}

const anonymous: Visitor = { kind: 'anonymous' }

/** It is for more than the rule when the same rule would not let in somebody who has nothing else to show. */
function becauseOf(policy: Policy, visitor: Visitor, path: string, open: boolean, { decision }: Verdict): Because {
  if (decision !== 'allow') return 'rule'
  if (open && explainReadings(policy, visitor, path, false).decision !== 'allow') return 'open'
  if (explainReadings(policy, lesserOf(visitor), path, open).decision === 'allow') return 'rule'
  return visitor.kind === 'link' ? 'link' : visitor.kind === 'person' && isAbove(visitor.role) ? 'role' : 'rule'
}

function isAbove(role: string): boolean {
  return role === 'owner' || role === 'admin'
}

function lesserOf(visitor: Visitor): Visitor {
  return visitor.kind === 'person' && isAbove(visitor.role) ? { ...visitor, role: 'member' } : anonymous
}
