import type { Duplex } from 'node:stream'
import type { Dispatcher } from 'undici'
import { Problem } from '../../model/problem.ts'
import type { Incoming } from '../http/incoming.ts'
import { answerProblem } from '../http/problems.ts'
import type { Answer } from '../http/answer.ts'
import type { RequestHead } from '../http/head.ts'
import { responseLines } from '../http/responselines.ts'
import type { UpstreamHeaders } from '../http/responselines.ts'
import type { Parked } from '../sites/parking.ts'
import type { Destination, Stream, Told } from './destination.ts'
import { headFollowed, holdHead } from './flush.ts'
import { announcesTrailers, dispatchTrailing } from './trailing.ts'
import { Tunnel } from './tunnel.ts'

type Controller = Dispatcher.DispatchController

const repeatable: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE'])

/** Fields that would change what the head said (RFC 9110, 6.5.1). */
const forbiddenTrailers: ReadonlySet<string> = new Set(['content-length', 'transfer-encoding', 'trailer', 'set-cookie', 'content-encoding', 'content-type', 'content-range', 'cache-control'])

export interface ExchangeOptions {
  readonly request: Incoming
  readonly answer: Answer
  readonly head: RequestHead
  /** Path and query as the app is to see them. */
  readonly path: string
  readonly to: Destination
  /** False for those whose visit wakes nothing: a monitor's probe. */
  readonly counted: boolean
  readonly session?: string | undefined
}

/**
 * One request on its way through: waits if it must, goes to the app, and brings the answer back as it
 * comes, both bodies no faster than their readers. A body that breaks off on one side is broken off on
 * the other, never ended as if it were whole.
 */
export class Exchange implements Dispatcher.DispatchHandler, Parked, Stream {
  readonly #of: ExchangeOptions
  #controller: Controller | undefined
  #over = false
  /** The app may have seen something of it. */
  #touched = false
  #again = false
  #parked = false
  #held = false
  #tunnel: Tunnel | undefined
  #told: Told | undefined
  #place: string | undefined

  constructor(options: ExchangeOptions) {
    this.#of = options
    options.answer.over = this
    options.to.begin(this)
    if (options.counted) options.to.demand?.enter()
  }

  get session(): string | undefined {
    return this.#of.session ?? this.#told?.session
  }

  get place(): string | undefined {
    return this.#place
  }

  get path(): string {
    const { path } = this.#of
    const mark = path.indexOf('?')
    return mark < 0 ? path : path.slice(0, mark)
  }

  /** Goes on its way, or is parked. Called again when it may leave its parking place. */
  go(): void {
    this.#parked = false
    const { to, request, path, head } = this.#of
    if (this.#place !== undefined) this.#goElsewhere()
    const upstream = to.upstream()
    if (!upstream) return this.#park()
    this.#place = upstream.place
    // Not before now: what is declared, and who is signed in, may have changed while it was parked.
    const told = (this.#told = to.tell(head, path))
    const lines = told?.lines ?? head.lines
    const method = request.method as Dispatcher.HttpMethod
    const upgrade = head.upgrade === 'websocket' ? 'websocket' : null
    try {
      if (announcesTrailers(request)) return dispatchTrailing({ to: upstream.address, path, lines, request, told }, this)
      upstream.dispatch({ path, method, headers: lines, body: head.hasBody ? request : null, upgrade }, this)
    } catch (error) {
      this.giveUp(new Problem('bad-request', { reason: error instanceof Error ? error.message : String(error) }))
    }
  }

  giveUp(problem: Problem): void {
    this.#parked = false
    if (!this.#over) answerProblem(this.#of.request, this.#of.answer, this.#of.head, problem)
  }

  [Symbol.dispose](): void {
    this.#tunnel?.[Symbol.dispose]()
    if (!this.#of.answer.writableEnded) this.#breakOff()
  }

  /** The visitor has all of it, or is gone. */
  closed(): void {
    if (this.#over) return
    this.#over = true
    const { to, counted } = this.#of
    to.end(this)
    if (this.#parked) to.parking.forget(this)
    // Nothing happens to a controller whose response is complete.
    this.#controller?.abort(gone)
    if (counted) to.demand?.leave()
  }

  onRequestStart(controller: Controller): void {
    if (this.#over) return controller.abort(gone)
    this.#controller = controller
    if (!this.#touched && this.#of.head.expectsContinue) this.#of.answer.writeContinue()
    this.#touched = true
  }

  onResponseStart(_: Controller, status: number, headers: UpstreamHeaders, text?: string): void {
    if (status < 200 || this.#over) return
    const { answer, request, to, head } = this.#of
    const lines = responseLines(headers, to.whose)
    // The rest of an upload that nobody reads is not worth waiting for.
    if (head.hasBody && !request.complete) answer.shouldKeepAlive = false
    answer.writeHead(status, text ?? '', lines)
    this.#held = true
    holdHead(answer)
  }

  onResponseData(controller: Controller, chunk: Buffer): void {
    const { answer } = this.#of
    this.#followed()
    if (answer.write(chunk)) return
    controller.pause()
    answer.once('drain', () => controller.resume())
  }

  onResponseEnd(_: Controller, trailers: UpstreamHeaders): void {
    const { answer } = this.#of
    this.#followed()
    if (answer.chunkedEncoding) addTrailers(answer, trailers)
    answer.end()
  }

  onResponseError(_: Controller, error: Error): void {
    if (this.#over) return
    const { answer, to } = this.#of
    this.#controller = undefined
    if (answer.headersSent) return this.#breakOff()
    if (!this.#touched) return this.#notReached()
    if (this.#mayRepeat()) return this.go()
    this.giveUp(new Problem('upstream', { name: to.title, reason: error.message }))
  }

  onRequestUpgrade(_: Controller, status: number, headers: UpstreamHeaders, far: Duplex): void {
    const { answer, to } = this.#of
    const near = answer.socket
    if (this.#over || !near) return void far.destroy()
    const lines = responseLines(headers, to.whose)
    let head = `HTTP/1.1 ${status} Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n`
    for (let i = 0; i < lines.length; i += 2) head += `${lines[i]}: ${lines[i + 1]}\r\n`
    answer.over = undefined
    answer.detachSocket(near)
    near.write(head + '\r\n', 'latin1')
    this.#controller = undefined
    this.#tunnel = new Tunnel(near, far, () => this.closed())
  }

  /** It comes back from a place it did not reach, or that broke off before its answer. */
  #goElsewhere(): void {
    const { to } = this.#of
    to.end(this)
    this.#place = undefined
    to.begin(this)
  }

  #park(): void {
    const { to } = this.#of
    const refusal = to.refusal()
    if (refusal) return this.giveUp(refusal)
    this.#parked = true
    to.parking.park(this)
  }

  /** Nothing was sent, so nothing is lost by trying later. */
  #notReached(): void {
    this.#of.to.unreachable()
    this.go()
  }

  /** A kept-alive connection may be closed by the app just as it is used: once more, on another one. */
  #mayRepeat(): boolean {
    const { request, head } = this.#of
    if (this.#again || head.hasBody || !repeatable.has(request.method ?? '')) return false
    this.#again = true
    this.#touched = false
    return true
  }

  #followed(): void {
    if (!this.#held) return
    this.#held = false
    headFollowed(this.#of.answer)
  }

  /** A visitor who knows no chunks would take the end of the connection for the end of the body. */
  #breakOff(): void {
    const { request, answer } = this.#of
    if (request.httpVersionMajor === 1 && request.httpVersionMinor === 0) answer.socket?.resetAndDestroy()
    else answer.destroy()
  }
}

function addTrailers(answer: Answer, trailers: UpstreamHeaders): void {
  const named = Object.entries(trailers).filter(([name]) => !forbiddenTrailers.has(name))
  if (named.length > 0) answer.addTrailers(named.map(([name, value]): [string, string] => [name, String(value)]))
}

const gone = new Error('the visitor went away')
