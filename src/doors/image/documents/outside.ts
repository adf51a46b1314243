import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'
import { Problem } from '../../../model/problem.ts'

/** Addresses that are nobody's on the Internet (IANA's special-purpose registries): those of this machine, of its networks and apps, of clouds' metadata. */
const inside = new BlockList()
const blocks4 = ['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.168.0.0/16', '198.18.0.0/15', '224.0.0.0/4', '240.0.0.0/4']
// The last three hold IPv4 addresses, whichever those are: NAT64, 6to4, Teredo.
const blocks6 = ['::/127', 'fc00::/7', 'fe80::/10', 'fec0::/10', 'ff00::/8', '64:ff9b::/96', '64:ff9b:1::/48', '2002::/16', '2001::/32']
for (const block of blocks4) inside.addSubnet(...netOf(block), 'ipv4')
for (const block of blocks6) inside.addSubnet(...netOf(block), 'ipv6')

/** Is this address on the Internet, and so no way into what is behind this machine? */
export function isOutside(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  const plain = mapped ?? address
  const family = isIP(plain)
  return family !== 0 && !inside.check(plain, family === 4 ? 'ipv4' : 'ipv6')
}

export type Resolve = (host: string) => Promise<readonly string[]>

const resolveAll: Resolve = async (host) => (await lookup(host, { all: true })).map(({ address }) => address)

/** The addresses of a host, all of which are outside: who names one that leads inside is refused altogether. Throws `fetch-failed`. */
export async function outsideAddresses(url: URL, resolve: Resolve = resolveAll): Promise<readonly string[]> {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const fail = (reason: string, cause?: unknown): never => {
    throw new Problem('fetch-failed', { path: url.href, reason }, cause)
  }
  const found = isIP(host) === 0 ? await resolve(host).catch((error: unknown) => fail(`nobody knows the name ${host}`, error)) : [host]
  if (found.length === 0 || !found.every(isOutside)) fail(`${host} is no address of the Internet`)
  return found
}

function netOf(block: string): [net: string, prefix: number] {
  const [net = '', prefix] = block.split('/')
  return [net, Number(prefix)]
}
