import assert from 'node:assert/strict'
import { silent } from '../../kit/log.ts'
import { OutsideId } from '../../model/outside.ts'
import type { OutsideBody } from '../../model/outside.ts'
import type { Person, RequestFacts } from '../person.ts'
import { facts, House } from '../house.testbed.ts'
import { Outside } from './outside.ts'
import type { Turn, Visit, Wish } from './outside.ts'
import { clientId, clientSecret, RealProvider } from './realprovider.testbed.ts'
import type { Somebody } from './realprovider.testbed.ts'

export const school = OutsideId.parse('school')
export const consoleOrigin = 'http://berth.localhost:8080'

/** For tests: a claimed machine, and one provider that it knows as `school`. */
export class Desk implements AsyncDisposable {
  readonly house: House
  readonly outside: Outside
  #steady = 1000

  private constructor(house: House) {
    this.house = house
    const clock = { steady: () => this.#steady, date: () => new Date() }
    this.outside = new Outside({ db: house.db, clock, log: silent, access: house.access, patience: 1 })
  }

  static async open(issuer: string, body: Partial<OutsideBody> = {}): Promise<Desk> {
    const house = await House.open()
    await house.claim()
    const desk = new Desk(house)
    await desk.set({ issuer, ...body })
    return desk
  }

  pass(milliseconds: number): void {
    this.#steady += milliseconds
    this.house.pass(milliseconds)
  }

  async set(body: Partial<OutsideBody> & { readonly issuer: string }): Promise<void> {
    await this.outside.providers.put(school, { label: 'The school', client_id: clientId, client_secret: clientSecret, scope: 'openid profile email groups', ...body }, consoleOrigin)
  }

  async begin(wish: Wish = {}, browser = new Visitor()): Promise<Turn> {
    const turn = await this.outside.begin(school, wish, await browser.visit(this.house))
    browser.keep(turn)
    return turn
  }

  /** `address`: where the provider sent the browser. */
  async finish(address: string, browser: Visitor): Promise<Turn> {
    const turn = await this.outside.finish(school, new URL(address).search, await browser.visit(this.house))
    browser.keep(turn)
    return turn
  }

  /** The last line of the audit: what, by whom, with which result. */
  async lastLine(): Promise<string> {
    const [line] = await this.house.access.auditLines({ limit: 1 })
    return line ? `${line.who}: ${line.action} ${line.object}: ${line.result}` : ''
  }

  async people(): Promise<readonly string[]> {
    return (await this.house.access.people.list()).map(({ name, role, groups }) => [name, role, ...groups].join(' ')).sort()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.house[Symbol.asyncDispose]()
  }
}

/** A browser at the console: its cookies, and the page it stands on. */
export class Visitor {
  readonly #cookies = new Map<string, string>()
  readonly #own: Partial<RequestFacts>
  fetchSite: string | undefined = 'same-origin'

  constructor(own: Partial<RequestFacts> = {}) {
    this.#own = own
  }

  get facts(): RequestFacts {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    return facts({ method: 'GET', ...(cookie !== '' && { cookie }), ...this.#own })
  }

  keep({ cookies }: Pick<Turn, 'cookies'>): void {
    for (const cookie of cookies) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      if (value === '') this.#cookies.delete(name)
      else this.#cookies.set(name, value)
    }
  }

  get names(): readonly string[] {
    return [...this.#cookies.keys()].sort()
  }

  value(name: string): string {
    return this.#cookies.get(name) ?? ''
  }

  async visit(house: House): Promise<Visit> {
    return { person: await this.who(house), facts: this.facts, cameFrom: { fetchSite: this.fetchSite, referer: undefined } }
  }

  async who(house: House): Promise<Person> {
    return await house.access.who(this.facts)
  }
}

/** Walks through the real provider's pages as somebody: the address it sends the browser back to. */
export async function walk(location: string, as: string): Promise<string> {
  const cookies = new Map<string, string>()
  let at = location
  for (let steps = 0; steps < 12; steps++) {
    if (at.startsWith(consoleOrigin)) return at
    const answer = await fetch(at, { redirect: 'manual', headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') } })
    await answer.arrayBuffer()
    for (const line of answer.headers.getSetCookie()) cookies.set(line.slice(0, line.indexOf('=')), /=([^;]*)/.exec(line)?.[1] ?? '')
    const to = answer.headers.get('location')
    at = to === null ? `${at}?as=${as}` : new URL(to, at).href
  }
  return assert.fail(`the provider did not come to an end: ${at}`)
}

/** A real provider with these accounts, and a machine that knows it. */
export async function openSchool(accounts: Readonly<Record<string, Somebody>>, body: Partial<OutsideBody> = {}): Promise<{ readonly provider: RealProvider; readonly desk: Desk } & AsyncDisposable> {
  const provider = await RealProvider.open({ accounts, callbacks: [`${consoleOrigin}/signin/outside/school/callback`] })
  const desk = await Desk.open(provider.issuer, body)
  return {
    provider,
    desk,
    [Symbol.asyncDispose]: async () => {
      await desk[Symbol.asyncDispose]()
      await provider[Symbol.asyncDispose]()
    },
  }
}
