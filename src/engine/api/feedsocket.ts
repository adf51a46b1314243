import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import type { CrowdView, Member } from '../../access/crowd.ts'
import type { Person } from '../../access/person.ts'
import { asProblem, Problem } from '../../model/problem.ts'
import { isOpen, sieveFor } from '../sight.ts'
import type { ApiContext } from './context.ts'
import { factsOf } from './facts.ts'
import { refuse } from './refuse.ts'

/** Between two pings, milliseconds: a viewer that went away without a word is let go within two. */
const pingEvery = 30_000
/** Bytes a slow viewer may lag behind before it is dropped; it comes back and gets a fresh snapshot. */
const mayLag = 4 * 1024 * 1024

/** The live feed at `/api/feed`. The same rules as for every route, asked before the upgrade. */
export class FeedSocket implements AsyncDisposable {
  readonly #context: ApiContext
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: 1024 })
  /** Whose sign-in each viewer came with, and what it stood for; whoever came with none (token, local) is not here. */
  readonly #sessions = new Map<WebSocket, Standing>()

  constructor(context: ApiContext) {
    this.#context = context
    context.access.crowd.onChange((crowd) => this.#letGo(crowd))
  }

  async upgrade(request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    try {
      const person = await this.#allow(request)
      const open = await isOpen(this.#context.access)
      this.#server.handleUpgrade(request, socket, head, (viewer) => this.#serve(viewer, person, open))
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

  /** A sign-in that ended, ends what was opened with it; one that stands for something else begins anew. */
  #letGo(crowd: CrowdView): void {
    const standing = new Map(crowd.sessions.map((member) => [member.id, standingOf(member, crowd.open)]))
    for (const [viewer, { session, text }] of this.#sessions) {
      const now = standing.get(session)
      if (now === undefined) viewer.close(4401, 'signed out')
      else if (now.text !== text) viewer.close(4409, 'what you may see has changed')
    }
  }

  #serve(viewer: WebSocket, person: Person, open: boolean): void {
    if (person.kind !== 'anonymous' && person.session !== undefined) this.#sessions.set(viewer, standingOf({ id: person.session, of: memberOf(person) }, open))
    const { feed, log, view } = this.#context
    let leave: (() => void) | undefined
    const beat = setInterval(() => viewer.ping(), pingEvery)
    viewer.on('close', () => {
      clearInterval(beat)
      this.#sessions.delete(viewer)
      leave?.()
    })
    viewer.on('error', () => viewer.terminate())
    const joined = feed.join(
      (message) => {
        if (viewer.bufferedAmount > mayLag) viewer.terminate()
        else viewer.send(JSON.stringify(message))
      },
      sieveFor(person, open, (name) => view(name)?.policy),
    )
    joined.then(
      (done) => (viewer.readyState === viewer.OPEN ? (leave = done) : done()),
      (err: unknown) => {
        log.warn({ err }, 'a viewer could not be served')
        viewer.terminate()
      },
    )
  }
}

interface Standing {
  readonly session: string
  readonly text: string
}

/** All that what somebody may see depends on, as a text. */
function standingOf({ id, of }: Pick<Member, 'id'> & { readonly of: object }, open: boolean): Standing {
  return { session: id, text: JSON.stringify([of, open]) }
}

/** As it stands in the crowd. */
function memberOf(person: Exclude<Person, { kind: 'anonymous' }>): Member['of'] {
  if (person.kind === 'device') return { kind: 'device', id: person.id, name: person.name }
  return { kind: 'person', id: person.id, name: person.name, role: person.role, groups: [...person.groups] }
}
