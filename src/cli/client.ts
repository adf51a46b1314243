import { request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { Problem } from '../model/problem.ts'
import { catalogue } from '../model/problems.ts'
import type { ProblemCode } from '../model/problems.ts'

/** Where the engine is: its local socket, or an address with a token. */
export interface Where {
  readonly data: string
  readonly url: string | undefined
  readonly token: string | undefined
}

/** The public API, as everybody else speaks it. Problems of the API are thrown as the same problems here. */
export class Client {
  readonly #where: Where

  constructor(where: Where) {
    this.#where = where
  }

  async get<T>(path: string): Promise<T> {
    return await this.#json('GET', path)
  }

  async send<T>(method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<T> {
    return await this.#json(method, path, body)
  }

  /** The `data:` of server-sent events as they come, until the engine ends them. */
  async *events<T>(path: string, signal?: AbortSignal): AsyncIterable<T> {
    const answer = await this.#ask('GET', path, undefined, signal)
    if (answer.statusCode !== 200) throw problemOf(await textOf(answer))
    let rest = ''
    for await (const chunk of answer.setEncoding('utf8')) {
      const blocks = (rest + String(chunk)).split('\n\n')
      rest = blocks.pop() ?? ''
      yield* blocks.filter((block) => block.startsWith('data: ')).map((block) => JSON.parse(block.slice(6)) as T)
    }
  }

  async #json<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.#ask(method, path, body)
    const text = await textOf(answer)
    if ((answer.statusCode ?? 500) >= 400) throw problemOf(text)
    return JSON.parse(text) as T
  }

  #ask(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<IncomingMessage> {
    const { url, token, data } = this.#where
    const text = body === undefined ? undefined : JSON.stringify(body)
    const headers = {
      ...(text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    }
    const to = url
      ? { host: new URL(url).hostname, port: new URL(url).port || 80, headers: { ...headers, host: new URL(url).host } }
      : { socketPath: join(data, 'run', 'engine.sock'), headers: { ...headers, host: 'local' } }
    return new Promise((resolve, reject) => {
      const asked = request({ ...to, method, path, agent: false, ...(signal ? { signal } : {}) }, resolve)
      asked.on('error', (error) => reject(signal?.aborted ? error : new Problem('engine-down', { where: url ?? data }, error)))
      asked.end(text)
    })
  }
}

async function textOf(answer: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of answer.setEncoding('utf8')) text += String(chunk)
  return text
}

function problemOf(text: string): Problem {
  try {
    const body = JSON.parse(text) as Record<string, string | number>
    const code = String(body['code'])
    if (code in catalogue) return new Problem(code as ProblemCode, body)
  } catch {
    return new Problem('internal', { reason: text.slice(0, 200) })
  }
  return new Problem('internal', { reason: text.slice(0, 200) })
}
