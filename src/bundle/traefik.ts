/** Somebody else's Traefik on this machine, whose Docker provider finds the apps by their labels. */
export interface Traefik {
  /** Its network, which the services that are visited join; none: it reaches them otherwise. */
  readonly network?: string | undefined
  readonly entrypoint: string
  /** Where it asks the gateway about each visit, as it reaches it: `http://172.17.0.1:8080/.berth/forward-auth`. */
  readonly auth: string
}

export interface Routed {
  /** A name that no other instance of any engine has. */
  readonly name: string
  readonly host: string
  readonly entries: readonly { readonly service: string; readonly port: number; readonly protocol: 'http' | 'tcp' }[]
  /** What the app is told of its visitors besides. */
  readonly headers: readonly { readonly set: Readonly<Record<string, unknown>> }[]
}

type Group = Readonly<Record<string, object>>
type Labels = Readonly<Record<string, string>>

/** What the gateway may say of a visitor; the cookie, because Berth's own are none of an app's business. */
const told = ['X-Ptl-.*', 'Remote-(User|Name|Email|Groups)', 'X-Berth-Identity', 'Cookie']

/** A compose file whose first HTTP entry Traefik leads to, after asking the gateway. Its other services are as they were. */
export function routeByTraefik(compose: Readonly<Record<string, unknown>>, routed: Routed, traefik: Traefik): Record<string, unknown> {
  const entry = routed.entries.find(({ protocol }) => protocol === 'http')
  const services = (compose['services'] ?? {}) as Group
  const service = entry && services[entry.service]
  if (!entry || !service) return { ...compose }
  const given = service as { readonly labels?: Labels; readonly networks?: Group }
  const joined = traefik.network !== undefined && given.networks !== undefined
  const more = { labels: { ...given.labels, ...traefikLabels(routed, entry.port, traefik) }, ...(joined ? { networks: { ...given.networks, traefik: {} } } : {}) }
  const networks = joined ? { networks: { ...(compose['networks'] as Group), traefik: { name: traefik.network, external: true } } } : {}
  return { ...compose, ...networks, services: { ...services, [entry.service]: { ...service, ...more } } }
}

/** The labels as Traefik 2 and 3 read them. Certificates are its own business: its entry point says them. */
export function traefikLabels({ name, host, headers }: Omit<Routed, 'entries'>, port: number, { network, entrypoint, auth }: Traefik): Labels {
  const [router, service, middleware] = [`traefik.http.routers.${name}`, `traefik.http.services.${name}`, `traefik.http.middlewares.${name}`]
  return {
    'traefik.enable': 'true',
    ...(network === undefined ? {} : { 'traefik.docker.network': network }),
    [`${router}.rule`]: `Host(\`${host}\`)`,
    [`${router}.entrypoints`]: entrypoint,
    [`${router}.service`]: name,
    [`${router}.middlewares`]: name,
    [`${service}.loadbalancer.server.port`]: String(port),
    [`${middleware}.forwardauth.address`]: auth,
    [`${middleware}.forwardauth.authResponseHeadersRegex`]: `(?i)^(${[...told, ...declaredIn(headers)].join('|')})$`,
  }
}

function declaredIn(headers: Routed['headers']): string[] {
  const names = new Set(headers.flatMap(({ set }) => Object.keys(set)))
  return [...names].filter((name) => !/^x-ptl-/i.test(name)).map((name) => name.replaceAll(/[.*+?^$()[\]{}|\\]/g, '\\$&'))
}
