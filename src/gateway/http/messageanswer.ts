import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Answer, Ending } from './answer.ts'
import { ServerResponse } from './node.ts'

const answering = new WeakMap<Duplex, MessageAnswer>()

/** Whether an answer is on its way over this connection, or the last one has been. */
export function isAnswering(socket: Duplex): boolean {
  return answering.get(socket)?.headersSent ?? false
}

/** An answer by HTTP/1.1. It tells one listener when it is over, without a closure for each request. */
export class MessageAnswer<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> implements Answer {
  over: Ending | undefined

  constructor(...given: ConstructorParameters<typeof ServerResponse<Request>>) {
    super(...given)
    this.on('close', tell)
  }

  override assignSocket(socket: Socket): void {
    answering.set(socket, this)
    super.assignSocket(socket)
  }

  override detachSocket(socket: Socket): void {
    if (this.shouldKeepAlive) answering.delete(socket)
    super.detachSocket(socket)
  }
}

function tell(this: MessageAnswer): void {
  const { over } = this
  this.over = undefined
  over?.closed()
}
