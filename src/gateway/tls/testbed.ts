import { connect as connectHttp2 } from 'node:http2'
import type { ClientHttp2Session, ClientHttp2Stream, IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http2'
import { connect } from 'node:tls'
import type { ConnectionOptions, TLSSocket } from 'node:tls'
import { openTestbed } from '../testbed.ts'
import type { Testbed, TestbedOptions } from '../testbed.ts'
import { Authority } from './authority.testbed.ts'

/** For tests: a gateway with one certificate for the names that tests use. */
export interface SecureTestbed extends AsyncDisposable {
  readonly bed: Testbed
  readonly authority: Authority
  readonly port: number
  /** A connection that trusts the authority; rejects when the handshake does. */
  reach(name: string, more?: ConnectionOptions): Promise<TLSSocket>
  speak(name?: string): Promise<Http2>
}

export async function openSecureTestbed(options: TestbedOptions = {}): Promise<SecureTestbed> {
  await using stack = new AsyncDisposableStack()
  const authority = stack.use(await Authority.open())
  const certificates = options.certificates ?? [await authority.issue('localhost', 'berth.localhost', 'wiki.localhost', 'photos.localhost')]
  const bed = stack.use(await openTestbed({ ...options, certificates }))
  const port = bed.gateway.tlsPort ?? 0
  const reach = (name: string, more: ConnectionOptions = {}) => handshake({ port, host: '127.0.0.1', servername: name, ca: authority.pem, ...more })
  const speak = async (name = 'wiki.localhost') => new Http2(await reach(name, { ALPNProtocols: ['h2'] }), name)
  const all = stack.move()
  return { bed, authority, port, reach, speak, [Symbol.asyncDispose]: () => all.disposeAsync() }
}

export function handshake(options: ConnectionOptions): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect(options, () => resolve(socket))
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('closed')))
    socket.on('error', () => undefined)
  })
}

/** What came of a request by HTTP/2. */
export interface Heard {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly trailers: IncomingHttpHeaders
}

/** A client by HTTP/2 on a connection of its own. */
export class Http2 implements Disposable {
  readonly session: ClientHttp2Session
  readonly #name: string
  closed = false

  constructor(socket: TLSSocket, name: string) {
    this.session = connectHttp2(`https://${name}`, { createConnection: () => socket })
    this.session.on('error', () => undefined)
    this.session.on('close', () => (this.closed = true))
    this.#name = name
  }

  /** Begins a request; without a body unless `open`. */
  begin(headers: OutgoingHttpHeaders, { open = false } = {}): ClientHttp2Stream {
    const stream = this.session.request({ ':authority': this.#name, ...headers }, { endStream: !open })
    stream.on('error', () => undefined)
    return stream
  }

  ask(path: string, headers: OutgoingHttpHeaders = {}, body?: string): Promise<Heard> {
    const stream = this.begin({ ':path': path, ...headers }, { open: body !== undefined })
    if (body !== undefined) stream.end(body)
    return heard(stream)
  }

  [Symbol.dispose](): void {
    this.session.destroy()
  }
}

/** All of the answer; rejects when it is broken off. */
export function heard(stream: ClientHttp2Stream): Promise<Heard> {
  return new Promise((resolve, reject) => {
    let body = ''
    let headers: IncomingHttpHeaders = {}
    let trailers: IncomingHttpHeaders = {}
    stream.setEncoding('latin1')
    stream.on('response', (given) => (headers = given))
    stream.on('trailers', (given: IncomingHttpHeaders) => (trailers = given))
    stream.on('data', (text: string) => (body += text))
    stream.once('error', reject)
    stream.once('close', () => {
      if (stream.rstCode === 0) resolve({ status: Number(headers[':status'] ?? 0), headers, body, trailers })
      else reject(new Error(`reset with ${stream.rstCode}`))
    })
  })
}
