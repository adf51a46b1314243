import type { ServerHttp2Stream } from 'node:http2'
import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import type { Incoming } from '../incoming.ts'
import { saidBy, valuesOf } from './lines.ts'

/**
 * A request by HTTP/2. It is a stream of its own beside that of its answer, so that who has no more use for
 * the body can throw it away and still answer. A body that was broken off breaks, too.
 */
export class StreamIncoming extends Readable implements Incoming {
  readonly httpVersionMajor = 2
  readonly httpVersionMinor = 0
  readonly method: string
  readonly url: string | undefined
  readonly rawHeaders: string[]
  readonly headers: Incoming['headers']
  readonly socket: Socket
  trailers: NodeJS.Dict<string> = {}
  complete: boolean
  readonly #stream: ServerHttp2Stream
  #reading = false

  constructor(stream: ServerHttp2Stream, raw: readonly string[], socket: Socket) {
    super()
    const { method, path, lines } = saidBy(raw, !stream.endAfterHeaders)
    this.method = method
    this.url = path
    this.rawHeaders = lines
    this.headers = { host: only(lines, 'host'), trailer: only(lines, 'trailer'), 'transfer-encoding': only(lines, 'transfer-encoding') }
    this.socket = socket
    this.complete = stream.endAfterHeaders
    this.#stream = stream
    this.on('error', nothing) // told to whoever reads; nobody may be
    if (this.complete) this.push(null)
    else this.#watch()
  }

  override _read(): void {
    if (this.complete) return
    if (!this.#reading) this.#stream.on('data', this.#take)
    this.#reading = true
    this.#stream.resume()
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#stream.off('data', this.#take)
    done(error)
  }

  readonly #take = (chunk: Buffer): void => {
    if (!this.push(chunk)) this.#stream.pause()
  }

  #watch(): void {
    const stream = this.#stream
    stream.on('trailers', (trailers) => (this.trailers = trailers as NodeJS.Dict<string>))
    stream.once('end', () => this.#ended())
    stream.once('close', () => this.#ended())
  }

  /** Also said of a stream that was reset, and of one whose connection is gone. */
  #ended(): void {
    if (this.complete || this.destroyed) return
    if (this.#stream.aborted || !this.#stream.readableEnded) return void this.destroy(new Error('the visitor broke off'))
    this.complete = true
    this.push(null)
  }
}

function only(lines: readonly string[], name: string): string | undefined {
  return valuesOf(lines, name)[0]
}

function nothing(): void {
  return undefined
}
