import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openNameServer } from '../../testbed/named.testbed.ts'
import { parseServer } from './exchange.ts'
import { Rfc2136 } from './rfc2136.ts'
import { sign, verify } from './tsig.ts'

const signal = AbortSignal.timeout(60_000)

describe('dynamic updates of a real BIND', () => {
  it('adds a text beside another one, and takes exactly it away again, as often as it is told', async () => {
    await using server = await openNameServer()
    const records = new Rfc2136(server.provider)
    const name = `_acme-challenge.${server.zone}`
    await records.add(name, 'one', signal)
    await records.add(name, 'two', signal)
    await records.add(name, 'two', signal)
    assert.deepEqual([...(await server.texts(name))].sort(), ['one', 'two'])
    await records.remove(name, 'one', signal)
    await records.remove(name, 'one', signal)
    assert.deepEqual(await server.texts(name), ['two'])
    const long = 'x'.repeat(600)
    await records.add(name, long, signal)
    assert.ok((await server.texts(name)).includes(long))
  })

  it('says in words why it is refused', async () => {
    await using server = await openNameServer()
    const add = async (change: object, name = `_acme-challenge.${server.zone}`): Promise<void> => await new Rfc2136({ ...server.provider, ...change }).add(name, 'x', signal)
    await assert.rejects(add({ key: Buffer.from('another').toString('base64') }), /the key is not the same on both sides/)
    await assert.rejects(add({ key_name: 'nobody' }), /does not know a key of this name/)
    await assert.rejects(add({ zone: 'other.example' }), /not responsible for this zone/)
    await assert.rejects(add({}, 'www.other.example'), /the name is not in the zone/)
    await assert.rejects(add({ server: '127.0.0.1:1' }), { code: 'dns-refused' })
    assert.deepEqual(await server.texts(`_acme-challenge.${server.zone}`), [])
  })

  it('an answer is believed only with the key, over what was asked', () => {
    const key = { name: 'k', algorithm: 'hmac-sha512', secret: Buffer.from('secret') } as const
    const header = Buffer.from('1234a8000000000000000000', 'hex')
    const { message, mac } = sign(header, key, 1_800_000_000)
    // An answer is signed over the question's signature too, so a question is not its own answer.
    assert.equal(verify(message, key, mac).signed, false)
    assert.equal(verify(header, key, mac).signed, false)
    assert.equal(message.readUInt16BE(10), 1)
  })

  it('reads a server as people write it', () => {
    assert.deepEqual(parseServer('ns.example.org'), { host: 'ns.example.org', port: 53 })
    assert.deepEqual(parseServer('192.0.2.1:5353'), { host: '192.0.2.1', port: 5353 })
    assert.deepEqual(parseServer('[2001:db8::1]:5353'), { host: '2001:db8::1', port: 5353 })
    assert.deepEqual(parseServer('2001:db8::1'), { host: '2001:db8::1', port: 53 })
  })
})
