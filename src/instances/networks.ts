/** An IPv4 range as numbers, both ends included. */
interface Range {
  readonly first: number
  readonly last: number
}

/** Addresses of one instance's network: 30 for containers, after the network's own and the gateway's. */
const prefix = 27
const size = 2 ** (32 - prefix)

/** The first range of the pool that touches none of those taken (networks of Docker, routes of the host, other rows). */
export function pickSubnet(pool: string, taken: readonly string[]): string | undefined {
  const all = parse(pool)
  const busy = taken.flatMap((cidr) => (cidr.includes(':') ? [] : [parse(cidr)]))
  for (let first = all.first; first + size - 1 <= all.last; first += size) {
    const range = { first, last: first + size - 1 }
    if (!busy.some((other) => overlaps(range, other))) return `${write(first)}/${prefix}`
  }
  return undefined
}

/** The host's IPv4 routes as CIDR, from the text of `/proc/net/route`; the default route is left out. */
export function routesOf(table: string): readonly string[] {
  return table
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'))
    .filter((fields) => fields[1] !== undefined && fields[1] !== '00000000')
    .map((fields) => `${write(littleEndian(fields[1] ?? '0'))}/${bits(littleEndian(fields[7] ?? '0'))}`)
}

function overlaps(a: Range, b: Range): boolean {
  return a.first <= b.last && b.first <= a.last
}

function parse(cidr: string): Range {
  const [address = '0.0.0.0', length = '32'] = cidr.split('/')
  const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  const span = 2 ** (32 - Number(length))
  const first = number - (number % span)
  return { first, last: first + span - 1 }
}

function write(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.')
}

function littleEndian(hex: string): number {
  const bytes = hex.match(/../g) ?? []
  return bytes.toReversed().reduce((sum, byte) => sum * 256 + parseInt(byte, 16), 0)
}

function bits(mask: number): number {
  return mask.toString(2).replaceAll('0', '').length
}
