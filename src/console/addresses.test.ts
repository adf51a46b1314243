import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { InstanceName } from '../model/names.ts'
import { addressesOf } from './addresses.ts'

const at = (hostname: string, protocol = 'http:', port = '') => ({ protocol, hostname, port })
const name = InstanceName.parse('notes')
const ports = [
  { port: 8101, protocol: 'http' },
  { port: 1883, protocol: 'tcp' },
] as const

describe('the addresses of an app', () => {
  it('are its name and its port on the machine itself', () => {
    assert.deepEqual(addressesOf({ name, url: 'http://notes.localhost:8080/', ports: [...ports] }, at('localhost')), ['http://notes.localhost:8080/', 'http://localhost:8101/'])
    assert.equal(addressesOf({ name, url: 'http://notes.localhost/', ports: [...ports] }, at('berth.localhost'))[0], 'http://notes.localhost/')
  })

  it('are only its port for who comes over the network while names lead nowhere', () => {
    assert.deepEqual(addressesOf({ name, url: 'http://notes.localhost:8080/', ports: [...ports] }, at('192.168.1.7')), ['http://192.168.1.7:8101/'])
  })

  it('begin with its name where that is a real one', () => {
    assert.equal(addressesOf({ name, url: 'http://notes.home.example/', ports: [...ports] }, at('192.168.1.7'))[0], 'http://notes.home.example/')
  })

  it('begin with its name beside that of the console, as the visitor came there', () => {
    const first = (url: string, here: ReturnType<typeof at>) => addressesOf({ name, url, ports: [...ports] }, here)[0]
    assert.equal(first('http://notes.localhost:8080/', at('berth-home.local', 'https:', '8443')), 'https://notes-home.local:8443/')
    assert.equal(first('http://notes.localhost:8080/', at('berth-home.local')), 'http://notes-home.local/')
    assert.equal(first('http://notes.home.example/', at('berth.home.example', 'https:')), 'https://notes.home.example/')
    assert.equal(first('http://notes.home.example/', at('berth.evil.example', 'https:')), 'http://notes.home.example/')
  })

  it('are none before it has one', () => {
    assert.deepEqual(addressesOf({ name, url: null, ports: [] }, at('localhost')), [])
  })
})
