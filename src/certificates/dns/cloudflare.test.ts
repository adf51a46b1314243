import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openApi } from '../testbed/api.testbed.ts'
import type { Call } from '../testbed/api.testbed.ts'
import { openRecords } from './open.ts'
import type { DnsRecords } from './records.ts'

const signal = AbortSignal.timeout(30_000)
const name = '_acme-challenge.boats.example.org'
const token = 'secret-token'

/** As https://developers.cloudflare.com/api describes it: the zone `example.org`, and its records. */
class CloudflareApi {
  readonly records: { id: string; type: string; name: string; content: string }[] = []

  answer({ method, path, headers, body }: Call): readonly [number, unknown] {
    if (headers.authorization !== `Bearer ${token}`) return [403, { success: false, errors: [{ code: 9109, message: 'Invalid access token' }], messages: [], result: null }]
    const url = new URL(path, 'http://api')
    const done = (result: unknown): readonly [number, unknown] => [200, { success: true, errors: [], messages: [], result }]
    if (url.pathname === '/zones') return done(url.searchParams.get('name') === 'example.org' ? [{ id: 'z0', name: 'example.org', status: 'active' }] : [])
    const id = /^\/zones\/z0\/dns_records(?:\/(\w+))?$/.exec(url.pathname)
    assert.ok(id, `${method} ${path} is not of the API`)
    if (method === 'GET') return done(this.records.filter((one) => one.type === url.searchParams.get('type') && one.name === url.searchParams.get('name')))
    if (method === 'DELETE')
      return done({
        id: this.records.splice(
          this.records.findIndex((one) => one.id === id[1]),
          1,
        )[0]?.id,
      })
    const given = body as { type: string; name: string; content: string; ttl: number }
    assert.ok(given.ttl >= 60 && given.ttl <= 86_400 && given.name.endsWith('.example.org') && given.type === 'TXT')
    const made = { ...given, id: `r${this.records.length}` }
    this.records.push(made)
    return done(made)
  }
}

describe('records at Cloudflare', () => {
  it('are put into the nearest zone the token sees, and exactly they are taken away', async () => {
    const cloudflare = new CloudflareApi()
    await using api = await openApi((call) => cloudflare.answer(call))
    const records = await open(api.base)
    await records.add(name, 'one', signal)
    await records.add(name, 'two', signal)
    assert.deepEqual(
      cloudflare.records.map(({ content }) => content),
      ['"one"', '"two"'],
    )
    assert.deepEqual(
      api.calls.slice(0, 4).map(({ method, path }) => `${method} ${path}`),
      [`GET /zones?name=${name}`, 'GET /zones?name=boats.example.org', 'GET /zones?name=example.org', 'POST /zones/z0/dns_records'],
    )
    await records.remove(name, 'one', signal)
    await records.remove(name, 'one', signal)
    assert.deepEqual(
      cloudflare.records.map(({ content }) => content),
      ['"two"'],
    )
  })

  it('what Cloudflare says against it is told, without the token', async () => {
    const cloudflare = new CloudflareApi()
    await using api = await openApi((call) => cloudflare.answer(call))
    const wrong = await openRecords({ kind: 'cloudflare', token: 'wrong' }, { cloudflare: api.base })
    await assert.rejects(wrong.add(name, 'x', signal), (error: Error) => /Invalid access token \(9109\)/.test(error.message) && !error.message.includes('wrong'))
    await assert.rejects((await open(api.base)).add('_acme-challenge.example.net', 'x', signal), /the token sees no zone/)
    await assert.rejects((await open('http://127.0.0.1:1')).add(name, 'x', signal), { code: 'dns-refused' })
  })

  it('an answer that is not of the API is no success', async () => {
    await using api = await openApi(() => [200, { hello: 'there' }])
    await assert.rejects((await open(api.base)).add(name, 'x', signal), { code: 'dns-refused' })
  })
})

async function open(base: string): Promise<DnsRecords> {
  return await openRecords({ kind: 'cloudflare', token }, { cloudflare: base })
}
