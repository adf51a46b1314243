import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { GatewayFrame } from '../gateway/protocol.ts'
import type { EngineFrame } from '../gateway/protocol.ts'
import type { Log } from '../kit/log.ts'
import { Loop } from '../kit/loop.ts'
import { Mutex } from '../kit/mutex.ts'

/** Between two tries to reach a gateway that is not there yet, milliseconds. */
const again = 100

export interface GatewayLinkOptions {
  /** The gateway's own UNIX socket. */
  readonly socket: string
  /** Starts a gateway; the link calls it when nobody answers at the socket. */
  readonly spawn: () => Promise<void>
  /** The whole picture, asked for at each new connection. */
  readonly snapshot: () => Promise<EngineFrame>
  /** What follows each snapshot. */
  readonly after: () => readonly EngineFrame[]
  readonly onFrame: (frame: GatewayFrame) => void
  readonly log: Log
}

/**
 * The engine's end of the wire to the gateway. A gateway that runs is adopted; one that does not answer is
 * started; when the wire breaks it is made again. Frames sent while it is broken are dropped, since the
 * next snapshot says all.
 */
export class GatewayLink implements AsyncDisposable {
  readonly #options: GatewayLinkOptions
  readonly #loop: Loop
  #socket: Socket | undefined
  /** Frames that came while a snapshot was being gathered; they follow it. */
  #held: EngineFrame[] | undefined
  #spawned = 0
  readonly #telling = new Mutex()

  constructor(options: GatewayLinkOptions) {
    this.#options = options
    const onError = (err: unknown): void => options.log.warn({ err }, 'the gateway is not reached yet')
    this.#loop = new Loop({ every: again, turn: (signal) => this.#serve(signal), onError })
  }

  get connected(): boolean {
    return this.#socket !== undefined
  }

  send(frame: EngineFrame): void {
    if (this.#held) this.#held.push(frame)
    else this.#write(frame)
  }

  /** Tells the gateway all of it; what changes meanwhile follows. */
  async refresh(): Promise<void> {
    await this.#telling.run(async () => {
      if (!this.#socket) return
      const held: EngineFrame[] = (this.#held = [])
      try {
        this.#write(await this.#options.snapshot())
      } finally {
        this.#held = undefined
      }
      for (const frame of [...this.#options.after(), ...held]) this.#write(frame)
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket?.destroy()
    await this.#loop[Symbol.asyncDispose]()
  }

  /** Connects, tells all, and stays until the wire breaks. */
  async #serve(signal: AbortSignal): Promise<void> {
    const socket = await this.#reach()
    if (!socket || signal.aborted) return
    this.#socket = socket
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
    createInterface({ input: socket, crlfDelay: Infinity }).on('line', (line) => this.#hear(line))
    await this.refresh()
    await closed
    this.#socket = undefined
  }

  /** A connected socket, or nothing after having started a gateway. */
  async #reach(): Promise<Socket | undefined> {
    const socket = await open(this.#options.socket)
    if (socket) {
      this.#spawned = 0
      return socket
    }
    // A new one gets a few seconds to open its socket before it is started again.
    if (this.#spawned === 0) await this.#options.spawn()
    this.#spawned = (this.#spawned + 1) % 50
    return undefined
  }

  #hear(line: string): void {
    const parsed = GatewayFrame.safeParse(asJson(line))
    if (parsed.success) this.#options.onFrame(parsed.data)
    else this.#options.log.warn({ line: line.slice(0, 200) }, 'the gateway sent what is no frame')
  }

  #write(frame: EngineFrame): void {
    this.#socket?.write(JSON.stringify(frame) + '\n')
  }
}

function open(path: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => resolve(socket))
    socket.once('error', () => resolve(undefined))
    socket.on('error', () => socket.destroy())
  })
}

function asJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
