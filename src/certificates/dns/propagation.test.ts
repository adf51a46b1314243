import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { describe, it } from 'node:test'
import { openNameServer } from '../testbed/named.testbed.ts'
import { propagated } from './propagation.ts'
import { Rfc2136 } from './rfc2136/rfc2136.ts'

describe('waiting until the name servers know', () => {
  it('asks the zone’s own servers, and goes on as soon as they have all the values', async () => {
    await using server = await openNameServer()
    const { signal } = new AbortController()
    const name = `_acme-challenge.deep.below.${server.zone}`
    const records = new Rfc2136(server.provider)
    await records.add(name, 'one', signal)
    await propagated({ name, values: ['one'], resolvers: [server.address], deadline: 10_000, signal })
    const both = propagated({ name, values: ['one', 'two'], resolvers: [server.address], deadline: 10_000, signal })
    await records.add(name, 'two', signal)
    await both
  })

  it('names the servers that are behind when the time is over, and stops when it is told', async () => {
    await using server = await openNameServer()
    const { signal } = new AbortController()
    const name = `_acme-challenge.${server.zone}`
    const asked = { name, values: ['one'], resolvers: [server.address], deadline: 300 }
    await assert.rejects(propagated({ ...asked, signal }), (error: Error) => error.message.includes(server.address))
    await assert.rejects(propagated({ ...asked, deadline: 60_000, signal: AbortSignal.abort(new Error('enough')) }), /enough/)
    await assert.rejects(propagated({ ...asked, name: '_acme-challenge.nowhere.example', signal }), { code: 'dns-slow' })
  })

  it('a server that cannot be reached from here does not hold it up while another has them', async () => {
    await using server = await openNameServer({ others: [`127.${randomInt(1, 255)}.0.1`] })
    const { signal } = new AbortController()
    const name = `_acme-challenge.${server.zone}`
    await new Rfc2136(server.provider).add(name, 'one', signal)
    await propagated({ name, values: ['one'], resolvers: [server.address], deadline: 20_000, signal })
  })
})
