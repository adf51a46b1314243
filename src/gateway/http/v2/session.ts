import type { ServerHttp2Session, ServerHttp2Stream } from 'node:http2'
import type { Socket } from 'node:net'
import type { Answer } from '../answer.ts'
import type { Incoming } from '../incoming.ts'
import type { GatewaySettings } from '../../settings.ts'
import { StreamAnswer } from './answer.ts'
import { StreamIncoming } from './incoming.ts'
import { limitsOf, Noise, windowOfConnection } from './limits.ts'

export interface SessionOptions {
  readonly settings: GatewaySettings
  readonly receive: (request: Incoming, answer: Answer) => void
}

/** Loaded with the first connection that speaks HTTP/2: 5 of the 70 MB the gateway may have. */
const http2 = () => process.getBuiltinModule('node:http2')

/** Speaks HTTP/2 on a connection until it ends. */
export function speakHttp2(socket: Socket, options: SessionOptions): void {
  socket.allowHalfOpen = false
  const session = http2().performServerHandshake(socket, limitsOf(options.settings))
  session.on('error', () => session.destroy())
  session.once('remoteSettings', () => session.setLocalWindowSize(windowOfConnection))
  hush(session)
  const idle = new Idle(session, options.settings)
  session.on('stream', (stream: ServerHttp2Stream, _: unknown, __: number, raw: string[]) => {
    idle.begin(stream)
    stream.on('error', () => undefined) // its `close` follows, and says enough
    const request = new StreamIncoming(stream, raw, socket)
    options.receive(request, new StreamAnswer(stream, request))
  })
}

/** Ends a session that says much and asks for nothing. */
function hush(session: ServerHttp2Session): void {
  const noise = new Noise()
  const heard = (): void => {
    if (noise.isTooMuch(performance.now())) session.destroy(new Error('it asks for nothing, again and again'), enhanceYourCalm)
  }
  session.on('ping', heard)
  session.on('remoteSettings', heard)
}

const enhanceYourCalm = 11

/** Ends a session that has had no request for a while, whatever else it says; the first must come sooner. */
class Idle {
  readonly #session: ServerHttp2Session
  readonly #time: number
  #open = 0
  #timer: NodeJS.Timeout

  constructor(session: ServerHttp2Session, { headerTime, keepAlive }: GatewaySettings) {
    this.#session = session
    this.#time = keepAlive
    this.#timer = setTimeout(this.#end, headerTime)
    session.once('close', () => clearTimeout(this.#timer))
  }

  begin(stream: ServerHttp2Stream): void {
    this.#open++
    clearTimeout(this.#timer)
    stream.once('close', () => this.#left())
  }

  #left(): void {
    this.#open--
    if (this.#open === 0 && !this.#session.destroyed) this.#timer = setTimeout(this.#end, this.#time)
  }

  readonly #end = (): void => {
    this.#session.destroy()
  }
}
