/** What the gateway does with a header line of a request. */
export type HeaderKind = 'pass' | 'drop' | 'host' | 'cookie' | 'connection' | 'length' | 'coding' | 'agent' | 'accept' | 'mode' | 'purpose' | 'upgrade' | 'origin' | 'site' | 'te' | 'expect'

const read: readonly (readonly [string, HeaderKind])[] = [
  ['host', 'host'],
  ['cookie', 'cookie'],
  ['connection', 'connection'],
  ['content-length', 'length'],
  ['transfer-encoding', 'coding'],
  ['user-agent', 'agent'],
  ['accept', 'accept'],
  ['sec-fetch-mode', 'mode'],
  ['sec-fetch-site', 'site'],
  ['sec-purpose', 'purpose'],
  ['purpose', 'purpose'],
  ['upgrade', 'upgrade'],
  ['origin', 'origin'],
  ['te', 'te'],
  ['expect', 'expect'],
]
const hopByHop = ['keep-alive', 'proxy-connection', 'proxy-authenticate', 'proxy-authorization', 'trailer', 'http2-settings']
/** Where somebody comes from is said by the gateway alone … */
const whence = ['forwarded', 'x-real-ip']
/** … and so is who they are, also in words of the app's author. */
const who = ['remote-user', 'remote-email', 'remote-name', 'remote-groups']
const forged = ['x-forwarded-', 'x-ptl-', 'x-berth-']

const kinds = new Map<string, HeaderKind>([...read, ...[...hopByHop, ...whence, ...who].map((name) => [name, 'drop'] as const)])

/**
 * What no author may declare a header to be: what frames a message or belongs to one connection, what the
 * gateway reads or says itself, and `Authorization`, which is between the visitor and the app (to replace it
 * would lock out every client that has a token of the app's own).
 */
const kept: ReadonlySet<string> = new Set([...read.map(([name]) => name), ...hopByHop, ...whence, 'x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host', 'x-forwarded-port', 'authorization'])
const token = /^[\w!#$%&'*+.^`|~-]+$/

/** Names seen once are remembered as they were written, up to this many, so that the usual ones cost one look-up. */
const most = 1024

export function headerKind(name: string): HeaderKind {
  const seen = kinds.get(name)
  if (seen) return seen
  const kind = classify(name)
  if (kinds.size < most && name.length <= 40) kinds.set(name, kind)
  return kind
}

/** As servers that hand headers to programs read it: CGI and WSGI make `_` of `-`, lighttpd of every sign. */
export function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '-')
}

/** Does a header of this name say who a visitor is? Only the gateway says such a thing, however it is spelled. */
export function saysWho(name: string): boolean {
  const plain = plainName(name)
  return who.includes(plain) || plain.startsWith('x-ptl-') || plain.startsWith('x-berth-')
}

/** May the author of an app declare a header of this name? */
export function mayBeDeclared(name: string): boolean {
  const plain = plainName(name)
  return token.test(name) && !kept.has(plain) && !plain.startsWith('x-berth-')
}

function classify(name: string): HeaderKind {
  const plain = plainName(name)
  if (forged.some((prefix) => plain.startsWith(prefix))) return 'drop'
  // Only `-` is the real spelling of the names that are looked into; the others go on untouched.
  return kinds.get(name.toLowerCase()) ?? (kinds.get(plain) === 'drop' ? 'drop' : 'pass')
}
