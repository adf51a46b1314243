import { on } from 'node:events'
import { connect } from 'node:net'
import { WebSocket } from 'ws'
import type { FeedMessage } from '../model/api.ts'
import type { Reach } from './reach.ts'

/** Throws what the connection says when it cannot be opened or breaks; ends when the engine closes it. */
export async function* openFeed({ secure, headers, host, to }: Reach): AsyncIterable<FeedMessage> {
  const local = to.socketPath ? { createConnection: () => connect(to.socketPath ?? '') } : {}
  const socket = new WebSocket(`${secure ? 'wss' : 'ws'}://${host}/api/feed`, { headers, perMessageDeflate: false, ...local })
  socket.on('error', () => undefined) // thrown by the iteration; this is for one that ended before
  try {
    for await (const [message] of on(socket, 'message', { close: ['close'] }) as AsyncIterable<[Buffer]>) yield JSON.parse(message.toString()) as FeedMessage
  } finally {
    socket.terminate()
  }
}
