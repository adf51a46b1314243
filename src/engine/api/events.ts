import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { FastifyReply } from 'fastify'
import type { Access } from '../../access/access.ts'
import type { Person } from '../../access/person.ts'
import { Loop } from '../../kit/loop.ts'

/** Between two signs of life, milliseconds: less than what sits between here and the reader waits for a word. */
const beatEvery = 20_000

/** Who listens, and by whose word. */
export interface Listening {
  readonly person: Person
  readonly access: Access
}

/** An answer of server-sent events. Its signal aborts when the reader leaves or is signed out; the answer ends with the scope. */
export class EventAnswer implements AsyncDisposable {
  readonly #to: ServerResponse
  readonly #gone = new AbortController()
  readonly #beat: Loop

  constructor(reply: FastifyReply, { person, access }: Listening) {
    reply.hijack()
    this.#to = reply.raw
    const forget = access.crowd.onChange(({ sessions }) => {
      if (isOut(person, sessions)) this.#gone.abort(new Error('the reader was signed out'))
    })
    this.#to.on('close', () => {
      forget()
      this.#gone.abort(new Error('the reader left'))
    })
    this.#to.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    this.#to.flushHeaders()
    this.#beat = new Loop({ every: beatEvery, turn: async () => this.#sign(), onError: () => undefined })
  }

  get signal(): AbortSignal {
    return this.#gone.signal
  }

  /** As fast as the reader reads. What goes wrong once the reader has left is of no matter. */
  async pour(events: AsyncIterable<unknown>): Promise<void> {
    try {
      for await (const event of events) await this.#send(event)
    } catch (error) {
      if (!this.signal.aborted) throw error
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#beat[Symbol.asyncDispose]()
    this.#to.end()
  }

  async #send(event: unknown): Promise<void> {
    if (!this.#to.write(`data: ${JSON.stringify(event)}\n\n`)) await once(this.#to, 'drain', { signal: this.signal })
  }

  #sign(): void {
    if (!this.#to.writableNeedDrain) this.#to.write(':\n\n')
  }
}

/** What a sign-in opened ends with it. */
function isOut(person: Person, live: readonly { readonly id: string }[]): boolean {
  const session = person.kind === 'anonymous' ? undefined : person.session
  return session !== undefined && !live.some(({ id }) => id === session)
}
