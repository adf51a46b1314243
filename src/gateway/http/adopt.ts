import type { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { MessageAnswer } from './messageanswer.ts'

/**
 * An answer for a request to upgrade, whose socket Node has let go: until the upgrade is done it can be
 * refused, parked and answered like any other. The connection ends with the answer.
 */
export function adopt(request: IncomingMessage, socket: Duplex, head: Buffer): MessageAnswer {
  const answer = new MessageAnswer(request)
  answer.shouldKeepAlive = false
  if (!(socket instanceof Socket)) throw new TypeError('an upgrade comes on a socket')
  if (head.length > 0) socket.unshift(head)
  answer.assignSocket(socket)
  socket.on('error', () => socket.destroy())
  socket.on('drain', () => answer.emit('drain'))
  answer.once('finish', () => {
    answer.detachSocket(socket)
    socket.end()
    answer.emit('close')
  })
  return answer
}
