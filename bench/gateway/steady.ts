import { connect } from 'node:net'
import type { Socket } from 'node:net'

export interface SteadyOptions {
  readonly port: number
  /** Whole requests, sent in turn. */
  readonly heads: readonly string[]
  readonly perSecond: number
  readonly seconds: number
  /** The length of each answer's body. */
  readonly body: number
}

interface Line {
  readonly socket: Socket
  due: number
  left: number
}

/**
 * Asks at a constant rate whatever comes back, and measures from the moment a request was due: an answer
 * that is late makes the others no less due, so a pause of the server is counted for all it kept waiting.
 * Gives the latencies in milliseconds, sorted.
 */
export async function steadyLatencies(options: SteadyOptions): Promise<number[]> {
  const client = new Steady(options)
  return client.run()
}

class Steady {
  readonly #options: SteadyOptions
  readonly #idle: Line[] = []
  readonly #all: Line[] = []
  readonly #latencies: number[] = []
  readonly #done = Promise.withResolvers<undefined>()
  #sent = 0

  constructor(options: SteadyOptions) {
    this.#options = options
  }

  async run(): Promise<number[]> {
    const start = performance.now() + 5
    this.#tick(start)
    await this.#done.promise
    for (const { socket } of this.#all) socket.destroy()
    return this.#latencies.sort((a, b) => a - b)
  }

  #tick(start: number): void {
    const { perSecond, seconds } = this.#options
    const total = perSecond * seconds
    const every = 1000 / perSecond
    for (let due = start + this.#sent * every; due <= performance.now() && this.#sent < total; due += every) this.#send(due)
    if (this.#sent < total) setTimeout(() => this.#tick(start), 1)
  }

  #send(due: number): void {
    const { heads } = this.#options
    const line = this.#idle.pop() ?? this.#open()
    line.due = due
    line.left = -1
    line.socket.write(heads[this.#sent++ % heads.length] as string)
  }

  #open(): Line {
    const socket = connect({ port: this.#options.port, host: '127.0.0.1', noDelay: true })
    const line: Line = { socket, due: 0, left: -1 }
    socket.on('data', (chunk) => this.#hear(line, chunk))
    socket.on('error', (error) => this.#done.reject(error))
    this.#all.push(line)
    return line
  }

  #hear(line: Line, chunk: Buffer): void {
    if (line.left < 0) {
      const end = chunk.indexOf('\r\n\r\n')
      if (end < 0 || chunk.toString('latin1', 9, 12) !== '200') throw new Error(`an answer that is none: ${chunk.toString('latin1', 0, 200)}`)
      line.left = this.#options.body - (chunk.length - end - 4)
    } else line.left -= chunk.length
    if (line.left > 0) return
    this.#latencies.push(performance.now() - line.due)
    this.#idle.push(line)
    if (this.#latencies.length === this.#options.perSecond * this.#options.seconds) this.#done.resolve(undefined)
  }
}
