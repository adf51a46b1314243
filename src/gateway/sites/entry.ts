import type { Problem } from '../../model/problem.ts'
import type { RequestHead } from '../http/head.ts'
import type { Destination, Stream, Told } from '../proxy/destination.ts'
import type { Target } from '../protocol.ts'
import type { Upstream } from '../proxy/upstream.ts'
import { reasonOf } from './condition.ts'
import type { Demand } from './demand.ts'
import type { Parking } from './parking.ts'
import type { Site } from './site.ts'

/** One way into an instance: what a name or a port leads to. */
export class SiteEntry implements Destination {
  readonly whose = 'app'
  readonly site: Site
  readonly index: number

  constructor(site: Site, index: number) {
    this.site = site
    this.index = index
  }

  get title(): string {
    return this.site.route.title
  }

  get parking(): Parking {
    return this.site.parking
  }

  get demand(): Demand {
    return this.site.demand
  }

  begin(stream: Stream): void {
    this.site.begin(stream)
  }

  end(stream: Stream): void {
    this.site.end(stream)
  }

  get protocol(): 'http' | 'tcp' {
    return this.site.route.entries[this.index]?.protocol ?? 'http'
  }

  /** May anybody use this plain stream, where nobody can show who they are? */
  get open(): boolean {
    const { policy, entries } = this.site.route
    return policy.access === 'public' || entries[this.index]?.open === true
  }

  tell(head: RequestHead, path: string): Told | undefined {
    return this.site.tell(head, path)
  }

  refusal(): Problem | undefined {
    const { condition, route } = this.site
    return condition === 'failed' || condition === 'shut' ? reasonOf(route) : undefined
  }

  upstream(): Upstream | undefined {
    return this.site.upstream(this.index)
  }

  /** For a plain stream: where to connect, or nothing while one has to wait. */
  target(): Target | undefined {
    return this.site.target(this.index)
  }

  unreachable(): void {
    this.site.unreachable()
  }
}
