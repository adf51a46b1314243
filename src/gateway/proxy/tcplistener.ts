import { connect, createServer } from 'node:net'
import type { Server, Socket } from 'node:net'
import { limitAddresses } from '../http/addresses.ts'
import { listening } from '../http/listener.ts'
import type { GatewaySettings } from '../settings.ts'
import type { SiteEntry } from '../sites/entry.ts'
import { TcpVisit } from './tcpvisit.ts'

export interface TcpListenerOptions {
  readonly port: number
  readonly address?: string | undefined
  readonly settings: GatewaySettings
  /** What the port leads to now. */
  readonly entry: () => SiteEntry | undefined
}

/** An open port for plain TCP. */
export class TcpListener implements AsyncDisposable {
  readonly port: number
  readonly #server: Server
  readonly #sockets: Set<Socket>

  static async open(options: TcpListenerOptions): Promise<TcpListener> {
    const sockets = new Set<Socket>()
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 })
    server.maxConnections = options.settings.connections
    limitAddresses(server, options.settings.connectionsPerAddress)
    server.on('connection', (socket: Socket) => {
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
      receive(socket, options)
    })
    return new TcpListener(server, sockets, await listening(server, options))
  }

  private constructor(server: Server, sockets: Set<Socket>, port: number) {
    this.#server = server
    this.#sockets = sockets
    this.port = port
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }
}

/** Nobody can show who they are on a plain stream, so only what is open to everybody, or was opened by its owner, may be reached. */
function receive(socket: Socket, { entry: find, settings }: TcpListenerOptions): void {
  const entry = find()
  if (!entry?.open) return void socket.destroy()
  const reach = ({ host, port }: { host: string; port: number }) => connect({ host, port, allowHalfOpen: true, noDelay: true, timeout: settings.connectTime })
  new TcpVisit(socket, entry, reach).go()
}
