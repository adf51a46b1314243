import { decide } from '../../model/decision.ts'
import type { Visitor } from '../../model/decision.ts'
import { settlePath, withoutParameters } from '../http/path.ts'
import type { Site } from '../sites/site.ts'
import type { Visit } from '../visit.ts'
import type { Visitors } from './visitors.ts'

export type Pass =
  /** May go on, with this path; `session` where that is owed to a sign-in. */
  { readonly ok: true; readonly path: string; readonly session: string | undefined } | { readonly ok: false; readonly because: 'sign-in' | 'path' }

const anonymous: Visitor = { kind: 'anonymous' }
const signIn: Pass = { ok: false, because: 'sign-in' }
const oddPath: Pass = { ok: false, because: 'path' }

/** May this visit go on? The decision itself is the model's; here is who asks, and for which path. */
export class Permit {
  readonly #visitors: Visitors

  constructor(visitors: Visitors) {
    this.#visitors = visitors
  }

  /** Where everybody may see everything and is presented alike, paths are none of the gateway's business and pass as they came. */
  check(visit: Visit, site: Site): Pass {
    if (!site.restricted) return { ok: true, path: visit.path, session: undefined }
    if (!site.hasPaths) return this.#decide(visit, site, visit.path, visit.path)
    const settled = settlePath(visit.path)
    return settled ? this.#decide(visit, site, settled.decided, settled.sent) : oddPath
  }

  /** May the visitor be told about this path of the instance? */
  may(visit: Visit, site: Site, path: string): boolean {
    const settled = settlePath(path)
    return settled !== undefined && this.#decide(visit, site, settled.decided, path).ok
  }

  #decide({ head }: Visit, site: Site, path: string, sent: string): Pass {
    if (allows(site, anonymous, path)) return { ok: true, path: sent, session: undefined }
    const visitor = this.#visitors.of(site.instance, head.cookie)
    if (visitor.kind === 'anonymous' || !allows(site, visitor, path)) return signIn
    return { ok: true, path: sent, session: visitor.kind === 'owner' ? visitor.session : undefined }
  }
}

/** In both readings of the path. */
function allows({ route: { policy } }: Site, visitor: Visitor, path: string): boolean {
  if (decide(policy, visitor, path) !== 'allow') return false
  const other = withoutParameters(path)
  return other === undefined || decide(policy, visitor, other) === 'allow'
}
