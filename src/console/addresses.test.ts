import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addressesOf } from './addresses.ts'

const at = (hostname: string) => ({ protocol: 'http:', hostname })
const ports = [
  { port: 8101, protocol: 'http' },
  { port: 1883, protocol: 'tcp' },
] as const

describe('the addresses of an app', () => {
  it('are its name and its port on the machine itself', () => {
    assert.deepEqual(addressesOf({ url: 'http://notes.localhost:8080/', ports: [...ports] }, at('localhost')), ['http://notes.localhost:8080/', 'http://localhost:8101/'])
    assert.equal(addressesOf({ url: 'http://notes.localhost/', ports: [...ports] }, at('berth.localhost'))[0], 'http://notes.localhost/')
  })

  it('are only its port for who comes over the network while names lead nowhere', () => {
    assert.deepEqual(addressesOf({ url: 'http://notes.localhost:8080/', ports: [...ports] }, at('192.168.1.7')), ['http://192.168.1.7:8101/'])
  })

  it('begin with its name where that is a real one', () => {
    assert.equal(addressesOf({ url: 'http://notes.home.example/', ports: [...ports] }, at('192.168.1.7'))[0], 'http://notes.home.example/')
  })

  it('are none before it has one', () => {
    assert.deepEqual(addressesOf({ url: null, ports: [] }, at('localhost')), [])
  })
})
