import type { Socket } from 'node:net'
import type { Server, TLSSocket } from 'node:tls'
import type { GatewaySettings } from '../settings.ts'
import type { Certificates } from './certificates.ts'
import { rules, tls } from './context.ts'

export interface HandshakesOptions {
  readonly certificates: Certificates
  readonly settings: GatewaySettings
  readonly onSecure: (socket: TLSSocket) => void
}

/**
 * Makes plain connections secure ones. Who asks for a name that there is no certificate for is refused: nobody
 * is shown the certificate of another name.
 */
export class Handshakes implements Disposable {
  readonly #options: HandshakesOptions
  readonly #open = new Set<Socket>()
  #server: Server | undefined

  constructor(options: HandshakesOptions) {
    this.#options = options
  }

  /** What has been read of it already is to be put back. */
  take(socket: Socket): void {
    socket.on('error', () => socket.destroy())
    if (this.#options.certificates.empty) return void socket.end(unrecognizedName, () => socket.destroy())
    this.#open.add(socket)
    socket.once('close', () => this.#open.delete(socket))
    this.#server ??= this.#newServer()
    this.#server.emit('connection', socket)
  }

  /** Breaks off all that were made secure, too. */
  [Symbol.dispose](): void {
    for (const socket of this.#open) socket.destroy()
  }

  /** It has no certificate of its own, so that OpenSSL refuses where none is found. */
  #newServer(): Server {
    const { certificates, settings, onSecure } = this.#options
    const server = tls().createServer({
      ...rules(),
      ALPNProtocols: ['h2', 'http/1.1'],
      handshakeTimeout: settings.headerTime,
      SNICallback: (name, done) => done(null, certificates.contextFor(name)),
    })
    server.on('secureConnection', onSecure)
    server.on('tlsClientError', (_, socket) => socket.destroy())
    return server
  }
}

/** The alert of a server that has no name at all (RFC 8446, 6): a record of TLS 1.2 with a fatal 112. */
const unrecognizedName = Buffer.from([0x15, 3, 3, 0, 2, 2, 112])
