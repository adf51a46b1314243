import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isOn, networksOf } from './interfaces.ts'

const base = { netmask: '', family: 'IPv4', mac: '02:00:00:00:00:01', internal: false } as const

describe('the networks on which names are answered', () => {
  it('are those of people: not loopback, not Docker’s or our apps’, no tunnels', () => {
    const interfaces = {
      lo: [{ ...base, internal: true, address: '127.0.0.1', cidr: '127.0.0.1/8' }],
      eth0: [{ ...base, address: '192.168.1.5', cidr: '192.168.1.5/24' }],
      wlan0: [{ ...base, address: '10.0.0.7', cidr: '10.0.0.7/16' }],
      docker0: [{ ...base, address: '172.17.0.1', cidr: '172.17.0.1/16' }],
      'br-f1f4f8fb04ed': [{ ...base, address: '10.213.0.1', cidr: '10.213.0.1/27' }],
      veth12: [{ ...base, address: '169.254.1.1', cidr: '169.254.1.1/16' }],
      wg0: [{ ...base, address: '10.9.0.2', cidr: '10.9.0.2/24' }],
      ppp0: [{ ...base, address: '100.64.0.9', cidr: '100.64.0.9/32' }],
      down0: [],
    }
    assert.deepEqual(
      networksOf(interfaces).map(({ name, address, bits }) => `${name} ${address}/${bits}`),
      ['eth0 192.168.1.5/24', 'wlan0 10.0.0.7/16'],
    )
  })

  it('only who is on the very network is answered there', () => {
    const network = { name: 'eth0', address: '192.168.1.5', bits: 24, key: '' }
    assert.equal(isOn(network, '192.168.1.77'), true)
    assert.equal(isOn(network, '192.168.2.77'), false)
    assert.equal(isOn(network, '8.8.8.8'), false)
  })
})
