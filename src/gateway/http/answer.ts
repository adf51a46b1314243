import type { Socket } from 'node:net'

/** What an answer says when it is over: nothing more comes of it, whole or not. */
export interface Ending {
  closed(): void
}

/**
 * The answer to a request, whichever version of HTTP it goes out by. What it says is what Node's own
 * `ServerResponse` says, so that one by HTTP/1.1 is one.
 */
export interface Answer {
  /** Told once, when the answer is over. */
  over: Ending | undefined
  /** False: the rest of the request is of no more use, and nothing may come after it. */
  shouldKeepAlive: boolean
  readonly headersSent: boolean
  readonly destroyed: boolean
  readonly writableEnded: boolean
  /** Whether its body ends with a mark of its own, which trailers may follow. */
  readonly chunkedEncoding: boolean
  /** The connection, where the answer may have it to itself for another protocol. */
  readonly socket: Socket | null
  setHeader(name: string, value: string): unknown
  /** `lines`: name, value, name, value … */
  writeHead(status: number, lines: string[]): unknown
  writeHead(status: number, text: string, lines: string[]): unknown
  writeContinue(): void
  flushHeaders(): void
  /** False: wait for `drain`. */
  write(chunk: Buffer | string): boolean
  end(chunk?: Buffer | string): unknown
  addTrailers(trailers: [string, string][]): void
  once(event: 'drain', listener: () => void): unknown
  detachSocket(socket: Socket): void
  /** Breaks it off, so that nobody takes what was sent for the whole. */
  destroy(): unknown
}
