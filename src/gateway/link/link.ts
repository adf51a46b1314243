import { rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import type { Server, Socket } from 'node:net'
import type { Log } from '../../kit/log.ts'
import type { EngineFrame, GatewayFrame } from '../protocol.ts'
import { parseFrame } from './frames.ts'
import { Lines } from './lines.ts'

/** What an engine that does not read may leave unread, in bytes, before it is cut off; it comes back and is told all. */
const unread = 4 * 1024 * 1024

export interface LinkOptions {
  /** The path of the UNIX socket. */
  readonly socket: string
  readonly log: Log
  readonly onFrame: (frame: EngineFrame) => void
}

/**
 * The gateway's end of the wire to the engine. The newest connection is the engine; without one the
 * gateway goes on with what it was told last.
 */
export class Link implements AsyncDisposable {
  readonly #options: LinkOptions
  readonly #server: Server
  #engine: Socket | undefined

  /** Throws when another gateway answers at the socket. */
  static async open(options: LinkOptions): Promise<Link> {
    if (await answers(options.socket)) throw new Error(`another gateway listens at ${options.socket}`)
    await rm(options.socket, { force: true })
    const link = new Link(options)
    await link.#listen()
    return link
  }

  private constructor(options: LinkOptions) {
    this.#options = options
    this.#server = createServer((socket) => this.#take(socket))
  }

  /** Dropped while no engine is there: the next one is told all. */
  send(frame: GatewayFrame): void {
    const engine = this.#engine
    if (!engine) return
    engine.write(JSON.stringify(frame) + '\n')
    if (engine.writableLength > unread) engine.destroy()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    this.#engine?.destroy()
    await closed
  }

  /** Only the user who starts the gateway may connect; `umask` because `chmod` would come too late. */
  async #listen(): Promise<void> {
    const failed = Promise.withResolvers<undefined>()
    this.#server.once('error', failed.reject)
    const before = process.umask(0o177)
    this.#server.listen(this.#options.socket, () => failed.resolve(undefined))
    process.umask(before)
    await failed.promise
  }

  #take(socket: Socket): void {
    this.#engine?.destroy()
    this.#engine = socket
    const lines = new Lines((line) => this.#hear(line))
    socket.setEncoding('utf8')
    socket.on('data', (text: string) => this.#guard(socket, () => lines.push(text)))
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      if (this.#engine === socket) this.#engine = undefined
      this.#options.log.info({}, 'the engine is away')
    })
    this.#options.log.info({}, 'an engine is here')
  }

  #hear(line: string): void {
    const frame = parseFrame(line)
    if (frame) this.#options.onFrame(frame)
    else this.#options.log.error({ line: line.slice(0, 200) }, 'the engine sent what is no frame')
  }

  #guard(socket: Socket, act: () => void): void {
    try {
      act()
    } catch (err) {
      this.#options.log.error({ err }, 'the wire to the engine is cut')
      socket.destroy()
    }
  }
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
    socket.once('close', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}
