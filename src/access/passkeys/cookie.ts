import { challengeLife } from './challenges.ts'

const name = 'berth-passkey'

/** Binds a challenge to the browser that asked for it. Strict: nobody comes from another site in the middle of this. */
export function browserCookie(value: string, scheme: 'http' | 'https'): string {
  return `${name}=${value}; Path=/api; HttpOnly; SameSite=Strict; Max-Age=${challengeLife / 1000}${scheme === 'https' ? '; Secure' : ''}`
}

/** The value in a `Cookie` header. Where the name comes twice somebody is playing: then none. */
export function browserIn(header: string | undefined): string | undefined {
  const wanted = `${name}=`
  const found = (header ?? '').split(';').filter((pair) => pair.trimStart().startsWith(wanted))
  return found.length === 1 ? found[0]?.trim().slice(wanted.length) || undefined : undefined
}
