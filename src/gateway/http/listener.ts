import type { IncomingMessage } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo, Server as TcpServer } from 'node:net'
import type { Duplex } from 'node:stream'
import type { GatewaySettings } from '../settings.ts'
import { Answer } from './answer.ts'
import { createServer } from './node.ts'
import { adopt } from './adopt.ts'
import { limitAddresses } from './addresses.ts'
import { answerUnreadable } from './unreadable.ts'

export type Receive = (request: IncomingMessage, answer: Answer, port: number) => void

export interface ListenerOptions {
  readonly port: number
  /** All addresses of the machine when not given. */
  readonly address?: string | undefined
  readonly settings: GatewaySettings
  readonly receive: Receive
}

/** An open HTTP port. Throws what `listen` says when it cannot be opened. */
export class Listener implements AsyncDisposable {
  readonly port: number
  readonly #server: Server

  static async open(options: ListenerOptions): Promise<Listener> {
    let port = options.port
    const server = httpServer(options, () => port)
    port = await listening(server, options)
    return new Listener(server, port)
  }

  private constructor(server: Server, port: number) {
    this.#server = server
    this.port = port
  }

  /** Breaks off what is open: a port is closed when what it led to is gone. */
  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    this.#server.closeAllConnections()
    await closed
  }
}

function httpServer({ settings, receive }: ListenerOptions, port: () => number): Server {
  const server = createServer<typeof IncomingMessage, typeof Answer>({
    ServerResponse: Answer,
    maxHeaderSize: settings.headerSize,
    headersTimeout: settings.headerTime,
    requestTimeout: 0, // an upload may take days
    keepAliveTimeout: settings.keepAlive,
    connectionsCheckingInterval: Math.max(100, settings.headerTime / 5),
    insecureHTTPParser: false,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: 60_000,
    shouldUpgradeCallback: (request: IncomingMessage) => request.headers.upgrade?.toLowerCase() === 'websocket',
  })
  server.maxConnections = settings.connections
  server.maxHeadersCount = 0 // beyond a number Node would drop lines silently; `Front` counts them
  limitAddresses(server, settings.connectionsPerAddress)
  const take = (request: IncomingMessage, answer: Answer) => receive(request, answer, port())
  server.on('request', take)
  server.on('checkContinue', take)
  server.on('checkExpectation', take)
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => take(request, adopt(request, socket, head)))
  server.on('connect', (_: IncomingMessage, socket: Duplex) => socket.end('HTTP/1.1 405 Method Not Allowed\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'))
  server.on('clientError', answerUnreadable)
  return server
}

export async function listening(server: TcpServer, { port, address }: Pick<ListenerOptions, 'port' | 'address'>): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.on('error', () => undefined) // later ones are of single connections: out of file descriptors
    server.listen({ port, ...(address === undefined ? {} : { host: address }) }, () => {
      server.off('error', reject)
      resolve()
    })
  })
  return (server.address() as AddressInfo).port
}
