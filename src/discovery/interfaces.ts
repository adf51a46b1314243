import { BlockList } from 'node:net'
import type { NetworkInterfaceInfo } from 'node:os'

/** A network this machine is on, by its IPv4 address there. */
export interface Network {
  readonly name: string
  readonly address: string
  readonly bits: number
  /** Changes with everything that makes it another one. */
  readonly key: string
}

/** Docker's bridges and their ends, and other networks that exist only inside this machine or a tunnel. */
const inside = /^(docker|br-|veth|virbr|lxcbr|lxdbr|cni|flannel|cali|podman|tun|wg|tailscale|zt)/

/** The networks where people are: those of the hardware, without Docker's. */
export function networksOf(interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>): readonly Network[] {
  return Object.entries(interfaces)
    .filter(([name]) => !inside.test(name))
    .flatMap(([name, infos = []]) => {
      // One address is enough for each: a name answered with two of one network would be two ways to the same place.
      const info = infos.find(({ family, internal }) => family === 'IPv4' && !internal)
      const bits = Number(info?.cidr?.split('/')[1] ?? 32)
      return info && bits < 31 ? [{ name, address: info.address, bits, key: `${name} ${info.address}/${bits} ${info.mac}` }] : []
    })
}

/** Whether an address is on this very network; whoever asks from elsewhere is not meant (RFC 6762, 11). */
export function isOn({ address, bits }: Network, other: string): boolean {
  const list = new BlockList()
  list.addSubnet(address, bits, 'ipv4')
  return list.check(other, 'ipv4')
}
