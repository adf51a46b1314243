import { on } from 'node:events'
import type { FeedMessage } from '../model/api.ts'
import type { Reach } from './reach.ts'
import { dial } from './socket.ts'

/** Throws what the connection says when it cannot be opened or breaks; ends when the engine closes it. */
export async function* openFeed(reach: Reach): AsyncIterable<FeedMessage> {
  const socket = dial(reach, '/api/feed')
  socket.on('error', () => undefined) // thrown by the iteration; this is for one that ended before
  try {
    for await (const [message] of on(socket, 'message', { close: ['close'] }) as AsyncIterable<[Buffer]>) yield JSON.parse(message.toString()) as FeedMessage
  } finally {
    socket.terminate()
  }
}
