import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openApi } from '../testbed/api.testbed.ts'
import type { Call } from '../testbed/api.testbed.ts'
import { openRecords } from './open.ts'
import type { DnsRecords } from './records.ts'

const signal = AbortSignal.timeout(30_000)
const name = '_acme-challenge.boats.example.org'
const keys = { key: 'pk1_a', secret: 'sk1_b' }

/** As https://porkbun.com/api/json/v3/documentation describes it: the domain `example.org`. */
class PorkbunApi {
  readonly records: { id: number; name: string; type: string; content: string; ttl: string }[] = []

  answer({ method, path, body }: Call): readonly [number, unknown] {
    const given = body as { apikey: string; secretapikey: string; name: string; type: string; content: string; ttl: string }
    assert.equal(method, 'POST')
    if (given.apikey !== keys.key || given.secretapikey !== keys.secret) return [403, { status: 'ERROR', message: 'Invalid API key. (002)' }]
    const [, , verb, domain, kindOrId, host] = path.split('/')
    if (domain !== 'example.org') return [400, { status: 'ERROR', message: 'Invalid domain.' }]
    if (verb === 'retrieveByNameType') return [200, { status: 'SUCCESS', records: this.records.filter((one) => one.type === kindOrId && one.name === `${host}.${domain}`) }]
    if (verb === 'delete')
      return [
        200,
        this.records.splice(
          this.records.findIndex(({ id }) => String(id) === kindOrId),
          1,
        ).length === 1
          ? { status: 'SUCCESS' }
          : { status: 'ERROR' },
      ]
    assert.equal(verb, 'create', path)
    assert.ok(Number(given.ttl) >= 600 && given.type === 'TXT')
    const id = 100 + this.records.length
    this.records.push({ id, name: `${given.name}.${domain}`, type: given.type, content: given.content, ttl: given.ttl })
    return [200, { status: 'SUCCESS', id }]
  }
}

describe('records at Porkbun', () => {
  it('are put into the domain of the account, and exactly they are taken away', async () => {
    const porkbun = new PorkbunApi()
    await using api = await openApi((call) => porkbun.answer(call))
    const records = await open(api.base)
    await records.add(name, 'one', signal)
    await records.add(name, 'two', signal)
    assert.deepEqual(
      porkbun.records.map(({ name: whole, content }) => `${whole} ${content}`),
      [`${name} one`, `${name} two`],
    )
    await records.remove(name, 'one', signal)
    await records.remove(name, 'one', signal)
    assert.deepEqual(
      porkbun.records.map(({ content }) => content),
      ['two'],
    )
  })

  it('what Porkbun says against it is told, without the keys', async () => {
    const porkbun = new PorkbunApi()
    await using api = await openApi((call) => porkbun.answer(call))
    const wrong = await openRecords({ kind: 'porkbun', ...keys, secret: 'sk1_wrong' }, { porkbun: api.base })
    await assert.rejects(wrong.add(name, 'x', signal), (error: Error) => error.message.includes('Invalid API key') && !error.message.includes('sk1_'))
    await assert.rejects((await open(api.base)).add('_acme-challenge.example.net', 'x', signal), /Invalid domain/)
  })
})

async function open(base: string): Promise<DnsRecords> {
  return await openRecords({ kind: 'porkbun', ...keys }, { porkbun: base })
}
