export const sessionCookieName = 'berth-session'

/** Browsers keep no cookie longer than 400 days; when it really ends is decided here, by its row. */
const longest = 400 * 24 * 60 * 60

/** `Lax`, since the way back from an app's own address to the console is a visit from another site. */
export function sessionCookie(secret: string, scheme: 'http' | 'https'): string {
  return build(secret, longest, scheme)
}

/** Makes the browser forget it. */
export function goneCookie(scheme: 'http' | 'https'): string {
  return build('', 0, scheme)
}

function build(value: string, seconds: number, scheme: 'http' | 'https'): string {
  const secure = scheme === 'https' ? '; Secure' : ''
  return `${sessionCookieName}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure}`
}

/** The value in a `Cookie` header. Where the name comes twice somebody is playing: then none. */
export function readSessionCookie(header: string | undefined): string | undefined {
  const values: string[] = []
  for (const part of (header ?? '').split(';')) {
    const [name, ...rest] = part.split('=')
    if (name?.trim() === sessionCookieName) values.push(rest.join('=').trim())
  }
  return values.length === 1 && values[0] !== '' ? values[0] : undefined
}
