/** Where people reach this machine, as the gateway and its certificates say. */
export interface Addresses {
  /** The console as Berth itself writes it: scheme, host and port, without a slash at the end. */
  readonly console: string
  /** Apps answer at `<instance>.<domain>`. */
  readonly domain: string
  /** They answer at `<instance>-<lan>.local` too; null where they do not. */
  readonly lan: string | null
  /** The gateway's ports; null while it has none. */
  readonly http: number | null
  readonly https: number | null
  /** Names and addresses of the machine itself: an app's own port is open at each. */
  readonly hosts: readonly string[]
}

/** Below this path of the console's address the provider answers. */
export const mount = '/oidc'

/** Who vouches for people here. An app believes exactly this text, so it follows the one address that Berth tells people. */
export function issuerOf({ console }: Pick<Addresses, 'console'>): string {
  return console + mount
}

/** Every origin at which an instance answers, by its names and by its ports: a code is never sent anywhere else. */
export function originsOf({ domain, lan, http, https, hosts }: Addresses, instance: string, ports: readonly number[], domains: readonly string[] = []): readonly string[] {
  const names = [`${instance}.${domain}`, ...domains, ...(lan === null ? [] : [`${instance}-${lan}.local`])]
  const byName = names.flatMap((name) => [`http://${name}:${http ?? 80}`, ...(https === null ? [] : [`https://${name}:${https}`])])
  const byPort = hosts.flatMap((host) => ports.flatMap((port) => [`http://${bracketed(host)}:${port}`, ...(https === null ? [] : [`https://${bracketed(host)}:${port}`])]))
  return [...new Set([...byName, ...byPort].filter((address) => URL.canParse(address)).map((address) => new URL(address).origin))]
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}
