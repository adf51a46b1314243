import type { InstanceView } from '../model/instance.ts'

/** Where the visitor sees the console. */
interface Here {
  readonly protocol: string
  readonly hostname: string
}

/**
 * An app's addresses for this visitor, the best first. A name below `localhost` leads a phone to itself, so
 * whoever came by another name or number gets the app's port there.
 */
export function addressesOf({ url, ports }: Pick<InstanceView, 'url' | 'ports'>, { protocol, hostname }: Here): readonly string[] {
  if (url === null) return []
  const byPort = ports.filter((port) => port.protocol === 'http').map(({ port }) => `${protocol}//${hostname}:${port}/`)
  const reachesName = !isLocal(new URL(url).hostname) || isLocal(hostname)
  return reachesName ? [url, ...byPort] : byPort
}

/** Whether a name or number leads whoever follows it to their own machine. */
export function isLocal(hostname: string): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]' || /^127\./.test(hostname)
}
