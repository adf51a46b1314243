import { decide } from '../../model/policy.ts'
import { settlePath, withoutParameters } from '../http/path.ts'
import type { Site } from '../sites/site.ts'
import type { Visit } from '../visit.ts'
import type { Visitors } from './visitors.ts'

export type Pass =
  /** May go on, with this path. */
  | { readonly ok: true; readonly path: string }
  | { readonly ok: false; readonly because: 'sign-in' | 'path' }

const signIn: Pass = { ok: false, because: 'sign-in' }
const oddPath: Pass = { ok: false, because: 'path' }

/** May this visit go on? The decision itself is the model's; here is who asks, and for which path. */
export class Permit {
  readonly #visitors: Visitors

  constructor(visitors: Visitors) {
    this.#visitors = visitors
  }

  /** Where everybody may see everything, paths are none of the gateway's business and pass as they came. */
  check(visit: Visit, site: Site): Pass {
    if (!site.restricted) return { ok: true, path: visit.path }
    if (!site.hasPaths) return this.#decide(visit, site, visit.path) ? { ok: true, path: visit.path } : signIn
    const settled = settlePath(visit.path)
    if (!settled) return oddPath
    return this.#decide(visit, site, settled.decided) ? { ok: true, path: settled.sent } : signIn
  }

  /** May the visitor be told about this path of the instance? */
  may(visit: Visit, site: Site, path: string): boolean {
    const settled = settlePath(path)
    return settled !== undefined && this.#decide(visit, site, settled.decided)
  }

  #decide({ head }: Visit, site: Site, path: string): boolean {
    const { policy } = site.route
    const visitor = this.#visitors.of(site.instance, head.cookie)
    if (decide(policy, visitor, path) !== 'allow') return false
    const other = withoutParameters(path)
    return other === undefined || decide(policy, visitor, other) === 'allow'
  }
}
