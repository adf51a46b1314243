import type { Answer, Berth } from './berth.ts'

const page = { accept: 'text/html', 'sec-fetch-mode': 'navigate' }

/** Somebody with a browser that has no window: it keeps cookies by host and path, and follows redirects from app to console and back. */
export class Visitor {
  readonly #berth: Berth
  readonly #cookies = new Map<string, { readonly host: string; readonly path: string; readonly text: string }>()

  constructor(berth: Berth) {
    this.#berth = berth
  }

  async signIn(name: string, password: string): Promise<void> {
    const answer = await this.#ask('berth', '/api/session', { method: 'POST', body: { name, password }, headers: { origin: `http://berth.localhost:${this.#berth.port}` } })
    if (answer.status !== 200) throw new Error(answer.text)
  }

  async signOut(): Promise<void> {
    await this.#ask('berth', '/api/session', { method: 'DELETE', headers: { origin: `http://berth.localhost:${this.#berth.port}` } })
  }

  /** The page at which it ends, after the redirects on the way. */
  async open(host: string, path: string): Promise<Answer> {
    let at = new URL(path, `http://${host}.localhost:${this.#berth.port}`)
    for (let hops = 0; hops < 20; hops++) {
      const answer = await this.#ask(at.hostname.split('.')[0] ?? '', at.pathname + at.search, { headers: page })
      if (answer.headers.location === undefined) return answer
      at = new URL(answer.headers.location, at)
    }
    throw new Error(`it goes round in circles at ${at.href}`)
  }

  async #ask(host: string, path: string, asking: Parameters<Berth['visit']>[2] = {}): Promise<Answer> {
    const cookie = [...this.#cookies.values()].filter((each) => each.host === host && path.startsWith(each.path)).map(({ text }) => text)
    const answer = await this.#berth.visit(host, path, { ...asking, headers: { ...asking.headers, ...(cookie.length > 0 ? { cookie: cookie.join('; ') } : {}) } })
    for (const line of answer.headers['set-cookie'] ?? []) this.#keep(host, line)
    return answer
  }

  #keep(host: string, line: string): void {
    const [text = ''] = line.split(';')
    const name = `${host} ${text.split('=')[0]}`
    const gone = text.endsWith('=') || /max-age=0|expires=Thu, 01 Jan 1970/i.test(line)
    if (gone) this.#cookies.delete(name)
    else this.#cookies.set(name, { host, text, path: /;\s*path=([^;]+)/i.exec(line)?.[1] ?? '/' })
  }
}
