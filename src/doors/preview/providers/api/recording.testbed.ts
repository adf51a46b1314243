import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'

export interface RecordedCall {
  /** `GET /api/v4/user`, with its query. */
  readonly what: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface RecordedAnswer {
  readonly status?: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export type Answers = Readonly<Record<string, RecordedAnswer | ((call: RecordedCall) => RecordedAnswer)>>

export interface Recording extends AsyncDisposable {
  readonly url: string
  readonly calls: readonly RecordedCall[]
  /** What was asked, in words. */
  readonly called: () => readonly string[]
}

/** A small API on loopback that answers what a real one was seen to answer, by `METHOD /path?query`, and keeps what it was asked; 404 to the rest. */
export async function openRecording(answers: (url: string) => Answers): Promise<Recording> {
  const calls: RecordedCall[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.setEncoding('utf8')
    request.on('data', (chunk: string) => (text += chunk))
    request.on('end', () => {
      const call = { what: `${request.method ?? ''} ${request.url ?? ''}`, headers: request.headers, body: text }
      calls.push(call)
      const found = known[call.what] ?? { status: 404, body: { message: '404 Not found' } }
      const { status = 200, body, headers = {} } = typeof found === 'function' ? found(call) : found
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`
  const known = answers(url)
  return {
    url,
    calls,
    called: () => calls.map(({ what }) => what),
    [Symbol.asyncDispose]: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
