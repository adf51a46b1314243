import { Resolver } from 'node:dns/promises'
import { isIP } from 'node:net'
import { until } from '../../kit/until.ts'
import { Problem } from '../../model/problem.ts'
import { suffixesOf } from './suffixes.ts'

export interface Propagation {
  readonly name: string
  readonly values: readonly string[]
  /** Where to learn the zone's name servers, `address:port`; the machine's own resolvers when not given. */
  readonly resolvers?: readonly string[]
  /** Milliseconds. */
  readonly deadline: number
  readonly signal: AbortSignal
}

/**
 * Waits until every name server of the zone has all the values: an authority may ask any of them. Resolvers are not
 * asked for the record itself, they would remember that it was not there. Throws `dns-slow` at the deadline.
 */
export async function propagated({ name, values, resolvers, deadline, signal }: Propagation): Promise<void> {
  let behind: readonly string[] = ['none was found']
  const look = async (): Promise<true | undefined> => {
    const servers = await nameServers(name, resolvers)
    if (servers.length === 0) return undefined
    const answers = await Promise.all(servers.map(async (server) => ({ server, has: await has(server, name, values) })))
    behind = answers.filter((answer) => answer.has === false).map(({ server }) => server)
    if (answers.every((answer) => answer.has === undefined)) behind = servers
    return behind.length === 0 ? true : undefined
  }
  if (await until(look, { deadline, signal, first: 200, longest: 5000 })) return
  throw new Problem('dns-slow', { name, seconds: Math.round(deadline / 1000), servers: behind.join(', ') })
}

/** The addresses of the name servers of the zone the name lies in. */
async function nameServers(name: string, resolvers: readonly string[] | undefined): Promise<readonly string[]> {
  const resolver = openResolver(resolvers)
  for (const suffix of suffixesOf(name)) {
    const names = await resolver.resolveNs(suffix).catch(() => [])
    if (names.length === 0) continue
    const found = await Promise.all(names.map(async (host) => await addressesOf(resolver, host)))
    return found.flat()
  }
  return []
}

async function addressesOf(resolver: Resolver, host: string): Promise<readonly string[]> {
  const [four, six] = await Promise.all([resolver.resolve4(host).catch(() => []), resolver.resolve6(host).catch(() => [])])
  return [...four, ...six]
}

/** Whether this server has them; nothing when it cannot be reached from here (many networks have no IPv6). */
async function has(server: string, name: string, values: readonly string[]): Promise<boolean | undefined> {
  try {
    const records = (await openResolver([isIP(server) === 6 ? `[${server}]` : server]).resolveTxt(name)).map((parts) => parts.join(''))
    return values.every((value) => records.includes(value))
  } catch (error) {
    return error instanceof Error && 'code' in error && (error.code === 'ENODATA' || error.code === 'ENOTFOUND') ? false : undefined
  }
}

function openResolver(servers: readonly string[] | undefined): Resolver {
  const resolver = new Resolver({ timeout: 3000, tries: 2 })
  if (servers) resolver.setServers([...servers])
  return resolver
}
