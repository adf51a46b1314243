import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Git's own server program behind a web server, as the large hosts have it. */
export class GitSite implements AsyncDisposable {
  readonly #server: Server
  readonly url: string

  private constructor(server: Server) {
    this.#server = server
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  static async open(folder: string): Promise<GitSite> {
    const server = createServer((request, answer) => serve(folder, request, answer))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new GitSite(server)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close()
    this.#server.closeAllConnections()
    await once(this.#server, 'close')
  }
}

/** A request handed to `git http-backend` by CGI (RFC 3875). */
function serve(folder: string, request: IncomingMessage, answer: ServerResponse): void {
  const { pathname, search } = new URL(request.url ?? '/', 'http://localhost')
  const { 'content-type': type = '', 'content-encoding': encoding = '', 'git-protocol': protocol = '' } = request.headers
  const about = { REQUEST_METHOD: request.method ?? 'GET', QUERY_STRING: search.slice(1), PATH_INFO: pathname, CONTENT_TYPE: type, HTTP_CONTENT_ENCODING: encoding, GIT_PROTOCOL: String(protocol) }
  const child = spawn('git', ['http-backend'], { env: { PATH: '/usr/bin:/bin', GIT_PROJECT_ROOT: folder, GIT_HTTP_EXPORT_ALL: '1', REMOTE_ADDR: '127.0.0.1', ...about } })
  request.pipe(child.stdin)
  const parts: Buffer[] = []
  child.stdout.on('data', (part: Buffer) => parts.push(part))
  child.on('close', () => {
    const whole = Buffer.concat(parts)
    const end = whole.indexOf('\r\n\r\n')
    const headers = Object.fromEntries(
      whole
        .subarray(0, end)
        .toString()
        .split('\r\n')
        .map((line) => line.split(': ') as [string, string]),
    )
    answer.writeHead(Number.parseInt(headers['Status'] ?? '200', 10), headers).end(whole.subarray(end + 4))
  })
}
