/** How a registry wants to be asked, as its `WWW-Authenticate` says (RFC 9110, 11.6.1; for Bearer the token specification of distribution). */
export interface Challenge {
  readonly scheme: 'basic' | 'bearer'
  readonly realm: string
  readonly service: string | null
  readonly scope: string | null
}

/** Of several the one with a token; null where it wants something that nobody here has. */
export function readChallenge(header: string | null): Challenge | null {
  const found = [...(header ?? '').matchAll(/\b(basic|bearer)\s+((?:[\w-]+\s*=\s*(?:"[^"]*"|[^\s,"]+)\s*,?\s*)*)/gi)].map(([, scheme = '', rest = '']) => challengeOf(scheme, rest))
  return found.find(({ scheme }) => scheme === 'bearer') ?? found[0] ?? null
}

function challengeOf(scheme: string, rest: string): Challenge {
  const pairs = [...rest.matchAll(/([\w-]+)\s*=\s*(?:"([^"]*)"|([^\s,"]+))/g)].map(([, name = '', quoted, plain]) => [name.toLowerCase(), quoted ?? plain ?? ''] as const)
  const values = new Map(pairs)
  return { scheme: scheme.toLowerCase() === 'bearer' ? 'bearer' : 'basic', realm: values.get('realm') ?? '', service: values.get('service') ?? null, scope: values.get('scope') ?? null }
}
