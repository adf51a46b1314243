import type { Agent } from 'undici'

/** What of a fetch is given on. */
interface Fetching {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}

/** As `fetch`, but this address's own server may show any certificate; those it leads to may not. `read` has the answer while the connection is there. */
export async function fetchUnproven<T>(url: string, fetching: Fetching, read: (answer: Response) => Promise<T>): Promise<T> {
  const undici = await import('undici') // it takes 20 MB, and hardly anybody needs it
  const own = new URL(url).origin
  const dispatcher: Agent = new undici.Agent({
    factory: (origin, options) => new undici.Pool(origin, new URL(origin).origin === own ? { ...(options as object), connect: { rejectUnauthorized: false } } : options),
  })
  try {
    const { status, headers, body } = await undici.fetch(url, { ...fetching, redirect: 'follow', dispatcher })
    return await read(new Response(body, { status, headers: [...headers] }))
  } finally {
    await dispatcher.destroy()
  }
}
