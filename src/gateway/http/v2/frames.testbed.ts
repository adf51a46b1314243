import type { TLSSocket } from 'node:tls'
import { until } from '../../../kit/until.ts'

/** As in RFC 9113, 6. */
export const types = { data: 0, headers: 1, reset: 3, settings: 4, ping: 6, goaway: 7, continuation: 9 } as const
export const flags = { endStream: 1, ack: 1, endHeaders: 4 } as const

export interface Frame {
  readonly type: number
  readonly flags: number
  readonly stream: number
  readonly payload: Buffer
}

/** For tests: a client by HTTP/2 that says exactly the frames it is told, whether they are right or not. */
export class RawHttp2 implements Disposable {
  readonly socket: TLSSocket
  readonly frames: Frame[] = []
  closed = false
  #unread = Buffer.alloc(0)

  constructor(socket: TLSSocket) {
    this.socket = socket
    socket.on('data', (chunk: Buffer) => this.#read(chunk))
    socket.on('error', () => undefined)
    socket.on('close', () => (this.closed = true))
    socket.on('end', () => (this.closed = true))
    socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
    this.say(types.settings, 0, 0)
  }

  say(type: number, flag: number, stream: number, payload: Buffer = Buffer.alloc(0)): this {
    const head = Buffer.alloc(9)
    head.writeUIntBE(payload.length, 0, 3)
    head.writeUInt8(type, 3)
    head.writeUInt8(flag, 4)
    head.writeUInt32BE(stream, 5)
    this.socket.write(Buffer.concat([head, payload]))
    return this
  }

  ask(stream: number, lines: readonly (readonly [string, string])[], endStream = true): this {
    return this.say(types.headers, flags.endHeaders | (endStream ? flags.endStream : 0), stream, block(lines))
  }

  /** The first frame of this type on this stream; `stream` 0 is the connection. */
  async hears(type: number, stream: number): Promise<Frame> {
    const found = await until(() => this.frames.find((frame) => frame.type === type && frame.stream === stream), { deadline: 10_000 })
    if (!found) throw new Error(`no frame of type ${type} on ${stream} was heard within ten seconds`)
    return found
  }

  async isClosed(): Promise<void> {
    const over = await until(() => (this.closed ? true : undefined), { deadline: 15_000 })
    if (!over) throw new Error('still open')
  }

  [Symbol.dispose](): void {
    this.socket.destroy()
  }

  #read(chunk: Buffer): void {
    this.#unread = Buffer.concat([this.#unread, chunk])
    while (this.#unread.length >= 9) {
      const length = this.#unread.readUIntBE(0, 3)
      if (this.#unread.length < 9 + length) return
      const [type, flag, stream] = [this.#unread.readUInt8(3), this.#unread.readUInt8(4), this.#unread.readUInt32BE(5)]
      this.frames.push({ type, flags: flag, stream, payload: this.#unread.subarray(9, 9 + length) })
      this.#unread = this.#unread.subarray(9 + length)
    }
  }
}

/** What a client of a usual kind says first. */
export function usual(path = '/', method = 'GET'): (readonly [string, string])[] {
  return [
    [':method', method],
    [':scheme', 'https'],
    [':authority', 'wiki.localhost'],
    [':path', path],
  ]
}

/** A header block, each line literally and without an index (RFC 7541, 6.2.2). */
export function block(lines: readonly (readonly [string, string])[]): Buffer {
  return Buffer.concat(lines.flatMap(([name, value]) => [Buffer.from([0]), text(name), text(value)]))
}

function text(given: string): Buffer {
  const bytes = Buffer.from(given, 'latin1')
  return Buffer.concat([integer(bytes.length), bytes])
}

/** With a prefix of seven bits (RFC 7541, 5.1). */
function integer(value: number): Buffer {
  if (value < 127) return Buffer.from([value])
  const bytes = [127]
  let rest = value - 127
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128)
  return Buffer.from([...bytes, rest])
}
