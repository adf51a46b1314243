import { BlockList, isIP } from 'node:net'
import { sequence, tagged } from './der.ts'

/** GeneralName (RFC 5280, 4.2.1.6): dNSName and iPAddress. */
const dnsTag = 0x82
const addressTag = 0x87
const permittedTag = 0xa0

/** Names that no public authority gives to anybody: RFC 6762, 6761, 8375, and `internal`, which ICANN keeps for private use. */
const domains: readonly string[] = ['local', 'localhost', 'internal', 'home.arpa', 'lan', 'home', 'test']

/** Private, link-local and loopback addresses: address and bits. */
const ranges4 = [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const
/** Unique local and link-local, by their first two bytes, and loopback. */
const ranges6 = [
  ['fc00::', 7, 0xfc00],
  ['fe80::', 10, 0xfe80],
] as const

const addresses = new BlockList()
for (const [from, bits] of ranges4) addresses.addSubnet(from, bits, 'ipv4')
for (const [from, bits] of ranges6) addresses.addSubnet(from, bits, 'ipv6')
addresses.addAddress('::1', 'ipv6')

/**
 * What this authority may vouch for: a machine's own names, never anybody's on the Internet. So whoever trusts it
 * need not trust that its key is never stolen.
 */
export function permits(name: string): boolean {
  const family = isIP(name)
  if (family !== 0) return addresses.check(name, family === 6 ? 'ipv6' : 'ipv4')
  return domains.some((domain) => name === domain || name.endsWith(`.${domain}`))
}

/** The value of the extension NameConstraints (RFC 5280, 4.2.1.10) that says so to browsers. */
export function nameConstraints(): Uint8Array {
  const names = [...domains.map((domain) => tagged(dnsTag, Buffer.from(domain, 'ascii'))), ...blocks().map((block) => tagged(addressTag, block))]
  return sequence(tagged(permittedTag, Buffer.concat(names.map((name) => sequence(name)))))
}

/** Each range as address and mask. */
function blocks(): readonly Uint8Array[] {
  const four = ranges4.map(([from, bits]) => Buffer.from([...from.split('.').map(Number), ...mask(bits, 4)]))
  const six = ranges6.map(([, bits, start]) => Buffer.from([start >> 8, start & 0xff, ...new Array<number>(14).fill(0), ...mask(bits, 16)]))
  const loopback = Buffer.from([...new Array<number>(15).fill(0), 1, ...mask(128, 16)])
  return [...four, ...six, loopback]
}

function mask(bits: number, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, at) => (0xff00 >> Math.min(8, Math.max(0, bits - at * 8))) & 0xff)
}
