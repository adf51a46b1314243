import { bracketed, parseHost } from '../http/host.ts'

export interface SignInOptions {
  readonly instance: string
  readonly host: string
  readonly scheme: 'http' | 'https'
  /** Path and query as they came. */
  readonly path: string
  readonly domain: string
  /** The port of the console where the visitor came by another one; undefined: the one in `host`. */
  readonly consolePort: number | undefined
}

/** Where a browser goes to sign in, and to come back from. */
export function signInUrl(options: SignInOptions): string {
  const { instance, scheme, host, path } = options
  const to = `${scheme}://${host}${path}`
  return `${scheme}://${consoleHost(options)}/go?instance=${instance}&to=${encodeURIComponent(to)}`
}

function consoleHost({ host, domain, consolePort, scheme }: SignInOptions): string {
  const parts = parseHost(host)
  if (!parts) return `berth.${domain}`
  const below = parts.name === domain || parts.name.endsWith(`.${domain}`)
  const port = consolePort === undefined ? parts.port : String(consolePort)
  const usual = port === undefined || port === (scheme === 'http' ? '80' : '443')
  return (below ? `berth.${domain}` : bracketed(parts)) + (usual ? '' : `:${port}`)
}
