import { settlePath } from '../../model/path.ts'
import { explainReadings } from '../../model/policy.ts'
import { anonymous, sessionOf } from '../../model/visitor.ts'
import type { Stream } from '../proxy/destination.ts'
import type { Site } from '../sites/site.ts'
import type { Visit } from '../visit.ts'
import type { Visitors } from './visitors.ts'

/** Why somebody does not get in: not signed in, signed in but not meant, or a path that can be read in two ways. */
export type Refusal = 'sign-in' | 'deny' | 'path'

export type Pass =
  /** May go on, with this path; `session` where that is owed to a sign-in. */
  { readonly ok: true; readonly path: string; readonly session: string | undefined } | { readonly ok: false; readonly because: Refusal }

const oddPath: Pass = { ok: false, because: 'path' }

/** May this visit go on? The decision itself is the model's; here is who asks, and for which path. */
export class Permit {
  readonly #visitors: Visitors

  constructor(visitors: Visitors) {
    this.#visitors = visitors
  }

  /** Where everybody may see everything and is presented alike, paths are none of the gateway's business and pass as they came. */
  check({ head, path }: Pick<Visit, 'head' | 'path'>, site: Site): Pass {
    if (!site.restricted) return { ok: true, path, session: undefined }
    if (!site.hasPaths && !this.#comesByLink(head, site)) return this.#decide(head, site, path, path)
    const settled = settlePath(path)
    return settled ? this.#decide(head, site, settled.decided, settled.sent) : oddPath
  }

  /** May the visitor be told about this path of the instance? */
  may({ head }: Pick<Visit, 'head'>, site: Site, path: string): boolean {
    const settled = settlePath(path)
    return settled !== undefined && this.#decide(head, site, settled.decided, path).ok
  }

  /** May what is under way go on, now that somebody is somebody else or the policy is another? */
  mayStay(site: Site, { session, path }: Pick<Stream, 'session' | 'path'>): boolean {
    const visitor = session === undefined ? anonymous : this.#visitors.by(session)
    if (!visitor) return false
    const settled = path === undefined || !site.restricted ? undefined : settlePath(path)
    return settled === undefined || explainReadings(site.route.policy, visitor, settled.decided, this.#visitors.open).decision === 'allow'
  }

  /** Then it matters which path is asked for, whatever the policy: a link opens only its own. */
  #comesByLink(head: Visit['head'], { instance }: Site): boolean {
    return this.#visitors.of(instance, head).kind === 'link'
  }

  #decide(head: Visit['head'], site: Site, path: string, sent: string): Pass {
    const { open } = this.#visitors
    const { policy } = site.route
    if (explainReadings(policy, anonymous, path, open).decision === 'allow') return { ok: true, path: sent, session: undefined }
    const visitor = this.#visitors.of(site.instance, head)
    const { decision } = explainReadings(policy, visitor, path, open)
    return decision === 'allow' ? { ok: true, path: sent, session: sessionOf(visitor) } : { ok: false, because: decision }
  }
}
