/** Browsers keep no cookie longer than 400 days; when it really ends is decided here, by its row. */
const longest = 400 * 24 * 60 * 60

/** A paired machine keeps its own cookie: whoever signs in on it and out again leaves it as it was. */
export type Keeper = 'person' | 'device'

const bare: Readonly<Record<Keeper, string>> = { person: 'berth-session', device: 'berth-device' }

/**
 * By HTTPS the browser itself keeps it to this host (`__Host-`): neither another app below the same domain nor a page
 * that came by HTTP can set one in its place.
 */
export function sessionCookieName(scheme: 'http' | 'https', keeper: Keeper = 'person'): string {
  return (scheme === 'https' ? '__Host-' : '') + bare[keeper]
}

/** `Lax`, since the way back from an app's own address to the console is a visit from another site. */
export function sessionCookie(secret: string, scheme: 'http' | 'https', keeper: Keeper = 'person'): string {
  return build(secret, longest, scheme, keeper)
}

/** Makes the browser forget it. */
export function goneCookie(scheme: 'http' | 'https', keeper: Keeper = 'person'): string {
  return build('', 0, scheme, keeper)
}

function build(value: string, seconds: number, scheme: 'http' | 'https', keeper: Keeper): string {
  const secure = scheme === 'https' ? '; Secure' : ''
  return `${sessionCookieName(scheme, keeper)}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure}`
}

/** The value in a `Cookie` header. Where the name comes twice somebody is playing: then none. */
export function readSessionCookie(header: string | undefined, scheme: 'http' | 'https', keeper: Keeper = 'person'): string | undefined {
  const wanted = sessionCookieName(scheme, keeper)
  const values: string[] = []
  for (const part of (header ?? '').split(';')) {
    const [name, ...rest] = part.split('=')
    if (name?.trim() === wanted) values.push(rest.join('=').trim())
  }
  return values.length === 1 && values[0] !== '' ? values[0] : undefined
}
