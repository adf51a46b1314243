import { Problem } from '../../model/problem.ts'

const wellKnown = '/.well-known/'

/**
 * A provider's issuer as it names itself; people often paste the address of its metadata, which is taken as its issuer's.
 * HTTP only on this very machine. Throws `invalid`.
 */
export function issuerOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text.replace(/\/\.well-known\/openid-configuration\/?$/, '')) : undefined
  if (!url) throw refused('write it as https://accounts.example.org')
  // The library would read the metadata there without asking whose they are.
  if (url.href.includes(wellKnown)) throw refused('it is an address below another issuer; write the issuer itself')
  if (url.username || url.password || url.search || url.hash) throw refused('an issuer is an address without a name, a question mark or a #')
  if (!isSecure(url)) throw refused('it must begin with https; http is only for a provider on this machine')
  return url.pathname === '/' && !text.endsWith('/') ? url.origin : url.href
}

/**
 * Where we go, or send a browser, on the word of that issuer: HTTPS, and HTTP on this machine only for an issuer that is
 * here itself. So no provider elsewhere leads us to what listens on this machine only.
 */
export function mayReach(address: string, issuer: string): boolean {
  if (!URL.canParse(address) || !URL.canParse(issuer)) return false
  const [url, from] = [new URL(address), new URL(issuer)]
  if (isHere(url) && !isHere(from)) return false
  return isSecure(url)
}

function isSecure(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && isHere(url))
}

function isHere({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)
}

function refused(reason: string): Problem {
  return new Problem('invalid', { where: 'issuer', reason })
}
