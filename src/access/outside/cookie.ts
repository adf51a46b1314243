import { ticketLife } from './ticket.ts'

/** `Lax`: the provider's redirect is a visit from another site. By HTTPS the browser itself keeps it to this host. */
export function ticketCookie(sealed: string, scheme: 'http' | 'https'): string {
  return build(sealed, ticketLife / 1000, scheme)
}

export function goneTicket(scheme: 'http' | 'https'): string {
  return build('', 0, scheme)
}

/** The value in a `Cookie` header. Where the name comes twice somebody is playing: then none. */
export function ticketIn(header: string | undefined, scheme: 'http' | 'https'): string | undefined {
  const wanted = `${nameOf(scheme)}=`
  const found = (header ?? '').split(';').filter((pair) => pair.trimStart().startsWith(wanted))
  return found.length === 1 ? found[0]?.trim().slice(wanted.length) || undefined : undefined
}

function nameOf(scheme: 'http' | 'https'): string {
  return scheme === 'https' ? '__Host-berth-outside' : 'berth-outside'
}

function build(value: string, seconds: number, scheme: 'http' | 'https'): string {
  const secure = scheme === 'https' ? '; Secure' : ''
  return `${nameOf(scheme)}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure}`
}
