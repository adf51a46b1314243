import { isIPv6 } from 'node:net'

/** Tries are counted by address; of IPv6 by the first half, since the second is anybody's to choose. */
export function placeOf(from: string): string {
  if (!isIPv6(from)) return from.slice(0, 64)
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(from)
  if (mapped?.[1]) return mapped[1]
  return groupsOf(from).slice(0, 4).join(':') + '::/64'
}

function groupsOf(address: string): string[] {
  const [head = '', tail] = (address.split('%')[0] ?? '').toLowerCase().split('::')
  const before = head.split(':').filter((group) => group !== '')
  const after = (tail ?? '').split(':').filter((group) => group !== '')
  const missing = tail === undefined ? 0 : 8 - before.length - after.length
  return [...before, ...Array.from({ length: missing }, () => '0'), ...after].map((group) => group.replace(/^0+(?=.)/, ''))
}
