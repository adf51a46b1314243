import type { Socket } from 'node:net'
import type { Connection as Client, Session } from 'ssh2'
import { Authentication } from './authentication.ts'
import { openChannel, takeCommand } from './session.ts'
import type { Wish } from './session.ts'
import type { SshTerms } from './terms.ts'

/** One client, from its first bytes until it is gone. */
export class Connection<Who> {
  readonly #terms: SshTerms<Who>
  readonly #socket: Socket
  readonly #client: Client
  readonly #authentication: Authentication<Who>
  readonly #gone = new AbortController()
  readonly #closed = Promise.withResolvers<void>()
  readonly #running = new Map<Promise<void>, Wish>()
  #timer: NodeJS.Timeout | undefined
  #sessions = 0

  constructor(client: Client, socket: Socket, terms: SshTerms<Who>) {
    this.#terms = terms
    this.#socket = socket
    this.#client = client
    this.#authentication = new Authentication(terms)
    client.on('error', (error: Error) => terms.log.debug({ error: error.message }, 'an SSH connection failed'))
    client.on('close', () => this.#close())
    client.on('authentication', (context) => this.#settle(this.#authentication.answer(context)))
    client.on('ready', () => this.#wait())
    client.on('session', (accept, reject) => (this.#isFull() ? reject() : this.#session(accept())))
    socket.on('data', () => this.#watch())
  }

  /** Undefined until a key is proven. */
  get who(): Who | undefined {
    return this.#authentication.who
  }

  /** Ends it, with a line for whoever waits at its commands. */
  end(line: string): void {
    const waiting = [...this.#running.values()]
    this.#gone.abort(new Error(line.trim()))
    for (const { channel } of waiting) {
      channel.stderr.write(line)
      channel.exit(1)
      channel.end()
    }
    clearTimeout(this.#timer)
    // a client that is cut off at once does not show what it was told last
    this.#timer = setTimeout(() => this.#leave(), waiting.length > 0 ? farewell : 0)
  }

  /** When all its commands have ended, and the client is gone. */
  async done(): Promise<void> {
    await Promise.allSettled([...this.#running.keys(), this.#closed.promise])
  }

  /** Says so, and does not wait for the other side. */
  #leave(): void {
    this.#client.end()
    this.#socket.destroySoon()
  }

  #close(): void {
    clearTimeout(this.#timer)
    this.#gone.abort(new Error('the client is gone'))
    this.#closed.resolve()
  }

  #settle(answer: Promise<boolean>): void {
    const fail = (error: unknown): void => {
      this.#terms.log.warn({ error: String(error) }, 'an SSH key could not be looked up')
      this.#socket.destroy()
    }
    answer.then((stay) => (stay ? undefined : this.#leave())).catch(fail)
  }

  /** From now on something is to be asked of it. */
  #wait(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#leave(), this.#terms.brakes.idle)
  }

  #isFull(): boolean {
    return this.#gone.signal.aborted || this.#sessions >= this.#terms.brakes.sessions
  }

  #session(session: Session): void {
    this.#sessions += 1
    session.once('close', () => void (this.#sessions -= 1))
    takeCommand(session, (wish) => this.#begin(wish))
  }

  #begin(wish: Wish): void {
    clearTimeout(this.#timer)
    const running = this.#run(wish)
    this.#running.set(running, wish)
    void running.finally(() => {
      this.#running.delete(running)
      if (this.#running.size === 0 && !this.#gone.signal.aborted) this.#wait()
    })
  }

  async #run(wish: Wish): Promise<void> {
    const { channel, signal } = openChannel(wish, this.#socket, this.#gone.signal)
    try {
      if (this.who !== undefined) await this.#terms.session(this.who, wish.command, channel, signal)
    } catch (error) {
      if (!signal.aborted) this.#terms.log.error({ error: String(error) }, 'an SSH command failed')
      channel.stderr.write('Berth made a mistake here; its log says which.\n')
    } finally {
      channel.exit(1) // says nothing where it was said already
    }
  }

  /** ssh2 does not stop a client that sends more than it was allowed. */
  #watch(): void {
    for (const { channel } of this.#running.values()) if (channel.readableLength > largest) this.#socket.destroy()
  }
}

/** Milliseconds for a client to read why it is sent away, and to go by itself. */
const farewell = 2000

/** Twice the window that ssh2 gives a client. */
const largest = 4 * 1024 * 1024
