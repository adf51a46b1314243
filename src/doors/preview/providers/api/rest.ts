import { z } from 'zod'
import { readAnswer } from './answer.ts'
import { reachOf } from './reach.ts'
import type { Reach, Reaching } from './reach.ts'
import { down, reasonOf, refusalOf } from './refusal.ts'

export interface RestOptions extends Reaching {
  /** How the provider is called, for people. */
  readonly provider: string
  /** Of the API, without a slash at the end. */
  readonly base: string
  /** What proves who asks. */
  readonly headers: Readonly<Record<string, string>>
}

export interface Sent {
  readonly method: 'POST' | 'PUT' | 'PATCH'
  /** As JSON; or a form. */
  readonly body: Readonly<Record<string, unknown>> | URLSearchParams
}

/** Pages of a list that are read: with fifty on one, more than any list of ours has. */
const mostPages = 100
/** What providers say is wrong stands in one of these. */
const Complaint = z.object({ message: z.unknown(), error: z.unknown(), error_description: z.unknown() }).partial()

/** A JSON API over plain fetch. Throws as a `ProviderClient` does. */
export class Rest {
  readonly provider: string
  readonly #options: RestOptions
  readonly #reach: Reach

  constructor(options: RestOptions) {
    this.provider = options.provider
    this.#options = options
    this.#reach = reachOf(options)
  }

  /** Null where there is no such thing. */
  async get<T>(path: string, schema: z.ZodType<T>): Promise<T | null> {
    const answer = await this.#ask(path, { method: 'GET' })
    return answer.status === 404 ? null : readAnswer(this.provider, schema, await this.#json(answer))
  }

  /** All pages of a list, as far as the provider's `Link` header says there are more. Null where there is no such list. */
  async all<T>(path: string, schema: z.ZodType<T>): Promise<readonly T[] | null> {
    const all: T[] = []
    for (let page = 1; page <= mostPages; page++) {
      const answer = await this.#ask(`${path}${path.includes('?') ? '&' : '?'}page=${page}`, { method: 'GET' })
      if (answer.status === 404) return null
      all.push(...readAnswer(this.provider, z.array(schema), await this.#json(answer)))
      if (answer.headers.get('link')?.includes('rel="next"') !== true) break
    }
    return all
  }

  /** Null where what it is sent to is not there (any more). */
  async send<T>(path: string, { method, body }: Sent, schema: z.ZodType<T>): Promise<T | null> {
    const form = body instanceof URLSearchParams
    const headers = { 'content-type': form ? 'application/x-www-form-urlencoded' : 'application/json' }
    const answer = await this.#ask(path, { method, headers, body: form ? body.toString() : JSON.stringify(body) })
    return answer.status === 404 ? null : readAnswer(this.provider, schema, await this.#json(answer))
  }

  /** The headers of an answer, where they say it all: where a new thing is, what time it is there. */
  async headersOf(path: string, { method, body }: Sent | { readonly method: 'GET'; readonly body?: undefined }): Promise<Headers | null> {
    const answer = await this.#ask(path, { method, ...(body instanceof URLSearchParams ? { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: body.toString() } : {}) })
    await answer.body?.cancel()
    return answer.status === 404 ? null : answer.headers
  }

  /** An answer that is good, or 404. `path` may be a whole address of this API. */
  async #ask(path: string, init: Omit<RequestInit, 'headers'> & { readonly headers?: Readonly<Record<string, string>> }): Promise<Response> {
    const { base, headers, signal } = this.#options
    const url = path.startsWith(`${base}/`) ? path : base + path
    const answer = await this.#reach(url, { ...init, headers: { accept: 'application/json', 'user-agent': 'berth', ...headers, ...init.headers } }).catch((error: unknown) => {
      signal.throwIfAborted()
      throw down(this.provider, reasonOf(error), error)
    })
    if (answer.status < 400 || answer.status === 404) return answer
    throw refusalOf(this.provider, { status: answer.status, header: (name) => answer.headers.get(name), message: await complaintOf(answer) })
  }

  async #json(answer: Response): Promise<unknown> {
    const text = await answer.text().catch((error: unknown) => {
      this.#options.signal.throwIfAborted()
      throw down(this.provider, reasonOf(error), error)
    })
    return text === '' ? null : parse(text)
  }
}

/** What is no JSON is no answer of an API's: its schema then says so. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function complaintOf(answer: Response): Promise<string> {
  const text = await answer.text().catch(() => '')
  const { message, error_description: longer, error } = Complaint.safeParse(parse(text)).data ?? {}
  const said = message ?? longer ?? error
  if (said === undefined) return ''
  return typeof said === 'string' ? said : JSON.stringify(said)
}
