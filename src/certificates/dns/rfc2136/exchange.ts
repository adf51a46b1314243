import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { u16 } from './wire.ts'

/** Milliseconds for one question and its answer. */
const patience = 10_000

export interface Server {
  readonly host: string
  readonly port: number
}

/** `host`, `host:port`, `[v6]:port` or a bare IPv6 address; port 53 when none is said. */
export function parseServer(text: string): Server {
  const [, six, port] = /^\[([^\]]+)\](?::(\d+))?$/.exec(text) ?? []
  if (six !== undefined) return { host: six, port: Number(port ?? 53) }
  const parts = text.split(':')
  return parts.length === 2 ? { host: parts[0] ?? '', port: Number(parts[1]) } : { host: text, port: 53 }
}

/** One DNS message there and one back, over TCP (RFC 7766): nobody on the way can slip in an answer of their own. */
export async function exchange({ host, port }: Server, message: Buffer, signal: AbortSignal): Promise<Buffer> {
  const socket = connect({ host, port, signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]) })
  try {
    socket.write(Buffer.concat([u16(message.length), message]))
    return await firstMessage(socket)
  } finally {
    socket.destroy()
  }
}

async function firstMessage(socket: Socket): Promise<Buffer> {
  let got = Buffer.alloc(0)
  for await (const chunk of socket) {
    got = Buffer.concat([got, chunk as Buffer])
    const whole = got.length < 2 ? Infinity : 2 + got.readUInt16BE(0)
    if (got.length >= whole) return got.subarray(2, whole)
  }
  throw new Error('the connection was closed without an answer')
}
