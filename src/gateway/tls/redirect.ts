import { bracketed, parseHost } from '../http/host.ts'
import { isChallenge } from './challenge.ts'
import type { Https } from './https.ts'

export interface Asked {
  readonly scheme: 'http' | 'https'
  /** The `Host` header as it came. */
  readonly host: string
  readonly path: string
  readonly query: string
  /** The port it came in by, and whether that is the console's. */
  readonly port: number
  readonly isMain: boolean
  readonly isConsole: boolean
}

/** Where somebody who came by HTTP goes instead; nothing for who may stay. */
export function secureUrl(asked: Asked, https: Https): string | undefined {
  const { scheme, host, path, query, port, isMain } = asked
  if (scheme === 'https' || staysPlain(asked)) return undefined
  const parts = parseHost(host)
  if (!parts || !https.isWanted(parts.name)) return undefined
  const to = isMain ? (https.port ?? port) : port
  return `https://${bracketed(parts)}${to === 443 ? '' : `:${to}`}${path}${query}`
}

/** The page that leads a device through trusting, with what it is made of and what it asks. */
const openPlain: ReadonlySet<string> = new Set(['/trust', '/berth.svg', '/api/health', '/api/https/proof'])
const openPlainBelow = ['/trust/', '/assets/'] as const

/** What has to work where HTTPS is not trusted yet, and what proves that it is. */
function staysPlain({ path, isConsole }: Asked): boolean {
  if (isChallenge(path)) return true
  return isConsole && (openPlain.has(path) || openPlainBelow.some((folder) => path.startsWith(folder)))
}
