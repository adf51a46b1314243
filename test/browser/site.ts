import { createServer } from 'node:http'
import { documentPolicy } from '../../src/doors/image/documents/policy.ts'

/** A page and what it asks, as the engine serves them. */
export class Site implements AsyncDisposable {
  readonly #pages = new Map<string, { readonly text: string; readonly csp: string; readonly type?: string }>()
  readonly #server = createServer((request, answer) => {
    const page = this.#pages.get(request.url ?? '')
    answer.writeHead(page ? 200 : 404, { 'content-type': page?.type ?? 'text/html; charset=utf-8', ...(page ? { 'content-security-policy': page.csp } : {}) }).end(page?.text)
  })

  static async open(): Promise<Site> {
    const site = new Site()
    await new Promise<void>((resolve) => site.#server.listen(0, '127.0.0.1', resolve))
    return site
  }

  put(path: string, text: string, { csp = documentPolicy, type = 'text/html; charset=utf-8' } = {}): string {
    this.#pages.set(path, { text, csp, type })
    return this.url(path)
  }

  drop(path: string): void {
    this.#pages.delete(path)
  }

  url(path: string, host = '127.0.0.1'): string {
    const address = this.#server.address()
    return `http://${host}:${typeof address === 'object' ? address?.port : 0}${path}`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve))
    this.#server.closeAllConnections()
    await closed
  }
}
