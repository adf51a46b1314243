import type { InstanceView } from '../model/instance.ts'

/** Where the visitor sees the console: `location`. */
interface Here {
  readonly protocol: string
  readonly hostname: string
  /** Empty for the usual one. */
  readonly port: string
}

/**
 * An app's addresses for this visitor, the best first: beside the name of the console that they came by, and as it came,
 * by HTTPS or not. A name below `localhost` leads a phone to itself, so whoever came by a number gets the app's port there.
 */
export function addressesOf({ name, url, ports }: Pick<InstanceView, 'name' | 'url' | 'ports'>, here: Here): readonly string[] {
  if (url === null) return []
  const { protocol, hostname } = here
  const beside = besideConsole(name, url, here)
  const byPort = ports.filter((port) => port.protocol === 'http').map(({ port }) => `${protocol}//${hostname}:${port}/`)
  const reachesName = !isLocal(new URL(url).hostname) || isLocal(hostname)
  if (beside !== undefined) return [beside, ...byPort]
  return reachesName ? [url, ...byPort] : byPort
}

/** `berth.<domain>` has its apps at `<name>.<domain>`, `berth-<label>.local` at `<name>-<label>.local`. */
function besideConsole(name: string, url: string, { protocol, hostname, port }: Here): string | undefined {
  const lan = /^berth-([a-z0-9]+)\.local$/.exec(hostname)
  const host = lan ? `${name}-${lan[1]}.local` : hostname.replace(/^berth\./, `${name}.`)
  const isOurs = lan !== null || (hostname.startsWith('berth.') && new URL(url).hostname === host)
  return isOurs ? `${protocol}//${host}${port === '' ? '' : `:${port}`}/` : undefined
}

/** Whether a name or number leads whoever follows it to their own machine. */
export function isLocal(hostname: string): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]' || /^127\./.test(hostname)
}
