import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import type { FeedMessage } from '../model/api.ts'
import type { JobView } from '../model/job.ts'
import { Problem } from '../model/problem.ts'
import { doorRows } from './doors.testbed.ts'
import { peopleRows } from './people.testbed.ts'
import { projectRows } from './projects.testbed.ts'
import { jobs, machine, rows } from './sample.testbed.ts'

interface Asked {
  readonly what: string
  readonly body: unknown
  readonly authorization: string | undefined
}

/** Lines that are sent as server-sent events. */
export class Lines {
  readonly lines: readonly unknown[]

  constructor(...lines: readonly unknown[]) {
    this.lines = lines
  }
}

/** A problem as only some other version of the engine has it. */
export class Refusal {
  readonly status: number
  readonly body: object

  constructor(status: number, body: object) {
    this.status = status
    this.body = body
  }
}

/** A real small server that answers as the engine does, on a socket and a port of its own, with what a test lays down. */
export class StandIn implements AsyncDisposable {
  /** A data directory with its socket in it. */
  readonly data: string
  readonly asked: Asked[] = []
  /** By `GET /api/instances`: a body, a Problem, a Refusal, Lines, or a function of the query that gives one. */
  readonly answers = new Map<string, unknown>(Object.entries({ ...rows, ...peopleRows, ...projectRows, ...doorRows }))
  /** False: nobody gets the feed, as behind a proxy that knows no WebSocket. */
  feeding = true
  readonly #servers = [createServer(), createServer()] as const
  readonly #feed = new WebSocketServer({ noServer: true })

  private constructor(data: string) {
    this.data = data
    for (const server of this.#servers) {
      server.on('request', (request, response) => void this.#receive(request, response))
      server.on('upgrade', (request, socket, head) => {
        if (!this.feeding) socket.destroy()
        else this.#feed.handleUpgrade(request, socket, head, (viewer) => this.#welcome(viewer))
      })
    }
  }

  static async open(): Promise<StandIn> {
    const data = await mkdtemp(join(tmpdir(), 'berth-cli-'))
    await mkdir(join(data, 'run'))
    const standIn = new StandIn(data)
    const [local, remote] = standIn.#servers
    await Promise.all([once(local.listen(join(data, 'run', 'engine.sock')), 'listening'), once(remote.listen(0, '127.0.0.1'), 'listening')])
    return standIn
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#servers[1].address() as AddressInfo).port}`
  }

  /** Until somebody follows the feed and has its snapshot. */
  async viewer(): Promise<void> {
    await once(this.#feed, 'viewer')
  }

  /** Until it was asked this. */
  async wasAsked(wanted: string): Promise<void> {
    while (!this.asked.some(({ what }) => what === wanted)) await once(this.#feed, 'asked')
  }

  /** Changes a job, and tells it as the engine does. */
  tell(job: JobView): void {
    this.answers.set(`GET /api/jobs/${job.id}`, job)
    this.say({ type: 'job', value: job })
  }

  /** On the feed. */
  say(message: FeedMessage): void {
    for (const viewer of this.#feed.clients) viewer.send(JSON.stringify(message))
  }

  /** Ends every open feed, as a restart of the engine does. */
  cut(): void {
    for (const viewer of this.#feed.clients) viewer.terminate()
  }

  /** Nothing answers any more. */
  async close(): Promise<void> {
    this.cut()
    for (const server of this.#servers) {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
    await rm(this.data, { recursive: true })
  }

  #welcome(viewer: WebSocket): void {
    viewer.send(JSON.stringify({ type: 'snapshot', instances: [], projects: [], previews: this.answers.get('GET /api/previews'), images: [], jobs, shelf: [], machine }))
    this.#feed.emit('viewer')
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request
    const what = `${method} ${url.split('?')[0]}`
    const sent = await buffer(request)
    this.asked.push({ what: `${method} ${url}`, body: headers['content-type'] === 'application/gzip' ? sent : parsed(sent), authorization: headers.authorization })
    this.#feed.emit('asked')
    const laid = this.answers.has(what) ? this.answers.get(what) : new Problem('not-found', { what: 'app', name: url.split('/')[3] ?? '' })
    answer(typeof laid === 'function' ? (laid as (query: URLSearchParams) => unknown)(new URLSearchParams(url.split('?')[1])) : laid, response)
  }
}

function parsed(sent: Buffer): unknown {
  return sent.length === 0 ? undefined : JSON.parse(sent.toString())
}

function answer(body: unknown, response: ServerResponse): void {
  if (body instanceof Problem) response.writeHead(body.status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(body.body()))
  else if (body instanceof Refusal) response.writeHead(body.status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(body.body))
  else if (body instanceof Lines) response.writeHead(200, { 'content-type': 'text/event-stream' }).end(body.lines.map((line) => `data: ${JSON.stringify(line)}\n\n`).join(''))
  else response.writeHead(200, { 'content-type': 'application/json' }).end(typeof body === 'string' ? body : JSON.stringify(body))
}
