import type { RequestOptions } from 'node:http'
import { join } from 'node:path'
import { Problem } from '../model/problem.ts'

/** Where the engine is: its local socket, or an address with a token. */
export interface Where {
  readonly data: string
  readonly url: string | undefined
  readonly token: string | undefined
}

/** How to get there. */
export interface Reach {
  readonly secure: boolean
  readonly headers: Readonly<Record<string, string>>
  /** Of its console; of the local socket it is only a name. */
  readonly host: string
  readonly to: Pick<RequestOptions, 'socketPath' | 'host' | 'port'>
}

/** Throws `invalid` for an address that is none. The token is for the network: the local socket needs none. */
export function reach({ data, url, token }: Where): Reach {
  if (!url) return { secure: false, headers: {}, host: 'local', to: { socketPath: join(data, 'run', 'engine.sock') } }
  const { protocol, hostname, port, host } = addressOf(url)
  const secure = protocol === 'https:'
  return { secure, headers: token ? { authorization: `Bearer ${token.trim()}` } : {}, host, to: { host: whereIs(hostname), port: port || (secure ? 443 : 80) } }
}

/** Names below `localhost` are this machine (RFC 6761), also where its resolver does not know that. */
function whereIs(hostname: string): string {
  return /\.localhost$/i.test(hostname) ? '127.0.0.1' : hostname.replace(/^\[|\]$/g, '')
}

function addressOf(url: string): URL {
  const address = URL.parse(url)
  if (!address || !/^https?:$/.test(address.protocol)) throw new Problem('invalid', { where: '--url', reason: `${url} is no address such as http://berth.localhost` })
  return address
}

/** Why the engine could not be asked. */
export function unreachable({ data, url }: Where, error: unknown): Problem {
  const { code, message } = error as NodeJS.ErrnoException
  const socket = join(data, 'run', 'engine.sock')
  if (!url && (code === 'EACCES' || code === 'EPERM')) return new Problem('permission', { path: socket }, error)
  return new Problem('engine-down', { where: url ? `${url}: ${code ?? message}` : data }, error)
}
