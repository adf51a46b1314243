import { createHash } from 'node:crypto'
import { isIP } from 'node:net'
import { posix } from 'node:path'
import type { Place } from './bundle.ts'
import type { Service } from './compose.ts'

/** Where a container finds the certificate of the machine's own authority. */
const trusted = '/run/berth/authority.crt'

/** `oidc.*` in a template: FreeShard's names, and a file to trust; empty where the issuer needs none. */
export function signInVariables({ oidc }: Pick<Place, 'oidc'>): object {
  if (!oidc) return {}
  const { issuer, clientId, clientSecret, authority } = oidc
  return { oidc: { issuer, client_id: clientId, client_secret: clientSecret, ca_file: authority === null ? '' : trusted } }
}

/** The authority's certificate in the instance's folder. Its name tells its content, so that another one makes new containers. */
export function authorityFile({ folder, oidc }: Pick<Place, 'folder' | 'oidc'>): string | undefined {
  if (!oidc?.authority) return undefined
  return posix.join(folder, `authority-${createHash('sha256').update(oidc.authority).digest('hex').slice(0, 12)}.crt`)
}

/** What a service mounts to trust the issuer. */
export function authorityMounts(place: Pick<Place, 'folder' | 'oidc'>): readonly object[] {
  const source = authorityFile(place)
  return source === undefined ? [] : [{ type: 'bind', source, target: trusted, read_only: true, bind: { create_host_path: false } }]
}

/**
 * The issuer's name leads to this machine from inside the app's network too: an app talks to the same address as its
 * visitors, whatever DNS says, and comes in where every visitor does.
 */
export function issuerHost(service: Service, { oidc, subnet }: Pick<Place, 'oidc' | 'subnet'>): { readonly extra_hosts?: readonly string[] } {
  const { hostname = '' } = oidc ? new URL(oidc.issuer) : {}
  if (hostname === '' || isIP(hostname.replace(/^\[|\]$/g, '')) !== 0 || service.network_mode === 'none') return {}
  const machine = service.network_mode === 'host' ? '127.0.0.1' : gatewayOf(subnet)
  return { extra_hosts: [...hostsOf(service), `${hostname}:${machine}`] }
}

function hostsOf({ extra_hosts: own }: Service): readonly string[] {
  if (own === undefined || Array.isArray(own)) return own ?? []
  return Object.entries(own).flatMap(([name, addresses]) => [addresses].flat().map((address) => `${name}:${address}`))
}

/** The machine's own address in a network of ours: Docker takes the first after the network's. */
function gatewayOf(subnet: string): string {
  const parts = (subnet.split('/')[0] ?? '').split('.').map(Number)
  return [...parts.slice(0, 3), (parts[3] ?? 0) + 1].join('.')
}
