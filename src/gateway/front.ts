import type { IncomingMessage } from 'node:http'
import type { Clock } from '../kit/clock.ts'
import { Problem } from '../model/problem.ts'
import type { Pass, Permit } from './access/permit.ts'
import { signInUrl } from './access/signin.ts'
import type { Visitors } from './access/visitors.ts'
import type { Answer } from './http/answer.ts'
import { isPageLoad, RequestHead } from './http/head.ts'
import { parseHost } from './http/host.ts'
import { isProbe } from './http/probes.ts'
import { answerProblem, answerText } from './http/problems.ts'
import type { OwnOptions } from './own/options.ts'
import { answerOwn, isOwn } from './own/own.ts'
import { newsOf } from './pages/news.ts'
import { waitingPage } from './pages/waiting.ts'
import { Exchange } from './proxy/exchange.ts'
import { forward } from './proxy/forwarded.ts'
import type { Destination } from './proxy/destination.ts'
import { ConsoleEntry } from './sites/console.ts'
import type { SiteEntry } from './sites/entry.ts'
import type { Sites } from './sites/sites.ts'
import { schemeOf } from './visit.ts'
import type { Visit } from './visit.ts'

export interface FrontOptions extends OwnOptions {
  readonly clock: Clock
  readonly sites: Sites
  readonly visitors: Visitors
  readonly permit: Permit
  readonly headerLines: number
  /** The port of the console. */
  readonly mainPort: () => number
}

type Passed = Pick<Extract<Pass, { ok: true }>, 'path' | 'session'>

/** Decides about each request: refused, answered by the gateway itself, or on its way to an app. */
export class Front {
  readonly #options: FrontOptions

  constructor(options: FrontOptions) {
    this.#options = options
  }

  /** `entry`: what the port leads to; nothing for the main port, where the name says it. */
  receive(request: IncomingMessage, answer: Answer, port: number, entry?: SiteEntry): void {
    const head = new RequestHead(request.rawHeaders)
    head.fault ??= this.#fault(request)
    if (head.fault !== undefined) return this.#refuse(request, answer, head, new Problem('bad-request', { reason: head.fault }))
    const place = entry ? entryAt(entry, head) : this.#options.sites.at(head.host)
    if (!place) return this.#refuse(request, answer, head, this.#nobody(head))
    const url = request.url as string
    const mark = url.indexOf('?')
    const path = mark < 0 ? url : url.slice(0, mark)
    const visit = { request, answer, head, path, query: mark < 0 ? '' : url.slice(mark), scheme: schemeOf(request), port }
    if (place instanceof ConsoleEntry) this.#pass(visit, place, { path, session: undefined }, false)
    else this.#visit(visit, place)
  }

  #fault(request: IncomingMessage): string | undefined {
    if (request.rawHeaders.length > this.#options.headerLines * 2) return 'it has too many header lines'
    if (request.url?.charCodeAt(0) !== 47) return 'its target is no path'
    return request.httpVersionMajor === 1 ? undefined : 'its version is unknown'
  }

  #visit(visit: Visit, entry: SiteEntry): void {
    const { site } = entry
    if (isOwn(visit.path)) return answerOwn(visit, entry, this.#options)
    const pass = this.#options.permit.check(visit, site)
    if (!pass.ok) return this.#turnAway(visit, entry, pass.because)
    if (site.condition === 'open') return this.#pass(visit, entry, pass, !isProbe(visit.head))
    this.#wake(visit, entry, pass)
  }

  /** It does not run. A person gets a page at once, a monitor is told so, anybody else waits for the app. */
  #wake(visit: Visit, entry: SiteEntry, pass: Passed): void {
    const { site } = entry
    const { request, answer, head } = visit
    if (isProbe(head)) return this.#refuse(request, answer, head, new Problem('asleep', { name: entry.title, seconds: 30 }), ['X-Berth-State', site.condition])
    const shut = site.condition === 'failed' || site.condition === 'shut'
    const page = site.condition !== 'paused' && isPageLoad(request.method, head)
    if (page && site.route.state !== 'gone') return this.#page(visit, entry)
    if (shut) return this.#refuse(request, answer, head, entry.refusal() as Problem)
    this.#pass(visit, entry, pass, true)
  }

  #page({ request, answer, head, path }: Visit, { site }: SiteEntry): void {
    const { clock, visitors } = this.#options
    const visitor = visitors.of(site.instance, head.cookie)
    const news = newsOf(site.route, site.condition, visitor, clock.date().getTime())
    if (site.condition === 'asleep') site.demand.visit()
    answerText(request, answer, head, 503, waitingPage({ news, path }), ['Retry-After', '5'])
  }

  #pass(visit: Visit, to: Destination, { path, session }: Passed, counted: boolean): void {
    const { request, answer, head } = visit
    forward(visit, to)
    new Exchange({ request, answer, head, path: path + visit.query, to, counted, session }).go()
  }

  #turnAway(visit: Visit, { site }: SiteEntry, because: 'sign-in' | 'path'): void {
    const { request, answer, head } = visit
    if (because === 'path') return this.#refuse(request, answer, head, new Problem('bad-request', { reason: 'its path can be read in two ways' }))
    if (!isPageLoad(request.method, head)) return this.#refuse(request, answer, head, new Problem('sign-in'))
    const main = this.#options.mainPort()
    const consolePort = visit.port === main ? undefined : main
    const { host } = head
    const { instance } = site
    const domain = this.#options.sites.domain ?? ''
    const url = signInUrl({ instance, host, scheme: visit.scheme, path: visit.path + visit.query, domain, consolePort })
    answer.writeHead(302, ['Location', url, 'Cache-Control', 'no-store', 'Referrer-Policy', 'no-referrer', 'Content-Length', '0'])
    answer.end()
  }

  #nobody(head: RequestHead): Problem {
    if (!parseHost(head.host)) return new Problem('bad-request', { reason: 'its Host is none' })
    if (this.#options.sites.domain === undefined) return new Problem('gateway-new', { seconds: 2 })
    return new Problem('no-app-here', { host: head.host })
  }

  #refuse(request: IncomingMessage, answer: Answer, head: RequestHead, problem: Problem, more: readonly string[] = []): void {
    answerProblem(request, answer, head, problem, more)
  }
}

/** A port leads to its app under any name, as long as it is one. */
function entryAt(entry: SiteEntry, { host }: RequestHead): SiteEntry | undefined {
  return parseHost(host) ? entry : undefined
}
