import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { WebSocket } from 'ws'
import type { FeedMessage } from '../model/api.ts'
import { Problem } from '../model/problem.ts'
import { catalogue } from '../model/problems.ts'
import type { ProblemCode } from '../model/problems.ts'
import { reach, unreachable } from './reach.ts'
import type { Reach, Where } from './reach.ts'

interface Asking {
  readonly body?: unknown
  /** In the place of a body: an archive, of any length. */
  readonly archive?: Readable
  /** Milliseconds without a byte until the engine counts as gone; none for streams, which may be silent. */
  readonly patience?: number
}

/** Deleting much data is the slowest thing the API answers, milliseconds. */
const patience = 300_000

/** The public API, as everybody else speaks it. Problems of the API are thrown as the same problems here. */
export class Client {
  readonly #where: Where
  readonly #reach: Reach

  /** Throws `invalid` for an address that is none. */
  constructor(where: Where) {
    this.#where = where
    this.#reach = reach(where)
  }

  /** On this machine, with its owner's rights. */
  get isLocal(): boolean {
    return !this.#where.url
  }

  /** What shows who asks, for git over HTTPS; none on this machine itself. */
  get token(): string | undefined {
    return this.#where.url ? this.#where.token : undefined
  }

  /** Of its console; none on this machine itself. */
  get address(): string | undefined {
    return this.#where.url
  }

  async get<T>(path: string, asking: Pick<Asking, 'patience'> = {}): Promise<T> {
    return await this.#json('GET', path, asking)
  }

  async send<T>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<T> {
    return await this.#json(method, path, { body })
  }

  /** Sends a gzipped archive as it is made. */
  async upload<T>(path: string, archive: Readable): Promise<T> {
    return await this.#json('POST', path, { archive })
  }

  /** An answer of any size, as it comes. */
  async *bytes(path: string): AsyncIterable<Buffer> {
    const answer = await this.#ask('GET', path, { patience })
    if (answer.statusCode !== 200) throw this.#problemOf(await text(answer))
    try {
      yield* answer as AsyncIterable<Buffer>
    } catch (error) {
      throw unreachable(this.#where, error)
    }
  }

  /** The `data:` of server-sent events as they come, until the engine ends them. */
  async *events<T>(path: string): AsyncIterable<T> {
    const answer = await this.#ask('GET', path, { patience: 0 })
    if (answer.statusCode !== 200) throw this.#problemOf(await text(answer))
    let rest = ''
    try {
      for await (const chunk of answer.setEncoding('utf8')) {
        const blocks = (rest + String(chunk)).split('\n\n')
        rest = blocks.pop() ?? ''
        yield* blocks.filter((block) => block.startsWith('data: ')).map((block) => JSON.parse(block.slice(6)) as T)
      }
    } catch (error) {
      throw unreachable(this.#where, error)
    }
  }

  /** The live feed: a snapshot, then changes, until the engine goes away. */
  async *feed(): AsyncIterable<FeedMessage> {
    const { openFeed } = await import('./feed.ts')
    try {
      yield* openFeed(this.#reach)
    } catch (error) {
      throw unreachable(this.#where, error)
    }
  }

  /** A WebSocket of the API, open; the caller ends it. Throws the problem it is refused with. */
  async socket(path: string): Promise<WebSocket> {
    const { openSocket } = await import('./socket.ts')
    const found = await openSocket(this.#reach, path).catch((error: unknown) => Promise.reject(unreachable(this.#where, error)))
    if (typeof found === 'string') throw this.problemIn(found)
    return found
  }

  /** What the engine says is wrong, from its own words. */
  problemIn(body: string): Problem {
    return this.#problemOf(body)
  }

  async #json<T>(method: string, path: string, asking: Asking): Promise<T> {
    const answer = await this.#ask(method, path, { patience, ...asking })
    const body = await text(answer).catch((error: unknown) => Promise.reject(unreachable(this.#where, error)))
    if ((answer.statusCode ?? 500) >= 300) throw this.#problemOf(body)
    const parsed = parse(body)
    if (parsed === undefined) throw this.#stranger()
    return parsed as T
  }

  async #ask(method: string, path: string, { body, archive, patience: timeout = patience }: Asking): Promise<IncomingMessage> {
    const { secure, headers, host, to } = this.#reach
    // Loaded here and not above: `berth --version`, help and completion need no HTTP and start twice as fast.
    const { request } = secure ? await import('node:https') : await import('node:http')
    const sent = body === undefined ? undefined : JSON.stringify(body)
    const json = sent === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(sent) }
    const typed = archive ? { 'content-type': 'application/gzip' } : json
    const asked = request({ ...to, method, path, agent: false, timeout, headers: { host, ...headers, ...typed } })
    asked.on('timeout', () => asked.destroy(new Error('it does not answer')))
    if (archive) archive.on('error', (error) => asked.destroy(error)).pipe(asked)
    else asked.end(sent)
    try {
      const [answer] = (await once(asked, 'response')) as [IncomingMessage]
      return answer
    } catch (error) {
      throw unreachable(this.#where, error)
    }
  }

  #problemOf(body: string): Problem {
    const sent = (parse(body) ?? {}) as Record<string, string | number>
    const { code, detail, fix } = sent
    if (code === undefined || detail === undefined) return this.#stranger()
    if (code in catalogue) return new Problem(code as ProblemCode, sent)
    return new Problem('newer-problem', { name: code, detail, next: fix ?? '' })
  }

  /** Something answers there, and it is not Berth. */
  #stranger(): Problem {
    return unreachable(this.#where, new Error('what answers is not Berth'))
  }
}

/** Nothing for what is no JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
