import { bracketed, parseHost } from '../http/host.ts'

export interface SignInOptions {
  readonly instance: string
  readonly host: string
  readonly scheme: 'http' | 'https'
  /** Path and query as they came. */
  readonly path: string
  readonly domain: string
  /** The engine's label on the LAN, where there is one. */
  readonly lan: string | undefined
  /** The port of the console where the visitor came by another one; undefined: the one in `host`. */
  readonly consolePort: number | undefined
}

/** Where a browser goes to sign in, and to come back from. */
export function signInUrl(options: SignInOptions): string {
  const { instance, scheme, host, path } = options
  const to = `${scheme}://${host}${path}`
  return `${consoleUrl(options)}/go?instance=${instance}&to=${encodeURIComponent(to)}`
}

/** The console as this visitor reaches it: by the name that goes with the one they use. */
export function consoleUrl(options: Omit<SignInOptions, 'instance' | 'path'>): string {
  return `${options.scheme}://${consoleHost(options)}`
}

function consoleHost({ host, domain, lan, consolePort, scheme }: Omit<SignInOptions, 'instance' | 'path'>): string {
  const parts = parseHost(host)
  if (!parts) return `berth.${domain}`
  const below = parts.name === domain || parts.name.endsWith(`.${domain}`)
  const port = consolePort === undefined ? parts.port : String(consolePort)
  const usual = port === undefined || port === (scheme === 'http' ? '80' : '443')
  const name = below ? `berth.${domain}` : lan !== undefined && parts.name.endsWith(`-${lan}.local`) ? `berth-${lan}.local` : bracketed(parts)
  return name + (usual ? '' : `:${port}`)
}
