import type { IncomingMessage } from 'node:http'
import { ServerResponse } from './node.ts'

/** A response that tells one listener when it is over, whole or not, without a closure for each request. */
export class Answer<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
  over: { closed(): void } | undefined

  constructor(...given: ConstructorParameters<typeof ServerResponse<Request>>) {
    super(...given)
    this.on('close', tell)
  }
}

function tell(this: Answer): void {
  const { over } = this
  this.over = undefined
  over?.closed()
}
