import { request } from 'node:https'
import { connect } from 'node:tls'
import type { PeerCertificate, TLSSocket } from 'node:tls'
import type { HttpsView } from '../../src/model/https.ts'
import { until } from '../../src/kit/until.ts'
import type { Answer, Berth } from './berth.ts'

/** As a visitor by HTTPS who trusts only what is signed by `ca`. Rejects with what is wrong with the certificate. */
export async function visitSecurely(berth: Berth, host: string, path: string, ca: string, headers: Record<string, string> = {}): Promise<Answer> {
  return await new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port: berth.tlsPort, servername: host, path, ca, agent: false, timeout: 20_000, headers: { host: `${host}:${berth.tlsPort}`, ...headers } },
      (answer) => {
        let text = ''
        answer.setEncoding('utf8')
        answer.on('data', (chunk: string) => (text += chunk))
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }))
        answer.on('error', reject)
      },
    )
    asked.on('timeout', () => asked.destroy(new Error(`no answer from ${host}`)))
    asked.on('error', reject)
    asked.end()
  })
}

/** The certificate that is served for a name; nothing when the handshake ends without one. */
export async function servedFor(berth: Berth, servername: string): Promise<PeerCertificate | undefined> {
  return await new Promise((resolve) => {
    const socket: TLSSocket = connect({ host: '127.0.0.1', port: berth.tlsPort, servername, rejectUnauthorized: false }, () => {
      const certificate = socket.getPeerCertificate()
      socket.destroy()
      resolve(certificate)
    })
    socket.on('error', () => resolve(undefined))
  })
}

/** Until HTTPS is so; throws with how it is instead. */
export async function awaitHttps(berth: Berth, is: (view: HttpsView) => boolean): Promise<HttpsView> {
  const found = await until(
    async () => {
      const view = await berth.json<HttpsView>('/api/https')
      return is(view) ? view : undefined
    },
    { deadline: 30_000 },
  )
  if (!found) throw new Error(`HTTPS is not as expected: ${JSON.stringify(await berth.json('/api/https'))}\n${await berth.log()}`)
  return found
}
