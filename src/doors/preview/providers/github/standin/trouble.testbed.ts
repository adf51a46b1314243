/** How the stand-in fails. `after`: the work is done, and only the answer is lost. */
export interface Trouble {
  readonly kind: 'down' | 'cut' | 'hang' | 'limited' | 'slowdown' | 'denied'
  /** Only what is called so: `POST /repos/acme/shop/statuses/…`; git is `GIT /acme/shop/…`. */
  readonly only?: RegExp
  /** How often; for good when not given. */
  readonly times?: number
  /** Seconds, of a limit. */
  readonly seconds?: number
  readonly after?: boolean
}

export interface Failure {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: object
}

/** What GitHub says then; `hang`: nothing at all, `cut`: the line breaks. */
export function failureOf({ kind, seconds = 60 }: Trouble): Failure | 'hang' | 'cut' {
  if (kind === 'hang' || kind === 'cut') return kind
  if (kind === 'down') return { status: 502, headers: {}, body: { message: 'Server Error' } }
  if (kind === 'denied') return { status: 401, headers: {}, body: { message: 'Bad credentials', documentation_url: 'https://docs.github.com/rest' } }
  if (kind === 'slowdown') return { status: 403, headers: { 'retry-after': String(seconds) }, body: { message: 'You have exceeded a secondary rate limit.' } }
  const reset = String(Math.floor(Date.now() / 1000) + seconds)
  return { status: 403, headers: { 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset }, body: { message: 'API rate limit exceeded for installation ID 1.' } }
}

export class Troubles {
  #now: { readonly trouble: Trouble; left: number }[] = []

  fail(trouble: Trouble): void {
    this.#now.push({ trouble, left: trouble.times ?? Infinity })
  }

  heal(): void {
    this.#now = []
  }

  /** What befalls a call; counts it. */
  befalls(call: string): Trouble | undefined {
    const found = this.#now.find(({ trouble, left }) => left > 0 && (trouble.only?.test(call) ?? true))
    if (found) found.left -= 1
    return found?.trouble
  }
}
