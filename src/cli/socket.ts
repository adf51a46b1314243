import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { WebSocket } from 'ws'
import type { Reach } from './reach.ts'

/** A WebSocket that is being opened. */
export function dial({ secure, headers, host, to }: Reach, path: string): WebSocket {
  const local = to.socketPath ? { createConnection: () => connect(to.socketPath ?? '') } : {}
  return new WebSocket(`${secure ? 'wss' : 'ws'}://${host}${path}`, { headers, perMessageDeflate: false, ...local })
}

/** An open one; the engine's words where it refuses. Throws what the connection says when there is none. */
export async function openSocket(reach: Reach, path: string): Promise<WebSocket | string> {
  const socket = dial(reach, path)
  const refused = Promise.withResolvers<string>()
  socket.on('unexpected-response', (_, answer: IncomingMessage) => void text(answer).then(refused.resolve, refused.reject))
  try {
    return await Promise.race([once(socket, 'open').then(() => socket), refused.promise])
  } finally {
    socket.on('error', () => undefined) // from now on its closing says it
  }
}
