import { Problem } from '../../model/problem.ts'
import { withoutOurs } from '../http/cookies.ts'
import { answerProblem } from '../http/problems.ts'
import type { Destination } from '../proxy/destination.ts'
import type { Parked } from '../sites/parking.ts'
import type { Visit } from '../visit.ts'

export interface ApprovalOptions {
  readonly visit: Visit
  readonly to: Destination
  /** The path as the app is to see it. */
  readonly path: string
  readonly counted: boolean
}

/**
 * What is said of who is signed in. All of them are always said, with nothing where there is nothing to say, so
 * that a proxy which copies them leaves none that a visitor made up.
 */
const said = ['Remote-User', 'Remote-Name', 'Remote-Email', 'Remote-Groups', 'X-Berth-Identity', 'X-Ptl-Client-Type', 'X-Ptl-Client-Id', 'X-Ptl-Client-Name']

/** The answer to a proxy that it may pass a visit on, and with which headers. It waits until the app runs. */
export class Approval implements Parked {
  readonly #of: ApprovalOptions
  #parked = false

  constructor(options: ApprovalOptions) {
    this.#of = options
    options.visit.answer.over = this
    if (options.counted) options.to.demand?.enter()
  }

  go(): void {
    const { to, visit, path } = this.#of
    this.#parked = false
    // The proxy passes on the path as it came: where another one would be sent, none is.
    if (path !== visit.path) return this.giveUp(new Problem('bad-request', { reason: 'its path can be read in two ways' }))
    if (to.upstream()) return this.#approve()
    const refusal = to.refusal()
    if (refusal) return this.giveUp(refusal)
    this.#parked = true
    to.parking.park(this)
  }

  giveUp(problem: Problem): void {
    const { request, answer, head } = this.#of.visit
    this.#parked = false
    answerProblem(request, answer, head, problem)
  }

  /** The proxy has its answer, or is gone. */
  closed(): void {
    const { to, counted } = this.#of
    if (this.#parked) to.parking.forget(this)
    if (counted) to.demand?.leave()
  }

  #approve(): void {
    const { to, visit } = this.#of
    const { request, answer, head, path, query } = visit
    const told = to.tell(head, path + query)
    const declared = request.rawHeaders.find((name, at) => at % 2 === 0 && told?.isDeclared(name))
    if (declared !== undefined) return this.giveUp(new Problem('bad-request', { reason: `${declared} is not for visitors to say` }))
    const lines = told?.lines.slice(head.lines.length) ?? []
    const silent = said.filter((name) => !lines.some((one, at) => at % 2 === 0 && one.toLowerCase() === name.toLowerCase())).flatMap((name) => [name, ''])
    answer.writeHead(200, [...lines, ...silent, 'Cookie', withoutOurs(head.cookie), 'Cache-Control', 'no-store', 'Content-Length', '0'])
    answer.end()
  }
}
