export interface Page {
  readonly url: URL
  readonly status: number
  readonly text: string
}

/** For tests: what a browser does on its way through the provider. It keeps cookies by path and follows redirects until they leave. */
export class Browser {
  readonly #origin: string
  readonly #cookies = new Map<string, { readonly value: string; readonly path: string }>()

  constructor(origin: string) {
    this.#origin = origin
  }

  /** Is signed in at the console with this sign-in; as nobody without. */
  as(session: string | undefined): void {
    if (session === undefined) this.#cookies.delete('who')
    else this.#cookies.set('who', { value: session, path: '/' })
  }

  /** Cookies that the provider has set. */
  get cookies(): readonly string[] {
    return [...this.#cookies.keys()].filter((name) => name !== 'who')
  }

  /** Changes every cookie of the provider a little. */
  tamper(): void {
    for (const [name, { value, path }] of this.#cookies) this.#cookies.set(name, { value: (value.startsWith('A') ? 'B' : 'A') + value.slice(1), path })
  }

  /** Where it ends up: an address outside the provider, or a page of it. A form that sends itself is sent. */
  async visit(address: string): Promise<Page> {
    let url = new URL(address, this.#origin)
    let body: URLSearchParams | undefined
    for (let hops = 0; hops < 15; hops++) {
      if (url.origin !== this.#origin || !url.pathname.startsWith('/oidc/')) return { url, status: 0, text: '' }
      const headers = { cookie: this.#header(url.pathname), accept: 'text/html' }
      const answer = await fetch(url, { redirect: 'manual', headers, ...(body ? { method: 'POST', body } : {}) })
      this.#keep(answer.headers.getSetCookie())
      const [to, text] = [answer.headers.get('location'), await answer.text()]
      const form = to === null ? formIn(text) : undefined
      if (to === null && !form) return { url, status: answer.status, text }
      url = new URL(to ?? form?.action ?? '', url)
      body = form?.fields
    }
    throw new Error(`it goes round in circles at ${url.href}`)
  }

  #header(path: string): string {
    return [...this.#cookies]
      .filter(([, cookie]) => path.startsWith(cookie.path))
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ')
  }

  #keep(lines: readonly string[]): void {
    for (const line of lines) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      const path = /;\s*path=([^;]+)/i.exec(line)?.[1] ?? '/'
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) this.#cookies.delete(name)
      else this.#cookies.set(name, { value, path })
    }
  }
}

function formIn(text: string): { readonly action: string; readonly fields: URLSearchParams } | undefined {
  const action = text.includes('.submit()') ? /<form method="post" action="([^"]+)"/.exec(text)?.[1] : undefined
  const fields = [...text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name = '', value = '']): [string, string] => [name, value])
  return action === undefined ? undefined : { action, fields: new URLSearchParams(fields) }
}
