import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { until } from '../kit/until.ts'

/** For tests: a socket that says exactly what it is told, and keeps what it hears. */
export class Raw implements Disposable {
  readonly socket: Socket
  heard = ''
  ended = false
  closed = false

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    this.socket.setEncoding('latin1')
    this.socket.on('data', (text: string) => (this.heard += text))
    this.socket.on('end', () => (this.ended = true))
    this.socket.on('close', () => (this.closed = true))
    this.socket.on('error', () => undefined)
  }

  /** Lines are joined with CRLF; the empty line at the end of a head is yours to say. */
  say(...lines: readonly string[]): this {
    this.socket.write(lines.join('\r\n'), 'latin1')
    return this
  }

  async hears(wanted: string | RegExp): Promise<string> {
    const has = () => (typeof wanted === 'string' ? this.heard.includes(wanted) : wanted.test(this.heard))
    const found = await until(() => (has() ? true : undefined), { deadline: 10_000 })
    if (!found) throw new Error(`${String(wanted)} was not heard within ten seconds, but: ${this.heard.slice(0, 2000)}`)
    return this.heard
  }

  async isClosed(): Promise<string> {
    const over = await until(() => (this.closed || this.ended ? true : undefined), { deadline: 15_000 })
    if (!over) throw new Error(`still open; heard ${this.heard.slice(0, 2000)}`)
    return this.heard
  }

  [Symbol.dispose](): void {
    this.socket.destroy()
  }
}
