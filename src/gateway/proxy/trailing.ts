import type { IncomingMessage, RequestOptions } from 'node:http'
import { once } from 'node:events'
import type { Dispatcher } from 'undici'
import { headerKind } from '../http/headerkinds.ts'
import type { Incoming } from '../http/incoming.ts'
import { openRequest } from '../http/node.ts'
import type { Told } from './destination.ts'

export interface Trailing {
  /** Where it goes: host and port, or a socket. */
  readonly to: Pick<RequestOptions, 'host' | 'port' | 'socketPath'>
  readonly path: string
  /** Name, value, name, value … as they go on. */
  readonly lines: readonly string[]
  readonly request: Incoming
  readonly told: Told | undefined
}

/** Does the visitor announce fields behind the body? They can only follow a chunked one. */
export function announcesTrailers({ headers }: Incoming): boolean {
  return headers.trailer !== undefined && headers['transfer-encoding'] !== undefined
}

/**
 * A request with trailers, which undici cannot send: by Node's own client, on a connection of its own. The
 * handler hears what it would hear from undici. Trailers that the gateway strips from a head it strips here.
 */
export function dispatchTrailing({ to, path, lines, request, told }: Trailing, handler: Dispatcher.DispatchHandler): void {
  const announced = ['Transfer-Encoding', 'chunked', 'Trailer', request.headers.trailer ?? '']
  const named = lines.some((name, at) => at % 2 === 0 && name.toLowerCase() === 'host') ? [] : ['Host', request.headers.host ?? '']
  const far = openRequest({ ...to, method: request.method, path, headers: [...named, ...lines, ...announced], agent: false })
  let answer: IncomingMessage | undefined
  const controller: Dispatcher.DispatchController = {
    aborted: false,
    paused: false,
    reason: null,
    rawHeaders: null,
    rawTrailers: null,
    abort: (reason) => void far.destroy(reason),
    pause: () => void answer?.pause(),
    resume: () => void answer?.resume(),
  }
  const failed = (error: Error): void => handler.onResponseError?.(controller, error)
  far.once('error', failed)
  far.once('response', (response) => {
    answer = response
    receive(response, controller, handler)
  })
  // Not a byte of the body is read before there is somebody to give it to: until then the request can wait.
  const begin = (): void => {
    handler.onRequestStart?.(controller, {})
    send(request, far, told).catch((error: unknown) => far.destroy(error instanceof Error ? error : new Error(String(error))))
  }
  far.once('socket', (socket) => socket.once('connect', begin))
}

async function send(request: Incoming, far: ReturnType<typeof openRequest>, told: Told | undefined): Promise<void> {
  for await (const chunk of request) if (!far.write(chunk)) await once(far, 'drain')
  const trailers = Object.entries(request.trailers).filter(([name]) => headerKind(name) === 'pass' && !told?.isDeclared(name))
  far.addTrailers(trailers.map(([name, value]): [string, string] => [name, value ?? '']))
  far.end()
}

function receive(response: IncomingMessage, controller: Dispatcher.DispatchController, handler: Dispatcher.DispatchHandler): void {
  handler.onResponseStart?.(controller, response.statusCode ?? 502, response.headers, response.statusMessage)
  response.on('data', (chunk: Buffer) => handler.onResponseData?.(controller, chunk))
  response.once('end', () => handler.onResponseEnd?.(controller, response.trailers))
  response.once('error', (error) => handler.onResponseError?.(controller, error))
}
