import { bracketed, parseHost } from '../http/host.ts'

export interface SignInOptions {
  readonly instance: string
  readonly host: string
  readonly scheme: 'http' | 'https'
  /** Path and query as they came. */
  readonly path: string
  readonly domain: string
  /** Whether the name in `host` is an app's own, at which there is no console. */
  readonly isApps: boolean
  /** Where the console cannot be reached as the app is. */
  readonly consoleScheme?: 'http'
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
  const scheme = options.consoleScheme ?? options.scheme
  return `${scheme}://${consoleHost({ ...options, scheme })}`
}

function consoleHost({ host, domain, isApps, lan, consolePort, scheme }: Omit<SignInOptions, 'instance' | 'path'>): string {
  const parts = parseHost(host)
  if (!parts) return `berth.${domain}`
  const below = isApps || parts.name === domain || parts.name.endsWith(`.${domain}`)
  const port = consolePort === undefined ? parts.port : String(consolePort)
  const usual = port === undefined || port === (scheme === 'http' ? '80' : '443')
  const name = below ? `berth.${domain}` : lan !== undefined && parts.name.endsWith(`-${lan}.local`) ? `berth-${lan}.local` : bracketed(parts)
  return name + (usual ? '' : `:${port}`)
}
