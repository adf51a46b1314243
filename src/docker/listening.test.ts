import assert from 'node:assert/strict'
import { test } from 'node:test'
import { socketsIn } from './listening.ts'

const line = (address: string, state: string): string => `   0: ${address} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 7579184 1 0000000051a9c2e7 100 0 0 10 0`
const zeros = '0'.repeat(32)

for (const [says, row, sockets] of [
  ['one that listens on every address', line('00000000:1F90', '0A'), [{ port: 8080, loopback: false }]],
  ['one for the container itself', line('0100007F:0050', '0A'), [{ port: 80, loopback: true }]],
  ['one on an address of its own', line('0200D50A:0050', '0A'), [{ port: 80, loopback: false }]],
  ['a connection, which listens no more', line('0100007F:0050', '01'), []],
  ['the resolver that Docker puts into every container', line('0B00007F:A1B2', '0A'), []],
  ['one on every address of IPv6', line(`${zeros}:2382`, '0A'), [{ port: 9090, loopback: false }]],
  ['one on ::1', line(`${'0'.repeat(24)}01000000:1B9E`, '0A'), [{ port: 7070, loopback: true }]],
  ['one on 127.0.0.1 written as IPv6', line(`${'0'.repeat(16)}FFFF00000100007F:0050`, '0A'), [{ port: 80, loopback: true }]],
] as const) {
  test(`of the sockets of a container: ${says}`, () => assert.deepEqual(socketsIn(`  sl  local_address rem_address   st\n${row}\n`), sockets))
}
