import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo, Server as TcpServer, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { GatewaySettings } from '../settings.ts'
import type { Certificates } from '../tls/certificates.ts'
import { byFirstByte } from '../tls/firstbyte.ts'
import { Handshakes } from '../tls/handshakes.ts'
import type { Answer } from './answer.ts'
import type { Incoming } from './incoming.ts'
import { MessageAnswer } from './messageanswer.ts'
import { createServer } from './node.ts'
import { adopt } from './adopt.ts'
import { limitAddresses } from './addresses.ts'
import { answerUnreadable } from './unreadable.ts'
import { speakHttp2 } from './v2/session.ts'

export type Receive = (request: Incoming, answer: Answer, port: number) => void

export interface ListenerOptions {
  readonly port: number
  /** All addresses of the machine when not given. */
  readonly address?: string | undefined
  readonly settings: GatewaySettings
  readonly certificates: Certificates
  /** Nothing but HTTPS here. Else, once there is a certificate, both: a connection's first byte tells. */
  readonly secureOnly?: boolean
  readonly receive: Receive
}

/** An open HTTP port. Throws what `listen` says when it cannot be opened. */
export class Listener implements AsyncDisposable {
  readonly port: number
  readonly #server: Server
  readonly #handshakes: Handshakes

  static async open(options: ListenerOptions): Promise<Listener> {
    let port = options.port
    const server = httpServer(options, () => port)
    const handshakes = acceptBoth(server, options, () => port)
    port = await listening(server, options)
    return new Listener(server, handshakes, port)
  }

  private constructor(server: Server, handshakes: Handshakes, port: number) {
    this.#server = server
    this.#handshakes = handshakes
    this.port = port
  }

  /** Breaks off what is open: a port is closed when what it led to is gone. */
  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    this.#server.closeAllConnections()
    this.#handshakes[Symbol.dispose]()
    await closed
  }
}

function httpServer({ settings, receive }: ListenerOptions, port: () => number): Server {
  const server = createServer<typeof IncomingMessage, typeof MessageAnswer>({
    ServerResponse: MessageAnswer,
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
  const take = (request: IncomingMessage, answer: MessageAnswer) => receive(request, answer, port())
  server.on('request', take)
  server.on('checkContinue', take)
  server.on('checkExpectation', take)
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => take(request, adopt(request, socket, head)))
  server.on('connect', (_: IncomingMessage, socket: Duplex) => socket.end('HTTP/1.1 405 Method Not Allowed\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'))
  server.on('clientError', answerUnreadable)
  return server
}

/**
 * Sorts the connections of a port before the server sees them: those by HTTP/1.1, plain or secure, are handed to
 * it, which keeps their limits. Where there is no certificate, none is looked into.
 */
function acceptBoth(server: Server, { settings, certificates, secureOnly = false, receive }: ListenerOptions, port: () => number): Handshakes {
  const [speak] = server.listeners('connection')
  const speakHttp1 = (socket: Socket): void => void speak?.call(server, socket)
  const speakHttp = (socket: Socket & { alpnProtocol: unknown }): void => {
    if (socket.alpnProtocol !== 'h2') return speakHttp1(socket)
    speakHttp2(socket, { settings, receive: (request, answer) => receive(request, answer, port()) })
  }
  const handshakes = new Handshakes({ certificates, settings, onSecure: speakHttp })
  const isSecure = (socket: Socket): void => handshakes.take(socket)
  server.removeAllListeners('connection')
  limitAddresses(server, settings.connectionsPerAddress)
  server.on('connection', (socket: Socket) => {
    if (socket.destroyed) return
    if (secureOnly) return isSecure(socket)
    if (certificates.empty) return speakHttp1(socket)
    byFirstByte(socket, { time: settings.headerTime, isSecure, isPlain: speakHttp1 })
  })
  return handshakes
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
