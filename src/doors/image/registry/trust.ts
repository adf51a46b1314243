import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'
import type { Docker } from '../../../docker/docker.ts'
import type { RegistryTrust } from '../../../docker/registrytrust.ts'

/** May a registry be spoken with as if it had shown a certificate? By its host, as an image's name has it. */
export type Trusts = (host: string) => Promise<boolean>
type Addresses = (name: string) => Promise<readonly string[]>

const addressesOf: Addresses = async (name) => (await lookup(name, { all: true })).map(({ address }) => address)

/** Just those that this machine's Docker is told to trust. One that does not answer trusts nobody. */
export function trustOf(docker: Pick<Docker, 'registryTrust'>): Trusts {
  return async (host) => {
    const trust = await docker.registryTrust().catch(() => undefined)
    return trust !== undefined && (await isTrusted(host, trust))
  }
}

/** Docker's own rule: what it is told of the host, else whether one of its addresses lies in such a network. */
export async function isTrusted(host: string, { secure, insecure }: RegistryTrust, resolve: Addresses = addressesOf): Promise<boolean> {
  const told = secure.get(host)
  if (told !== undefined) return !told
  const name = host.replace(/:\d+$/, '').replace(/^\[|\]$/g, '')
  const addresses = isIP(name) === 0 ? await resolve(name).catch(() => []) : [name]
  const networks = networksOf(insecure)
  return addresses.some((address) => networks.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4'))
}

function networksOf(all: readonly string[]): BlockList {
  const networks = new BlockList()
  for (const one of all) {
    const [net = '', prefix = ''] = one.split('/')
    if (isIP(net) !== 0 && /^\d{1,3}$/.test(prefix)) networks.addSubnet(net, Number(prefix), isIP(net) === 6 ? 'ipv6' : 'ipv4')
  }
  return networks
}
