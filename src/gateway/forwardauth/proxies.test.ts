import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Proxies } from './proxies.ts'

for (const [ranges, address, trusted] of [
  [[], '127.0.0.1', false],
  [['127.0.0.1'], '127.0.0.1', true],
  [['127.0.0.1'], '::ffff:127.0.0.1', true],
  [['127.0.0.1'], '127.0.0.2', false],
  [['10.0.0.0/8', '::1'], '10.9.8.7', true],
  [['10.0.0.0/8', '::1'], '11.0.0.1', false],
  [['10.0.0.0/8', '::1'], '::1', true],
  [['fd00::/8'], 'fd12::1', true],
  [['fd00::/8'], 'fe80::1', false],
  [['0.0.0.0/0'], '8.8.8.8', true],
  [['0.0.0.0/0'], '::2', false],
  [['127.0.0.1'], undefined, false],
  [['127.0.0.1'], 'nonsense', false],
] as [string[], string | undefined, boolean][]) {
  test(`${address} is ${trusted ? '' : 'not '}trusted where ${ranges.join(' and ') || 'nobody'} is`, () => {
    assert.equal(new Proxies(ranges).trusts(address), trusted)
  })
}

for (const range of ['', 'proxy', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0', '::/129', '10.0.0.0/-1', '10.0.0.0/0x8']) {
  test(`${JSON.stringify(range)} is no range of addresses`, () => assert.throws(() => new Proxies([range]), /is no address/))
}
