import type { Clock } from '../kit/clock.ts'
import { Problem } from '../model/problem.ts'
import type { Pass, Permit, Refusal } from './access/permit.ts'
import { consoleUrl, signInUrl } from './access/signin.ts'
import type { SignInOptions } from './access/signin.ts'
import type { Visitors } from './access/visitors.ts'
import { Approval } from './forwardauth/approval.ts'
import type { Proxies } from './forwardauth/proxies.ts'
import { isForwardAuth, mayBeOwn, subjectOf } from './forwardauth/subject.ts'
import { isEncrypted } from './forwardauth/whence.ts'
import type { Answer } from './http/answer.ts'
import { faultOf } from './http/fault.ts'
import { isPageLoad, RequestHead } from './http/head.ts'
import { parseHost } from './http/host.ts'
import type { Incoming } from './http/incoming.ts'
import { isProbe } from './http/probes.ts'
import { answerProblem, answerText } from './http/problems.ts'
import type { OwnOptions } from './own/options.ts'
import { answerOther } from './own/otherversion.ts'
import { answerOwn, isOwn, isWayIn } from './own/own.ts'
import { newsOf } from './pages/news.ts'
import { waitingPage } from './pages/waiting.ts'
import { Exchange } from './proxy/exchange.ts'
import { forward } from './proxy/forwarded.ts'
import type { Destination } from './proxy/destination.ts'
import { ConsoleEntry } from './sites/console.ts'
import { SiteEntry } from './sites/entry.ts'
import { OtherVersion } from './sites/otherversion.ts'
import type { Sites } from './sites/sites.ts'
import { answerChallenge, isChallenge } from './tls/challenge.ts'
import type { Https } from './tls/https.ts'
import { secureUrl } from './tls/redirect.ts'
import { visitOf } from './visit.ts'
import type { Visit } from './visit.ts'

export interface FrontOptions extends Omit<OwnOptions, 'consoleUrl'> {
  readonly clock: Clock
  readonly sites: Sites
  readonly visitors: Visitors
  readonly permit: Permit
  readonly headerLines: number
  readonly https: Https
  readonly proxies: Proxies
  /** The port of the console. */
  readonly mainPort: () => number
}

/** Who has once come by HTTPS, and so trusts it, comes that way for a day, in seconds; others never hear of it. */
const stayHere = 'max-age=86400'

/** Through somebody else's proxy a waiting page hears no news: its browser asks again by itself. */
const askAgain = ['Retry-After', '5', 'Refresh', '3']

type Passed = Pick<Extract<Pass, { ok: true }>, 'path' | 'session'>

/** Decides about each request: refused, answered by the gateway itself, or on its way to an app. */
export class Front {
  readonly #options: FrontOptions & OwnOptions

  constructor(options: FrontOptions) {
    this.#options = { ...options, consoleUrl: (visit) => consoleUrl(this.#whence(visit)) }
  }

  /** `entry`: what the port leads to; nothing for the main port, where the name says it. */
  receive(request: Incoming, answer: Answer, port: number, entry?: SiteEntry): void {
    const { sites, proxies, headerLines } = this.#options
    const head = new RequestHead(request.rawHeaders)
    head.fault ??= faultOf(request, headerLines)
    if (head.fault !== undefined) return this.#refuse(request, answer, head, new Problem('bad-request', { reason: head.fault }))
    if (isEncrypted(request)) answer.setHeader('Strict-Transport-Security', stayHere)
    const visit = visitOf(request, answer, head, port, proxies)
    if (!entry && this.#isNobodys(visit)) return
    const place = entry ? entryAt(entry, head) : sites.at(head.host)
    if (!place) return this.#refuse(request, answer, head, this.#nobody(head))
    const elsewhere = this.#secureUrl(visit, place)
    if (elsewhere !== undefined) return redirect(answer, 308, elsewhere)
    if (place instanceof ConsoleEntry) this.#pass(visit, place, { path: visit.path, session: undefined }, false)
    else this.#visit(visit, place)
  }

  /** What is answered whatever the Host: it is asked by machines, about the machine. */
  #isNobodys(visit: Visit): boolean {
    const { https, proxies } = this.#options
    const isForUs = isChallenge(visit.path) && !isEncrypted(visit.request)
    if (isForUs) answerChallenge(visit, https)
    else if (isForwardAuth(visit.path) && proxies.trusts(visit.request.socket.remoteAddress)) this.#askedByProxy(visit)
    else return false
    return true
  }

  /** About a visit that comes in elsewhere: decided like one that comes in here. */
  #askedByProxy(asking: Visit): void {
    const visit = subjectOf(asking)
    const { request, answer, head } = asking
    if (typeof visit === 'string') return this.#refuse(request, answer, head, new Problem('bad-request', { reason: visit }))
    const place = this.#options.sites.at(visit.head.host)
    if (place instanceof SiteEntry || place instanceof OtherVersion) this.#visit(visit, place)
    else this.#refuse(request, answer, head, this.#nobody(visit.head))
  }

  #secureUrl({ scheme, head, path, query, port }: Visit, place: SiteEntry | OtherVersion | ConsoleEntry): string | undefined {
    const { https, mainPort } = this.#options
    if (!https.redirects || scheme === 'https') return undefined
    return secureUrl({ scheme, host: head.host, path, query, port, isMain: port === mainPort(), isConsole: place instanceof ConsoleEntry }, https)
  }

  #visit(visit: Visit, place: SiteEntry | OtherVersion): void {
    if (place instanceof OtherVersion) return this.#visitOther(visit, place)
    const { site } = place
    if (isOwn(visit.path)) return mayBeOwn(visit) ? answerOwn(visit, place, this.#options) : this.#refuse(visit.request, visit.answer, visit.head, new Problem('no-route', { path: visit.path }))
    const pass = this.#options.permit.check(visit, site)
    if (!pass.ok) return this.#turnAway(visit, place, pass.because)
    if (site.condition === 'open') return this.#pass(visit, place, pass, !isProbe(visit.head))
    this.#wake(visit, place, pass)
  }

  /** Whoever may visit the app is told why this version of it is not here; others hear what they hear at its own name. */
  #visitOther(visit: Visit, other: OtherVersion): void {
    if (isWayIn(visit)) return answerOwn(visit, other.entry, this.#options)
    const pass = this.#options.permit.check(visit, other.entry.site)
    if (pass.ok) answerOther(visit, other)
    else this.#turnAway(visit, other.entry, pass.because)
  }

  /** It does not run. A person gets a page at once, a monitor is told so, anybody else waits for the app. */
  #wake(visit: Visit, entry: SiteEntry, pass: Passed): void {
    const { site } = entry
    const { request, answer, head } = visit
    if (isProbe(head)) return this.#refuse(request, answer, head, new Problem('asleep', { name: entry.title, seconds: 30 }), ['X-Berth-State', site.condition])
    const shut = site.condition === 'failed' || site.condition === 'shut'
    const page = site.condition !== 'paused' && isPageLoad(visit.method, head) && visit.forProxy !== 'codes'
    if (page && site.route.state !== 'gone') return this.#page(visit, entry)
    if (shut) return this.#refuse(request, answer, head, entry.refusal() as Problem)
    this.#pass(visit, entry, pass, true)
  }

  #page({ request, answer, head, path, forProxy }: Visit, { site }: SiteEntry): void {
    const { clock, visitors } = this.#options
    const visitor = visitors.of(site.instance, head)
    const news = newsOf(site.route, site.condition, visitor, clock.date().getTime())
    if (site.condition === 'asleep') site.demand.visit()
    answerText(request, answer, head, 503, waitingPage({ news, path }), forProxy ? askAgain : ['Retry-After', '5'])
  }

  #pass(visit: Visit, to: Destination, { path, session }: Passed, counted: boolean): void {
    const { request, answer, head } = visit
    if (visit.forProxy) return new Approval({ visit, to, path, counted }).go()
    forward(visit, to)
    new Exchange({ request, answer, head, path: path + visit.query, to, counted, session }).go()
  }

  #turnAway(visit: Visit, { site }: SiteEntry, because: Refusal): void {
    const { request, answer, head } = visit
    const { visitors, witness } = this.#options
    const result = because === 'deny' ? 'no-access' : because === 'path' ? 'odd path' : 'sign-in'
    witness.saw({ visitor: visitors.of(site.instance, head), action: 'visit', instance: site.instance, from: visit.from, result })
    if (because === 'path') return this.#refuse(request, answer, head, new Problem('bad-request', { reason: 'its path can be read in two ways' }))
    if (because === 'deny') return this.#refuse(request, answer, head, new Problem('no-access'))
    const url = signInUrl({ ...this.#whence(visit), instance: site.instance, path: visit.path + visit.query })
    if (visit.forProxy === 'codes') return this.#refuse(request, answer, head, new Problem('sign-in'), ['X-Berth-Sign-In', url])
    if (isPageLoad(visit.method, head)) redirect(answer, 302, url)
    else this.#refuse(request, answer, head, new Problem('sign-in'))
  }

  /** By which name and port this visitor came, to find the console that goes with it. */
  #whence({ request, head: { host }, scheme, port }: Visit): Omit<SignInOptions, 'instance' | 'path'> {
    const { sites, https, mainPort } = this.#options
    const main = mainPort()
    const known = { host, scheme, domain: sites.domain ?? '', isApps: sites.isOwn(host), lan: sites.lan }
    // An app may have a certificate for a name of its own where the console has none.
    if (known.isApps && isEncrypted(request) && !https.certificates.has(`berth.${known.domain}`)) return { ...known, consoleScheme: 'http', consolePort: main }
    const consolePort = port === main || port === https.port ? undefined : scheme === 'https' ? (https.port ?? main) : main
    return { ...known, consolePort }
  }

  #nobody(head: RequestHead): Problem {
    if (!parseHost(head.host)) return new Problem('bad-request', { reason: 'its Host is none' })
    if (this.#options.sites.domain === undefined) return new Problem('gateway-new', { seconds: 2 })
    return new Problem('no-app-here', { host: head.host })
  }

  #refuse(request: Incoming, answer: Answer, head: RequestHead, problem: Problem, more: readonly string[] = []): void {
    answerProblem(request, answer, head, problem, more)
  }
}

/** A port leads to its app under any name, as long as it is one. */
function entryAt(entry: SiteEntry, { host }: RequestHead): SiteEntry | undefined {
  return parseHost(host) ? entry : undefined
}

function redirect(answer: Answer, status: 302 | 308, to: string): void {
  answer.writeHead(status, ['Location', to, 'Cache-Control', 'no-store', 'Referrer-Policy', 'no-referrer', 'Content-Length', '0'])
  answer.end()
}
