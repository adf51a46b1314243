/** Milliseconds an answer may take. */
const usualPatience = 20_000
const mostHops = 3

export interface Reaching {
  readonly signal: AbortSignal
  readonly patience?: number
}

export type Reach = (url: string, init?: RequestInit) => Promise<Response>

/**
 * A fetch with an end: the time covers the body too. It follows a renamed repository to its new address with the same method
 * and body (fetch itself makes a GET of a POST), and never to another host: what proves who asks is for this one.
 */
export function reachOf({ signal, patience = usualPatience }: Reaching): Reach {
  return async (url, init = {}) => {
    const until = AbortSignal.any([signal, AbortSignal.timeout(patience), ...(init.signal ? [init.signal] : [])])
    return await follow(url, { ...init, signal: until, redirect: 'manual' }, mostHops)
  }
}

async function follow(url: string, init: RequestInit, hops: number): Promise<Response> {
  const answer = await fetch(url, init)
  const next = answer.headers.get('location')
  if (![301, 302, 307, 308].includes(answer.status) || next === null) return answer
  const to = new URL(next, url)
  if (hops === 0 || to.origin !== new URL(url).origin) throw new Error(`it sends on to ${to.origin}, where we do not follow`)
  await answer.body?.cancel()
  return await follow(to.href, init, hops - 1)
}
