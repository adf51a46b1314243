import type { ServerHttp2Stream } from 'node:http2'
import type { Answer, Ending } from '../answer.ts'
import type { StreamIncoming } from './incoming.ts'

/** What HTTP/2 has no use for, because it frames by itself: it would be an error to say it. */
const framing: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade', 'te', 'http2-settings'])

/** As in RFC 9113, 7. */
const noError = 0
const internalError = 2

/** An answer by HTTP/2. */
export class StreamAnswer implements Answer {
  over: Ending | undefined
  shouldKeepAlive = true
  readonly socket = null
  readonly #stream: ServerHttp2Stream
  readonly #request: StreamIncoming
  readonly #more: string[] = []
  #trailers: [string, string][] = []
  #trailing = false
  #ended = false

  constructor(stream: ServerHttp2Stream, request: StreamIncoming) {
    this.#stream = stream
    this.#request = request
    stream.once('close', () => this.#close())
    stream.once('finish', () => this.#finished())
    stream.once('wantTrailers', () => stream.sendTrailers(Object.fromEntries(this.#trailers)))
  }

  get headersSent(): boolean {
    return this.#stream.headersSent
  }

  get destroyed(): boolean {
    return this.#stream.destroyed || this.#stream.closed
  }

  get writableEnded(): boolean {
    return this.#ended
  }

  get chunkedEncoding(): boolean {
    return this.#trailing
  }

  setHeader(name: string, value: string): void {
    this.#more.push(name, value)
  }

  writeHead(status: number, ...rest: [string[]] | [string, string[]]): void {
    if (this.destroyed) return
    const lines = [...this.#more, ...(rest.at(-1) as string[])]
    const endStream = this.#isHead || status === 204 || status === 205 || status === 304
    this.#trailing = !endStream && !lines.some((name, at) => at % 2 === 0 && name.toLowerCase() === 'content-length')
    this.#stream.respond([':status', String(known(status)), ...sayable(lines)], { endStream, waitForTrailers: this.#trailing })
  }

  writeContinue(): void {
    if (!this.destroyed && !this.headersSent) this.#stream.additionalHeaders({ ':status': 100 })
  }

  /** A head goes out at once as it is. */
  flushHeaders(): void {
    return undefined
  }

  write(chunk: Buffer | string): boolean {
    return this.#takesBody ? this.#stream.write(chunk) : !this.destroyed
  }

  end(chunk?: Buffer | string): void {
    this.#ended = true
    if (this.#takesBody) this.#stream.end(chunk)
  }

  addTrailers(trailers: [string, string][]): void {
    this.#trailers = trailers.filter(([name]) => !framing.has(name.toLowerCase()))
  }

  once(event: 'drain', listener: () => void): void {
    this.#stream.once(event, listener)
  }

  detachSocket(): void {
    throw new Error('an HTTP/2 stream has no connection to itself')
  }

  destroy(): void {
    if (!this.destroyed) this.#stream.close(internalError)
  }

  get #isHead(): boolean {
    return this.#request.method === 'HEAD'
  }

  get #takesBody(): boolean {
    return !this.destroyed && this.#stream.writable
  }

  /** All is said; the rest of an upload that nobody reads is not worth waiting for (RFC 9113, 8.1). */
  #finished(): void {
    if (this.#request.complete || this.#stream.destroyed) return
    this.#stream.close(noError)
    this.#stream.resume()
  }

  #close(): void {
    const { over } = this
    this.over = undefined
    over?.closed()
  }
}

/** Other classes than five are for the visitor as if the app had failed (RFC 9110, 15). */
function known(status: number): number {
  return status >= 200 && status <= 599 ? status : 502
}

function sayable(lines: readonly string[]): string[] {
  const kept: string[] = []
  for (let i = 0; i < lines.length; i += 2) {
    if (!framing.has((lines[i] as string).toLowerCase())) kept.push(lines[i] as string, lines[i + 1] as string)
  }
  return kept
}
