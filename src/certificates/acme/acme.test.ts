import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { silent } from '../../kit/log.ts'
import { until } from '../../kit/until.ts'
import { Rfc2136 } from '../dns/rfc2136/rfc2136.ts'
import { Keeper } from '../keeper.ts'
import { openNameServer } from '../testbed/named.testbed.ts'
import type { NameServer } from '../testbed/named.testbed.ts'
import { openPebble } from '../testbed/pebble.testbed.ts'
import type { Pebble } from '../testbed/pebble.testbed.ts'
import { memoryText, memoryVault, setClock } from '../testbed/vault.testbed.ts'
import { Acme } from './acme.ts'
import { DnsAnswers } from './dns.ts'
import { HttpAnswers } from './http.ts'
import type { Solver } from './solver.ts'

const signal = AbortSignal.timeout(120_000)

describe('certificates by ACME, from a real Pebble that asks a real BIND', () => {
  let dns: NameServer
  let pebble: Pebble
  let site: Site

  before(async () => {
    dns = await openNameServer()
    site = await openSite()
    pebble = await openPebble({ httpPort: site.port, nameServer: `${dns.address}:53` })
  })
  after(async () => {
    await pebble[Symbol.asyncDispose]()
    await site[Symbol.asyncDispose]()
    await dns[Symbol.asyncDispose]()
  })

  const acme = (solver: Solver, vault = memoryVault(), email: string | null = 'ada@harbour.example'): Acme => new Acme({ directory: pebble.directory, email, solver, vault, log: silent })
  const byHttp = (): HttpAnswers => new HttpAnswers({ tell: (answers) => void (site.answers = answers), seen: async () => undefined })

  it('HTTP-01: one name, signed by the authority, for our key; the answer is taken away again', async () => {
    const { chain, key } = await acme(byHttp()).issue([`berth.${dns.zone}`], signal)
    const leaf = new X509Certificate(chain)
    assert.equal(leaf.subjectAltName, `DNS:berth.${dns.zone}`)
    assert.ok(chain.match(/BEGIN CERTIFICATE/g)?.length === 2 && key.includes('PRIVATE KEY'))
    const intermediate = new X509Certificate(chain.slice(chain.lastIndexOf('-----BEGIN')))
    assert.ok(leaf.verify(intermediate.publicKey) && intermediate.verify(new X509Certificate(await pebble.root()).publicKey))
    assert.deepEqual(site.answers, {})
    assert.equal(site.asked, 3, 'Pebble asks from three places')
  })

  it('DNS-01: a wildcard with its domain, two records of one name at the same time, both taken away', async () => {
    const solver = new DnsAnswers(new Rfc2136(dns.provider))
    const { chain } = await acme(solver).issue([`*.${dns.zone}`, dns.zone], signal)
    assert.deepEqual(new X509Certificate(chain).subjectAltName?.split(', ').sort(), [`DNS:*.${dns.zone}`, `DNS:${dns.zone}`])
    assert.deepEqual(await dns.texts(`_acme-challenge.${dns.zone}`), [])
  })

  it('asks again with the account that it has, with an address to write to and without', async () => {
    for (const email of ['ada@harbour.example', null]) {
      const vault = memoryVault()
      for (const name of ['one', 'two']) await acme(byHttp(), vault, email).issue([`${name}.${dns.zone}`], signal)
    }
  })

  it('is renewed with the same account; while the authority is away the old one serves', async () => {
    const [vault, clock] = [memoryVault(), setClock()]
    await using keeper = await Keeper.open({ text: memoryText(), vault, clock, log: silent, onChange: () => undefined })
    const issuer = acme(byHttp(), vault)
    keeper.want(issuer, [{ id: 'wiki', names: [`wiki.${dns.zone}`] }])
    const first = await until(() => keeper.served()[0], { deadline: 30_000 })
    const account = await vault.get(`acme-account ${pebble.directory}`)
    assert.ok(first && account, JSON.stringify(keeper.views()))
    const { expires, renews } = keeper.views()[0] ?? {}
    assert.ok(expires && renews && renews < expires)
    await pebble.stop()
    clock.pass((Date.parse(renews) - Date.now()) / (24 * 60 * 60_000) + 1)
    keeper.retry()
    assert.ok(await until(() => keeper.views()[0]?.cause ?? undefined, { deadline: 30_000 }))
    assert.deepEqual(keeper.served(), [first])
    await pebble.start()
    keeper.retry()
    const second = await until(() => keeper.served().find(({ chain }) => chain !== first.chain), { deadline: 30_000 })
    assert.ok(second, JSON.stringify(keeper.views()))
    assert.equal(await vault.get(`acme-account ${pebble.directory}`), account)
    assert.equal(keeper.cause(), null)
  })

  it('an app’s own domain that leads elsewhere is refused alone, with its reason; the others and the machine’s own are got', async () => {
    await using keeper = await Keeper.open({ text: memoryText(), vault: memoryVault(), clock: setClock(), log: silent, onChange: () => undefined })
    const honest = byHttp()
    const elsewhere: Solver = {
      type: 'http-01',
      put: async (challenges, until_) => (challenges.some(({ domain }) => domain.startsWith('elsewhere.')) ? undefined : await honest.put(challenges, until_)),
      take: async (challenges) => await honest.take(challenges),
    }
    const wanted = ['elsewhere', 'berth', 'shop'].map((name) => ({ id: name, names: [`${name}.${dns.zone}`] }))
    keeper.want(acme(elsewhere), wanted)
    const views = await until(() => (keeper.views().length === 3 ? keeper.views() : undefined), { deadline: 60_000 })
    assert.deepEqual(
      keeper.served().map(({ names }) => names),
      [[`berth.${dns.zone}`], [`shop.${dns.zone}`]],
    )
    const [refused, ...well] = views ?? []
    assert.match(refused?.cause?.message ?? '', /gave no certificate for elsewhere\.harbour\.example: .*404/)
    assert.ok(refused && Date.parse(refused.renews) - Date.parse(refused.cause?.at ?? '') >= 60_000, 'it is tried again later')
    assert.deepEqual(
      well.map(({ cause }) => cause),
      [null, null],
    )
  })

  it('says what the authority says when a name does not lead here, and takes everything away', async () => {
    const silentSite = new HttpAnswers({ tell: () => undefined, seen: async () => undefined })
    site.answers = {}
    await assert.rejects(acme(silentSite).issue([`nobody.${dns.zone}`], signal), (error: Error) => /nobody\.harbour\.example/.test(error.message) && /404/.test(error.message))
    assert.deepEqual(silentSite.answers(), {})
  })

  it('ends at once when it is told to', async () => {
    const ending = new AbortController()
    const stuck: Solver = { type: 'http-01', put: async () => ending.abort(new Error('enough')), take: async () => undefined }
    await assert.rejects(acme(stuck).issue([`late.${dns.zone}`], ending.signal), /enough/)
  })

  it('an authority that is not there is told as such', async () => {
    const nobody = new Acme({ directory: 'https://localhost:1/dir', email: null, solver: byHttp(), vault: memoryVault(), log: silent })
    await assert.rejects(nobody.issue([dns.zone], signal), /gave no certificate for harbour\.example: .*ECONNREFUSED/)
  })
})

interface Site extends AsyncDisposable {
  readonly port: number
  answers: Readonly<Record<string, string>>
  asked: number
}

/** Answers what an authority asks, as the gateway does. */
async function openSite(): Promise<Site> {
  const server = createServer((request, response) => {
    const token = /^\/\.well-known\/acme-challenge\/([\w-]+)$/.exec(request.url ?? '')?.[1] ?? ''
    site.asked++
    response.writeHead(token in site.answers ? 200 : 404).end(site.answers[token])
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const site: Site = {
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    answers: {},
    asked: 0,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return site
}
