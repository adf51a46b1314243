const plain = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/
const ipv4 = /^\d{1,3}(?:\.\d{1,3}){3}$/

export interface HostParts {
  /** Lower case, without port, trailing dot and brackets. */
  readonly name: string
  /** As given, without the colon. */
  readonly port: string | undefined
  readonly isAddress: boolean
}

/** The parts of a `Host` header; nothing when it is not one. */
export function parseHost(header: string): HostParts | undefined {
  const colon = header.startsWith('[') ? header.indexOf(':', header.indexOf(']')) : header.indexOf(':')
  const port = colon < 0 ? undefined : header.slice(colon + 1)
  if (port !== undefined && !/^\d{1,5}$/.test(port)) return undefined
  const raw = (colon < 0 ? header : header.slice(0, colon)).toLowerCase()
  if (raw.startsWith('[')) return /^\[[0-9a-f:.]+\]$/.test(raw) ? { name: raw.slice(1, -1), port, isAddress: true } : undefined
  const name = raw.endsWith('.') ? raw.slice(0, -1) : raw
  if (name.length > 253 || !plain.test(name)) return undefined
  return { name, port, isAddress: ipv4.test(name) }
}

/** As a URL needs it. */
export function bracketed(parts: HostParts): string {
  return parts.isAddress && parts.name.includes(':') ? `[${parts.name}]` : parts.name
}
