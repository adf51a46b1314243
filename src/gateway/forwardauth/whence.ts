import { isIP } from 'node:net'
import type { Incoming } from '../http/incoming.ts'
import { unmapped } from './proxies.ts'
import type { Proxies } from './proxies.ts'

/** Where a request comes from: the visitor's address, and what they see in their address bar. */
export interface Whence {
  readonly from: string
  readonly scheme: 'http' | 'https'
}

/** As the connection says; where that is a trusted proxy's, as the proxy says. */
export function whenceOf(request: Incoming, proxies: Proxies): Whence {
  const { remoteAddress } = request.socket
  const from = remoteAddress === undefined ? 'unknown' : unmapped(remoteAddress)
  const scheme = isEncrypted(request) ? 'https' : 'http'
  if (!proxies.trusts(remoteAddress)) return { from, scheme }
  const { rawHeaders } = request
  return { from: visitorIn(valuesOf(rawHeaders, 'x-forwarded-for'), from, proxies), scheme: schemeIn(valuesOf(rawHeaders, 'x-forwarded-proto')) ?? scheme }
}

/** Whether the connection itself is secure. */
export function isEncrypted({ socket }: Incoming): boolean {
  return 'encrypted' in socket && socket.encrypted === true
}

/** Each proxy adds whom it heard it from at the end: the last that is none of ours is the visitor. */
function visitorIn(said: readonly string[], peer: string, proxies: Proxies): string {
  let from = peer
  for (const one of said.join(',').split(',').toReversed()) {
    const address = unmapped(one.trim())
    if (isIP(address) === 0) return from
    from = address
    if (!proxies.trusts(address)) return from
  }
  return from
}

/** Traefik says `wss` of a WebSocket. Who says several things says nothing. */
function schemeIn(said: readonly string[]): 'http' | 'https' | undefined {
  const [one = ''] = said
  if (said.length !== 1) return undefined
  if (one === 'https' || one === 'wss') return 'https'
  return one === 'http' || one === 'ws' ? 'http' : undefined
}

/** The values of all lines of this name, which is in lower case. */
export function valuesOf(lines: readonly string[], name: string): string[] {
  return lines.filter((_, at) => at % 2 === 1 && lines[at - 1]?.toLowerCase() === name)
}
