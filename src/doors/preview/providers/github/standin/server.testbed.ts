import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { accessToken, conversion, repositoryInstallation } from './apps.testbed.ts'
import { notFound, ok } from './call.testbed.ts'
import type { Answer, Asked, Route } from './call.testbed.ts'
import { serveGit } from './git.testbed.ts'
import { landing } from './pages.testbed.ts'
import { repositoryRoutes } from './routes.testbed.ts'
import { sees } from './state.testbed.ts'
import type { Holder, State, StandInRepository } from './state.testbed.ts'
import { failureOf } from './trouble.testbed.ts'
import type { Trouble, Troubles } from './trouble.testbed.ts'

/** One request, as it came and was answered. */
export interface Call {
  /** `POST /repos/acme/shop/statuses/…`; of git `GIT /acme/shop/git-upload-pack`. */
  readonly what: string
  readonly body: Readonly<Record<string, unknown>>
  /** `ada`, `app berth for acme`; null where nobody was proven. */
  readonly by: string | null
  /** 0 where none was given. */
  readonly status: number
}

/** The HTTP side of the stand-in: the API below `/api/v3` as an Enterprise server has it, git, and a few pages. */
export class StandInServer implements AsyncDisposable {
  readonly calls: Call[] = []
  readonly #state: State
  readonly #troubles: Troubles
  readonly #server: Server
  url = ''

  private constructor(state: State, troubles: Troubles) {
    this.#state = state
    this.#troubles = troubles
    this.#server = createServer((request, response) => void this.#answer(request, response).catch(() => response.destroy()))
  }

  static async open(state: State, troubles: Troubles): Promise<StandInServer> {
    const server = new StandInServer(state, troubles)
    await server.listen(0)
    return server
  }

  /** Again after `close`, at the same address. */
  async listen(port = Number(new URL(this.url).port)): Promise<void> {
    this.#server.listen(port, '127.0.0.1')
    await once(this.#server, 'listening')
    const address = this.#server.address()
    this.url = `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`
  }

  /** Nobody is there: connections are refused. */
  async close(): Promise<void> {
    if (!this.#server.listening) return
    this.#server.close()
    this.#server.closeAllConnections()
    await once(this.#server, 'close')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams: query } = new URL(request.url ?? '/', this.url)
    const git = /^\/([^/]+\/[^/]+?)(?:\.git)?(\/(?:info\/refs|git-upload-pack|git-receive-pack))$/.exec(pathname)
    if (git) return await this.#git(decodeURIComponent(git[1] ?? ''), git[2] ?? '', request, response)
    const body = await bodyOf(request)
    if (!pathname.startsWith('/api/v3/')) return reply(response, landing({ state: this.#state, method: request.method ?? 'GET', path: pathname, query, body, url: this.url }))
    const path = pathname.slice('/api/v3'.length)
    const what = `${request.method ?? ''} ${path}`
    const bearer = /^(?:bearer|token) (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? null
    const asked = { state: this.#state, url: this.url, method: request.method ?? '', at: [], query, body: jsonOf(body), bearer, holder: this.#state.tokens.get(bearer ?? '') }
    const trouble = this.#troubles.befalls(what)
    const answer = trouble && trouble.after !== true ? null : await this.#api(path, asked)
    this.#finish(response, { what, body: asked.body, by: called(asked.holder) }, answer, trouble)
  }

  #finish(response: ServerResponse, call: Omit<Call, 'status'>, answer: Answer | null, trouble: Trouble | undefined): void {
    const failure = trouble ? failureOf(trouble) : null
    this.calls.push({ ...call, status: failure === null ? (answer?.status ?? 0) : typeof failure === 'string' ? 0 : failure.status })
    if (failure === 'cut') return void response.destroy()
    if (failure === 'hang') return
    reply(response, failure ?? answer ?? notFound)
  }

  async #api(path: string, asked: Asked): Promise<Answer> {
    const [, code] = /^\/app-manifests\/([^/]+)\/conversions$/.exec(path) ?? []
    if (code !== undefined) return conversion({ ...asked, at: [code] })
    const [, installation] = /^\/app\/installations\/(\d+)\/access_tokens$/.exec(path) ?? []
    if (installation !== undefined) return await accessToken({ ...asked, at: [installation] })
    if (asked.bearer !== null && !asked.bearer.includes('.') && !asked.holder) return { status: 401, body: { message: 'Bad credentials' } }
    if (path === '/user') return user(asked.holder)
    return await this.#below(path, asked)
  }

  /** By the name it had: GitHub sends on to its number. */
  async #below(path: string, asked: Asked): Promise<Answer> {
    const [, byName, byNumber, rest = ''] = /^(?:\/repos\/([^/]+\/[^/]+)|\/repositories\/(\d+))(\/.*)?$/.exec(path) ?? []
    const moved = byName === undefined || this.#state.find(byName) ? undefined : this.#state.moved.get(byName)
    if (moved && !moved.gone) return this.#sendOn(moved, rest, asked)
    const repository = byName === undefined ? this.#state.repositories.find(({ id, gone }) => id === Number(byNumber) && !gone) : this.#state.find(byName)
    if (!repository) return notFound
    if (rest === '/installation') return await repositoryInstallation(asked, repository)
    return sees(asked.holder, repository) ? await route(repositoryRoutes, rest, asked, repository) : notFound
  }

  #sendOn({ id }: StandInRepository, rest: string, { method, query }: Asked): Answer {
    const search = query.size > 0 ? `?${query.toString()}` : ''
    return { status: method === 'GET' ? 301 : 307, headers: { location: `${this.url}/api/v3/repositories/${id}${rest}${search}` }, body: { message: 'Moved Permanently' } }
  }

  /** As GitHub does it, what may not be seen is asked for a password. */
  async #git(path: string, rest: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const what = `GIT /${path}${rest}`
    const [repository, moved] = [this.#state.find(path), this.#state.moved.get(path)]
    const { holder, proof } = this.#proofOf(request)
    const call = { what, body: {}, by: called(holder) }
    const trouble = this.#troubles.befalls(what)
    if (trouble) return this.#finish(response, call, null, trouble)
    if (!repository && moved && !moved.gone)
      return this.#finish(response, call, { status: 301, headers: { location: `${this.url}/${moved.path}.git${new URL(request.url ?? '', this.url).search.replace(/^/, rest)}` } }, undefined)
    const seen = repository && sees(holder, repository) && (proof === null || holder !== undefined)
    if (!seen || rest.endsWith('receive-pack')) return this.#finish(response, call, proof === null ? { status: 401, headers: { 'www-authenticate': 'Basic realm="GitHub"' } } : notFound, undefined)
    this.calls.push({ ...call, status: 200 })
    await serveGit(repository.git, rest, request, response)
  }

  #proofOf({ headers }: IncomingMessage): { readonly holder: Holder | undefined; readonly proof: string | null } {
    const basic = /^basic (.+)$/i.exec(headers.authorization ?? '')?.[1]
    if (basic === undefined) return { holder: undefined, proof: null }
    const proof = Buffer.from(basic, 'base64').toString().split(':').slice(1).join(':')
    return { holder: this.#state.tokens.get(proof), proof }
  }
}

function user(holder: Holder | undefined): Answer {
  if (!holder) return { status: 401, body: { message: 'Requires authentication' } }
  return holder.kind === 'person' ? ok({ login: holder.login, id: 1 }) : { status: 403, body: { message: 'Resource not accessible by integration' } }
}

async function route(routes: readonly Route[], path: string, asked: Asked, repository: StandInRepository): Promise<Answer> {
  for (const [method, pattern, answer] of routes) {
    const found = method === asked.method ? pattern.exec(path) : null
    if (found) return await answer({ ...asked, at: found.slice(1).map(decodeURIComponent) }, repository)
  }
  return notFound
}

function called(holder: Holder | undefined): string | null {
  if (!holder) return null
  return holder.kind === 'person' ? holder.login : `${holder.installation.app.slug} for ${holder.installation.account}`
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) if (Buffer.isBuffer(part)) parts.push(part)
  return Buffer.concat(parts).toString()
}

function jsonOf(text: string): Readonly<Record<string, unknown>> {
  const body: unknown = text === '' ? {} : JSON.parse(text)
  return typeof body === 'object' && body !== null ? Object.fromEntries(Object.entries(body)) : {}
}

function reply(response: ServerResponse, { status, headers = {}, body }: Answer): void {
  const type = typeof body === 'string' ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8'
  response.writeHead(status, { 'content-type': type, ...headers }).end(typeof body === 'string' ? body : JSON.stringify(body ?? {}))
}
