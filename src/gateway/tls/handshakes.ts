import type { Socket } from 'node:net'
import type { Server, TlsOptions, TLSSocket } from 'node:tls'
import type { Certificate } from '../protocol.ts'
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
  /** For those who came to an address that has a certificate; they send no name. */
  readonly #byCertificate = new WeakMap<Certificate, Server>()

  constructor(options: HandshakesOptions) {
    this.#options = options
  }

  /** What has been read of it already is to be put back. */
  take(socket: Socket): void {
    socket.on('error', () => socket.destroy())
    if (this.#options.certificates.empty) return void socket.end(unrecognizedName, () => socket.destroy())
    this.#open.add(socket)
    socket.once('close', () => this.#open.delete(socket))
    this.#serverFor(socket.localAddress).emit('connection', socket)
  }

  /** Breaks off all that were made secure, too. */
  [Symbol.dispose](): void {
    for (const socket of this.#open) socket.destroy()
  }

  #serverFor(address: string | undefined): Server {
    const certificate = this.#options.certificates.forAddress(address)
    if (!certificate) return (this.#server ??= this.#newServer())
    const known = this.#byCertificate.get(certificate) ?? this.#newServer({ cert: certificate.chain, key: certificate.key })
    this.#byCertificate.set(certificate, known)
    return known
  }

  /** Without a certificate of its own OpenSSL refuses, with an alert, where none is found; with one it would show that, so we break off. */
  #newServer(own: Pick<TlsOptions, 'cert' | 'key'> = {}): Server {
    const { certificates, settings, onSecure } = this.#options
    const server = tls().createServer({
      ...rules(),
      ...own,
      ALPNProtocols: ['h2', 'http/1.1'],
      handshakeTimeout: settings.headerTime,
      SNICallback: (name, done) => {
        const context = certificates.contextFor(name)
        if (context || own.cert === undefined) done(null, context)
        else done(new Error(`there is no certificate for ${name}`))
      },
    })
    server.on('secureConnection', onSecure)
    server.on('tlsClientError', (_, socket) => socket.destroy())
    return server
  }
}

/** The alert of a server that has no name at all (RFC 8446, 6): a record of TLS 1.2 with a fatal 112. */
const unrecognizedName = Buffer.from([0x15, 3, 3, 0, 2, 2, 112])
