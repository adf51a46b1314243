import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { text } from 'node:stream/consumers'
import { WebSocketServer } from 'ws'
import type { FeedMessage } from '../../src/model/api.ts'
import { asProblem, Problem } from '../../src/model/problem.ts'
import type { PushWord } from '../../src/model/project.ts'
import { playShell } from './stand-in/exec.ts'
import { sendFile } from './stand-in/files.ts'
import { routes } from './stand-in/routes.ts'
import { Rows } from './stand-in/rows.ts'
import { icon } from './stand-in/sample.ts'

const cookie = 'berth-session=harbour'

/**
 * A small real server that speaks the engine's API from rows in memory: for the console's own tests, which
 * say themselves what happens next. Whole tests run against the real engine.
 */
export class StandIn implements AsyncDisposable {
  readonly rows = new Rows()
  /** False: nobody gets the feed, as when the engine is down. */
  serving = true
  readonly #server = createServer((request, response) => void this.#receive(request, response))
  readonly #feed = new WebSocketServer({ noServer: true })
  readonly #exec = new WebSocketServer({ noServer: true })

  static async open(): Promise<StandIn> {
    const standIn = new StandIn()
    standIn.#server.on('upgrade', (request, socket, head) => standIn.#upgrade(request, socket, head))
    standIn.#server.listen(0, '127.0.0.1')
    await once(standIn.#server, 'listening')
    return standIn
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** By a name that browsers take for this very machine, so that it may have passkeys. */
  get named(): string {
    return this.url.replace('127.0.0.1', 'berth.localhost')
  }

  /** Ends every open feed. */
  cut(): void {
    for (const viewer of [...this.#feed.clients, ...this.#exec.clients]) viewer.terminate()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut()
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
    await this.rows.passkeys[Symbol.asyncDispose]()
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url)
    try {
      if (!url.pathname.startsWith('/api/')) await sendFile(url.pathname, response)
      else if (url.pathname.endsWith('/icon')) response.writeHead(200, { 'content-type': 'image/svg+xml' }).end(icon)
      else if (url.pathname.endsWith('/follow')) this.#sendWords(url.searchParams.get('job') ?? '', response)
      else if (url.pathname.endsWith('/logs')) this.#sendLogs(url.pathname.split('/')[3] ?? '', response)
      else await this.#answer(request, url, response)
    } catch (error) {
      const problem = asProblem(error)
      response.writeHead(problem.status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem.body()))
    }
  }

  async #answer(request: IncomingMessage, url: URL, response: ServerResponse): Promise<void> {
    const { method = 'GET' } = request
    const route = routes.find((each) => each.method === method && each.path.test(url.pathname))
    if (!route) throw new Problem('no-route', { path: url.pathname })
    if (!route.open && !isSignedIn(request)) throw new Problem('sign-in')
    const sent = await text(request)
    const body: unknown = sent === '' ? undefined : JSON.parse(sent)
    if (method !== 'GET') this.rows.asked.push({ what: `${method} ${url.pathname}`, body })
    const parts = (route.path.exec(url.pathname) ?? []).slice(1).map(decodeURIComponent)
    const answer = await route.answer({ rows: this.rows, parts, query: url.searchParams, body, headers: request.headers })
    const session = { begin: `${cookie}; Path=/; HttpOnly; SameSite=Lax`, end: 'berth-session=; Path=/; Max-Age=0' }
    const cookies = [...(answer.session ? [session[answer.session]] : []), ...(answer.cookie ? [answer.cookie] : [])]
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...(cookies.length > 0 && { 'set-cookie': cookies }) }).end(JSON.stringify(answer.body))
  }

  #sendLogs(name: string, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.flushHeaders()
    const send = (line: unknown): void => void response.write(`data: ${JSON.stringify(line)}\n\n`)
    for (const line of this.rows.logs.get(name) ?? []) send(line)
    const hear = (of: string, line: unknown): void => {
      if (of === name) send(line)
    }
    this.rows.told.on('said', hear)
    response.on('close', () => this.rows.told.off('said', hear))
  }

  #sendWords(job: string, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.flushHeaders()
    const send = (word: PushWord): void => {
      response.write(`data: ${JSON.stringify(word)}\n\n`)
      if (word.type === 'end') response.end()
    }
    const hear = (of: string, word: PushWord): void => {
      if (of === job) send(word)
    }
    this.rows.told.on('word', hear)
    response.on('close', () => this.rows.told.off('word', hear))
    for (const word of this.rows.push.said.get(job) ?? []) send(word)
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const isExec = /^\/api\/instances\/[^/]+\/exec$/.test(request.url ?? '')
    if (!this.serving || (request.url !== '/api/feed' && !isExec) || !isSignedIn(request)) {
      socket.destroy()
      return
    }
    if (isExec) {
      this.#exec.handleUpgrade(request, socket, head, (viewer) => playShell(viewer, this.rows))
      return
    }
    this.#feed.handleUpgrade(request, socket, head, (viewer) => {
      const send = (message: FeedMessage): void => viewer.send(JSON.stringify(message))
      this.rows.told.on('feed', send)
      viewer.on('close', () => this.rows.told.off('feed', send))
      send(this.rows.snapshot())
    })
  }
}

function isSignedIn(request: IncomingMessage): boolean {
  return (request.headers.cookie ?? '').split('; ').includes(cookie)
}
