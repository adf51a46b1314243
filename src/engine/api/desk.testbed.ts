import { createServer } from 'node:http'
import { House } from '../../access/house.testbed.ts'
import { silent } from '../../kit/log.ts'
import type { TokenScope } from '../../model/api.ts'
import { GroupName, PersonId } from '../../model/person.ts'
import type { Role } from '../../model/person.ts'
import { bareApi } from './api.ts'
import type { Api, ApiContext } from './context.ts'

export const kids = GroupName.parse('kids')

/** What every desk hands its routes. */
export type DeskContext = Pick<ApiContext, 'access' | 'db' | 'log' | 'locals' | 'version'>

export interface Served extends AsyncDisposable {
  readonly house: House
  readonly port: number
}

/** Routes over real access on a real port, with the owner Ada and a group. */
export async function serve(add: (api: Api, context: DeskContext, house: House) => void): Promise<Served> {
  await using scope = new AsyncDisposableStack()
  const house = scope.use(await House.open())
  await house.claim()
  await house.db.groups.add(kids)
  const context = { access: house.access, db: house.db, log: silent, locals: new WeakSet<never>(), version: '0' }
  const api = await bareApi(context)
  scope.defer(async () => await api.close())
  add(api, context, house)
  await api.ready()
  const server = createServer((request, response) => api.routing(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  scope.defer(async () => {
    const closed = new Promise((resolve) => server.close(resolve))
    server.closeAllConnections()
    await closed
  })
  const address = server.address()
  const kept = scope.move()
  return { house, port: typeof address === 'object' ? (address?.port ?? 0) : 0, [Symbol.asyncDispose]: async () => await kept.disposeAsync() }
}

/** For tests: asks routes as people do, by tokens or by a sign-in. */
export class Desk implements AsyncDisposable {
  readonly house: House
  readonly port: number
  readonly #served: Served
  readonly #tokens = new Map<string, string>()

  constructor(served: Served) {
    this.house = served.house
    this.port = served.port
    this.#served = served
  }

  /** The owner's sign-in, as a browser sends it. */
  async cookie(): Promise<string> {
    const nobody = { local: false, method: 'POST', cookie: undefined, authorization: undefined, origin: undefined, host: 'x', scheme: 'http', from: 'x', agent: undefined, upgrade: false } as const
    const { cookie } = await this.house.access.signIn(undefined, 'correct horse battery', nobody)
    return cookie.split(';')[0] ?? ''
  }

  /** Somebody new; their id is their name. */
  async person(name: string, role: Exclude<Role, 'owner'>, groups: readonly GroupName[] = []): Promise<void> {
    await this.house.db.people.insert({ id: PersonId.parse(name), role, name, groups, password: null, created: '2026' })
  }

  async token(person: string, scope: TokenScope = 'all'): Promise<string> {
    const known = this.#tokens.get(person + scope)
    if (known !== undefined) return known
    const { secret } = await this.house.access.tokens.create(PersonId.parse(person), { label: scope, scope })
    this.#tokens.set(person + scope, secret)
    return secret
  }

  /** Asks as somebody, by a token of theirs: `ben`, or `ben/deploy`. A body that is an object goes as JSON. */
  async ask(who: string, method: string, path: string, body?: object | Uint8Array, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    const [person = '', scope = 'all'] = who.split('/')
    const raw = body === undefined || body instanceof Uint8Array
    const type = raw ? {} : { 'content-type': 'application/json' }
    const authorization = `Bearer ${await this.token(person, scope as TokenScope)}`
    const sent = body === undefined ? {} : { body: raw ? Uint8Array.from(body) : JSON.stringify(body) }
    return await fetch(this.url(path), { method, redirect: 'manual', headers: { authorization, ...type, ...headers }, ...sent })
  }

  async status(...asked: Parameters<Desk['ask']>): Promise<number> {
    const answer = await this.ask(...asked)
    await answer.arrayBuffer()
    return answer.status
  }

  url(path: string): string {
    return `http://127.0.0.1:${this.port}${path}`
  }

  /** The audit, newest first: who, what, on what. */
  async audit(): Promise<string[]> {
    return (await this.house.access.auditLines({ limit: 50 })).map(({ who, action, object }) => `${who}: ${action}: ${object}`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#served[Symbol.asyncDispose]()
  }
}
