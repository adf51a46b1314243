import 'reflect-metadata'
import * as x509 from '@peculiar/x509'
import { once } from 'node:events'
import { createServer } from 'node:https'
import type { Server } from 'node:https'
import type { AddressInfo } from 'node:net'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

/** The same machine by HTTPS, with a certificate that no browser knows: it proves to those who trust it that they do. */
export class SecureStandIn implements AsyncDisposable {
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
  }

  static async open(): Promise<SecureStandIn> {
    const server = createServer(await selfSigned(), (request, response) => {
      const headers = { 'content-type': 'application/json', 'access-control-allow-origin': request.headers.origin ?? '*' }
      response.writeHead(request.url === '/api/https/proof' ? 200 : 404, headers).end(JSON.stringify({ secure: true }))
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new SecureStandIn(server)
  }

  get url(): string {
    return `https://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

async function selfSigned(): Promise<{ readonly key: string; readonly cert: string }> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const names = new x509.SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }])
  const notBefore = new Date(Date.now() - 86_400_000)
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=stand-in',
    keys,
    signingAlgorithm: algorithm,
    notBefore,
    notAfter: new Date(Date.now() + 86_400_000),
    extensions: [names],
  })
  const key = await crypto.subtle.exportKey('pkcs8', keys.privateKey)
  return { key: x509.PemConverter.encode(key, 'PRIVATE KEY'), cert: certificate.toString('pem') }
}
