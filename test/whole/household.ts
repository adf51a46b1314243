import type { Berth } from './berth.ts'
import type { Answer } from './berth.ts'

/** Who asks: a stranger, a paired device, people by role, and programs with tokens of the owner's. */
export type Role = 'stranger' | 'device' | 'guest' | 'member' | 'admin' | 'owner' | 'looking' | 'running' | 'deploying'

export const password = 'correct horse battery'

/** People, a device and tokens on a fresh machine, each made the way users do. */
export class Household {
  readonly #berth: Berth
  readonly #headers = new Map<Role, Record<string, string>>()
  /** Things of the owner's: another sign-in of his, and a token. */
  objects = { session: '', token: '' }

  static async open(berth: Berth): Promise<Household> {
    const house = new Household(berth)
    await house.#claim()
    for (const role of ['admin', 'member', 'guest'] as const) await house.invite(role)
    const { code } = await house.json<{ code: string }>('owner', 'POST', '/api/devices/code', {})
    house.take('device', await house.send('stranger', 'POST', '/api/pair', { code, name: 'Tablet' }))
    for (const [role, scope] of [
      ['looking', 'read'],
      ['running', 'run'],
      ['deploying', 'deploy'],
    ] as const) {
      const { secret } = await house.json<{ secret: string }>('owner', 'POST', '/api/tokens', { label: role, scope })
      house.#headers.set(role, { authorization: `Bearer ${secret}` })
    }
    await house.send('stranger', 'POST', '/api/session', { name: 'Ada', password })
    const sessions = await house.json<{ id: string; current: boolean }[]>('owner', 'GET', '/api/sessions')
    const { id: token } = await house.json<{ id: string }>('owner', 'POST', '/api/tokens', { label: 'mine' })
    house.objects = { session: sessions.find(({ current }) => !current)?.id ?? '', token }
    return house
  }

  private constructor(berth: Berth) {
    this.#berth = berth
  }

  get origin(): string {
    return `http://berth.localhost:${this.#berth.port}`
  }

  /** The status. */
  async ask(role: Role, method: string, path: string, body?: object): Promise<number> {
    return (await this.send(role, method, path, body)).status
  }

  async send(role: Role, method: string, path: string, body?: object): Promise<Answer> {
    const headers = { ...this.#headers.get(role), ...(method === 'GET' ? {} : { origin: this.origin }) }
    return await this.#berth.visit('berth', path, { method, headers, ...(body ? { body } : {}) })
  }

  async json<T>(role: Role, method: string, path: string, body?: object): Promise<T> {
    const answer = await this.send(role, method, path, body)
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.text}`)
    return JSON.parse(answer.text) as T
  }

  /** Their name is their role. */
  async invite(role: 'admin' | 'member' | 'guest', name: string = role): Promise<void> {
    const { code } = await this.json<{ code: string }>('owner', 'POST', '/api/invitations', { role })
    this.take(role, await this.send('stranger', 'POST', '/api/join', { code, name, password }))
  }

  cookie(role: Role): string {
    return this.#headers.get(role)?.['cookie'] ?? ''
  }

  /** The cookie that was given is theirs from now on. */
  take(role: Role, answer: Answer): void {
    if (answer.status !== 200) throw new Error(`${role} did not come in: ${answer.text}`)
    this.#headers.set(role, { cookie: String(answer.headers['set-cookie']).split(';')[0] ?? '' })
  }

  async #claim(): Promise<void> {
    const { code } = await this.#berth.json<{ code: string }>('/api/local/urls')
    this.take('owner', await this.send('stranger', 'POST', '/api/claim', { code, name: 'Ada', password }))
  }
}
