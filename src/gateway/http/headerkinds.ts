/** What the gateway does with a header line of a request. */
export type HeaderKind = 'pass' | 'drop' | 'host' | 'cookie' | 'connection' | 'length' | 'coding' | 'agent' | 'accept' | 'mode' | 'purpose' | 'upgrade' | 'origin' | 'site' | 'te' | 'expect'

const known: readonly (readonly [string, HeaderKind])[] = [
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
  // hop by hop
  ['keep-alive', 'drop'],
  ['proxy-connection', 'drop'],
  ['proxy-authenticate', 'drop'],
  ['proxy-authorization', 'drop'],
  ['trailer', 'drop'],
  ['http2-settings', 'drop'],
  // who somebody is and where they come from is said by the gateway alone
  ['forwarded', 'drop'],
  ['x-real-ip', 'drop'],
  ['remote-user', 'drop'],
  ['remote-email', 'drop'],
  ['remote-name', 'drop'],
  ['remote-groups', 'drop'],
]
const forged = ['x-forwarded-', 'x-ptl-', 'x-berth-']

const kinds = new Map<string, HeaderKind>(known)

/** Names seen once are remembered as they were written, up to this many, so that the usual ones cost one look-up. */
const most = 1024

export function headerKind(name: string): HeaderKind {
  const seen = kinds.get(name)
  if (seen) return seen
  const kind = classify(name)
  if (kinds.size < most && name.length <= 40) kinds.set(name, kind)
  return kind
}

/** CGI and WSGI read `_` as `-`, so a forged name may be written with either. */
function classify(name: string): HeaderKind {
  const lower = name.toLowerCase()
  const dashed = lower.replaceAll('_', '-')
  if (forged.some((prefix) => dashed.startsWith(prefix))) return 'drop'
  const kind = kinds.get(lower) ?? (kinds.get(dashed) === 'drop' ? 'drop' : 'pass')
  // Only `-` is the real spelling of the names that are looked into; the others go on untouched.
  return kind
}
