import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import type { Person } from '../../access/person.ts'
import { asProblem, Problem } from '../../model/problem.ts'
import type { ApiContext } from './context.ts'
import { factsOf } from './facts.ts'

/** Between two pings, milliseconds: a viewer that went away without a word is let go within two. */
const pingEvery = 30_000
/** Bytes a slow viewer may lag behind before it is dropped; it comes back and gets a fresh snapshot. */
const mayLag = 4 * 1024 * 1024

/** The live feed at `/api/feed`. The same rules as for every route, asked before the upgrade. */
export class FeedSocket implements AsyncDisposable {
  readonly #context: ApiContext
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: 1024 })
  /** Whose sign-in each viewer came with; whoever came with none (token, local) is not here. */
  readonly #sessions = new Map<WebSocket, string>()

  constructor(context: ApiContext) {
    this.#context = context
    context.access.onSessions((live) => this.#letGo(new Set(live)))
  }

  async upgrade(request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    try {
      const person = await this.#allow(request)
      this.#server.handleUpgrade(request, socket, head, (viewer) => this.#serve(viewer, person))
    } catch (error) {
      refuse(socket, asProblem(error))
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const viewer of this.#server.clients) viewer.terminate()
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }

  async #allow(request: IncomingMessage): Promise<Person> {
    if (request.url?.split('?')[0] !== '/api/feed') throw new Problem('no-route', { path: request.url ?? '' })
    const { access, locals } = this.#context
    const facts = factsOf(request, locals)
    const person = await access.who(facts)
    access.checkOrigin(facts, person)
    if (!access.may(person, 'feed.read')) throw new Problem('sign-in')
    return person
  }

  /** A sign-in that ended, ends what was opened with it. */
  #letGo(live: ReadonlySet<string>): void {
    for (const [viewer, session] of this.#sessions) if (!live.has(session)) viewer.close(4401, 'signed out')
  }

  #serve(viewer: WebSocket, person: Person): void {
    if (person.kind === 'owner' && person.session) this.#sessions.set(viewer, person.session)
    const { feed, log } = this.#context
    let leave: (() => void) | undefined
    const beat = setInterval(() => viewer.ping(), pingEvery)
    viewer.on('close', () => {
      clearInterval(beat)
      this.#sessions.delete(viewer)
      leave?.()
    })
    viewer.on('error', () => viewer.terminate())
    const joined = feed.join((message) => {
      if (viewer.bufferedAmount > mayLag) viewer.terminate()
      else viewer.send(JSON.stringify(message))
    })
    joined.then(
      (done) => (viewer.readyState === viewer.OPEN ? (leave = done) : done()),
      (err: unknown) => {
        log.warn({ err }, 'a viewer could not be served')
        viewer.terminate()
      },
    )
  }
}

function refuse(socket: Socket, problem: Problem): void {
  const body = JSON.stringify(problem.body())
  const head = [`HTTP/1.1 ${problem.status} Refused`, 'content-type: application/problem+json', `content-length: ${Buffer.byteLength(body)}`, 'connection: close']
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}
