import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { usageIn } from './stats.ts'

const machine = 4e9
const answer = (more: object): object => ({ cpu_stats: { cpu_usage: { total_usage: 5e9 } }, memory_stats: { usage: 300, limit: 1000, stats: {} }, ...more })

describe('what Docker says a container takes', () => {
  it('memory is without what the kernel could give back, in both versions of control groups', () => {
    for (const [stats, memory] of [
      [{ inactive_file: 100, file: 200 }, 200],
      [{ total_inactive_file: 120, inactive_file: 1, cache: 200 }, 180],
      [{ inactive_file: 301 }, 300],
      [{}, 300],
    ] as const) {
      assert.equal(usageIn(answer({ memory_stats: { usage: 300, limit: 1000, stats } }), machine)?.memory, memory)
    }
  })

  it('the memory of the machine is no limit', () => {
    for (const [limit, memoryLimit] of [
      [1000, 1000],
      [machine, null],
      [2 ** 63, null],
      [0, null],
    ] as const) {
      assert.equal(usageIn(answer({ memory_stats: { usage: 300, limit, stats: {} } }), machine)?.memoryLimit, memoryLimit)
    }
  })

  it('all its networks count; one on the network of the machine has none', () => {
    const network = { rx_bytes: 10, tx_bytes: 3, rx_errors: 0 }
    assert.deepEqual(usageIn(answer({ networks: { eth0: network, eth1: network } }), machine), { cpu: 5e9, memory: 300, memoryLimit: 1000, received: 20, sent: 6 })
    for (const networks of [undefined, null]) assert.equal(usageIn(answer({ networks }), machine)?.received, 0)
  })

  it('zeros are said of what does not run', () => assert.equal(usageIn({ cpu_stats: { cpu_usage: { total_usage: 0 } }, memory_stats: {} }, machine), null))
})
