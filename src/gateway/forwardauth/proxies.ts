import { BlockList, isIP } from 'node:net'

/**
 * The reverse proxies of somebody else that stand before this gateway, by their addresses: only what they say of
 * where a visitor comes from is believed. Throws for what is neither an address nor a range (CIDR) of them.
 */
export class Proxies {
  readonly #list = new BlockList()
  readonly none: boolean

  constructor(ranges: readonly string[]) {
    this.none = ranges.length === 0
    for (const range of ranges) this.#add(range)
  }

  trusts(address: string | undefined): boolean {
    if (this.none || address === undefined) return false
    const plain = unmapped(address)
    const version = isIP(plain)
    return version !== 0 && this.#list.check(plain, family(version))
  }

  #add(range: string): void {
    const [address = '', bits, ...more] = range.split('/')
    const version = isIP(address)
    const most = version === 4 ? 32 : 128
    const prefix = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : NaN
    if (version === 0 || more.length > 0 || !(prefix <= most)) throw new Error(`${range} is no address and no range of addresses`)
    this.#list.addSubnet(address, prefix, family(version))
  }
}

/** An IPv4 visitor on a socket that serves both reads `::ffff:192.0.2.1`. */
export function unmapped(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address
}

function family(version: number): 'ipv4' | 'ipv6' {
  return version === 4 ? 'ipv4' : 'ipv6'
}
