import { chmod, chown, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/** Connections of the machine's own administrator; a source address proves nothing, the socket's owner does. */
export type Locals = WeakSet<Socket>

export interface SocketOptions {
  readonly path: string
  readonly locals: Locals | null
  /** Who may connect, when not the engine's own user. */
  readonly uid: number | null
  readonly onUpgrade: (request: IncomingMessage, socket: Socket, head: Buffer) => void
}

/** Serves the API on a UNIX socket that only its owner may open. */
export async function listenOnSocket(app: FastifyInstance, options: SocketOptions): Promise<AsyncDisposable> {
  const server = createServer({ requestTimeout: 0 }, (request, response) => app.routing(request, response)) // a push may take hours
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => options.onUpgrade(request, socket, head))
  if (options.locals) server.on('connection', (socket: Socket) => options.locals?.add(socket))
  await rm(options.path, { force: true })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.path, resolve)
  })
  await chmod(options.path, 0o600)
  if (options.uid !== null) await chown(options.path, options.uid, options.uid)
  return { [Symbol.asyncDispose]: () => close(server) }
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
