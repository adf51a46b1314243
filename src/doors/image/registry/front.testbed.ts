import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server that stands before a registry, or in its place. */
export class Front implements AsyncDisposable {
  readonly address: string
  readonly asked: string[] = []
  readonly #server: Server

  private constructor(server: Server, asked: string[]) {
    this.#server = server
    this.asked = asked
    this.address = `127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  static async open(answer: (request: IncomingMessage, response: ServerResponse, own: string) => void | Promise<void>): Promise<Front> {
    const asked: string[] = []
    const server = createServer((request, response) => {
      asked.push(`${request.method ?? ''} ${request.url ?? ''}`)
      void Promise.resolve(answer(request, response, request.headers.host ?? '')).catch(() => response.destroy())
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new Front(server, asked)
  }

  /** Lets in who has a token, as the great registries do; tokens are had with a password, or by everybody. */
  static async tokens(registry: string, password: string | null): Promise<Front> {
    return await Front.open(async (request, response, own) => {
      const { authorization } = request.headers
      if (request.url?.startsWith('/token')) {
        const may = password === null || authorization === `Basic ${Buffer.from(`ada:${password}`).toString('base64')}`
        response.writeHead(may ? 200 : 401).end(JSON.stringify(may ? { token: 'a-token', expires_in: 60 } : { errors: [{ code: 'UNAUTHORIZED', message: 'wrong\npassword' }] }))
      } else if (authorization === 'Bearer a-token') await pass(registry, request, response)
      else response.writeHead(401, { 'www-authenticate': `Bearer realm="http://${own}/token",service="a test",scope="repository:app:pull"` }).end()
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }
}

async function pass(registry: string, { method = 'GET', url = '', headers }: IncomingMessage, response: ServerResponse): Promise<void> {
  const answer = await fetch(`http://${registry}${url}`, { method, headers: { accept: headers.accept ?? '*/*' } })
  const kept = ['content-type', 'docker-content-digest', 'link', 'content-length'].flatMap((name): [string, string][] => (answer.headers.has(name) ? [[name, answer.headers.get(name) ?? '']] : []))
  response.writeHead(answer.status, Object.fromEntries(kept))
  response.end(Buffer.from(await answer.arrayBuffer()))
}
