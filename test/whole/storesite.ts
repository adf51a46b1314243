import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, normalize } from 'node:path'

/** A static web server over a folder, which can be cut off and come back at the same address. */
export class StoreSite implements AsyncDisposable {
  readonly #folder: string
  readonly #server: Server
  #port = 0
  /** Paths that were asked for, in order. */
  readonly asked: string[] = []

  private constructor(folder: string) {
    this.#folder = folder
    this.#server = createServer((request, response) => void this.#serve(request, response))
  }

  static async open(folder: string): Promise<StoreSite> {
    const site = new StoreSite(folder)
    await site.mend()
    return site
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  async mend(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1')
    await once(this.#server, 'listening')
    this.#port = (this.#server.address() as AddressInfo).port
  }

  async cut(): Promise<void> {
    if (!this.#server.listening) return
    this.#server.close()
    this.#server.closeAllConnections()
    await once(this.#server, 'close')
  }

  async #serve({ url = '/' }: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = decodeURIComponent(new URL(url, this.url).pathname)
    this.asked.push(path)
    const bytes = await readFile(join(this.#folder, normalize(path))).catch(() => undefined)
    response.writeHead(bytes ? 200 : 404, { 'content-length': bytes?.length ?? 0 }).end(bytes)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cut()
  }
}
