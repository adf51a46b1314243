import assert from 'node:assert/strict'
import { randomInt, X509Certificate } from 'node:crypto'
import { describe, it } from 'node:test'
import { openNameServer } from '../../src/certificates/testbed/named.testbed.ts'
import { openPebble } from '../../src/certificates/testbed/pebble.testbed.ts'
import { until } from '../../src/kit/until.ts'
import type { HttpsView } from '../../src/model/https.ts'
import { Berth, freePort } from './berth.ts'
import { awaitHttps, servedFor, visitSecurely } from './secure.ts'

const password = 'correct horse battery'

describe('HTTPS from the machine’s own authority', () => {
  it('is there for the console and every app, trusted by who has the certificate and by nobody else, and goes with its app', async () => {
    await using berth = await Berth.open()
    await claim(berth)
    assert.equal((await berth.visit('berth', '/trust/berth.crt')).status, 404, 'there is no authority before somebody wants it')
    assert.equal(await servedFor(berth, 'berth.localhost'), undefined)
    await berth.install('hello')
    await berth.becomes('hello', 'stopped')
    await berth.json('/api/https', { method: 'PUT', body: { mode: 'lan' } })
    const view = await awaitHttps(berth, ({ certificates, url }) => certificates.length === 2 && url !== null)
    assert.equal(view.url, `https://berth.localhost:${berth.tlsPort}`)
    const ca = (await berth.visit('berth', '/trust/berth.pem')).text
    assert.equal(new X509Certificate(ca).fingerprint256, view.authority?.fingerprint)
    await assert.rejects(visitSecurely(berth, 'hello.localhost', '/', ''), { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' })
    assert.equal((await visitSecurely(berth, 'hello.localhost', '/', ca)).text, 'hello\n')
    const proof = await visitSecurely(berth, 'berth.localhost', '/api/https/proof', ca, { origin: `http://berth.localhost:${berth.port}` })
    assert.deepEqual(JSON.parse(proof.text), { secure: true, url: view.url, fingerprint: view.authority?.fingerprint })
    assert.equal(proof.headers['access-control-allow-origin'], `http://berth.localhost:${berth.port}`)
    const foreign = await visitSecurely(berth, 'berth.localhost', '/api/https/proof', ca, { origin: `http://hello.localhost:${berth.port}` })
    assert.equal(foreign.headers['access-control-allow-origin'], undefined)
    assert.equal((JSON.parse((await berth.visit('berth', '/api/https/proof')).text) as { secure: boolean }).secure, false)
    await berth.local('/api/instances/hello', { method: 'DELETE' })
    await berth.becomes('hello', undefined)
    await awaitHttps(berth, ({ certificates }) => certificates.length === 1)
    assert.equal(await until(async () => ((await servedFor(berth, 'hello.localhost')) === undefined ? true : undefined), { deadline: 5000 }), true)
  })

  it('outlives a killed engine with the same certificates; once switched, HTTP leads to HTTPS; off is off', async () => {
    await using berth = await Berth.open()
    await claim(berth)
    await berth.json('/api/https', { method: 'PUT', body: { mode: 'lan', redirect: true } })
    await awaitHttps(berth, ({ url }) => url !== null)
    const before = await servedFor(berth, 'berth.localhost')
    assert.ok(before)
    const sent = await berth.visit('berth', '/apps?x=1', { headers: { accept: 'text/html', 'sec-fetch-mode': 'navigate' } })
    assert.equal(sent.headers.location, `https://berth.localhost:${berth.tlsPort}/apps?x=1`)
    await berth.killEngine('SIGKILL')
    assert.equal((await servedFor(berth, 'berth.localhost'))?.serialNumber, before.serialNumber, 'the gateway goes on')
    await berth.start()
    await awaitHttps(berth, ({ url }) => url !== null)
    assert.equal((await servedFor(berth, 'berth.localhost'))?.serialNumber, before.serialNumber)
    await berth.json('/api/https', { method: 'PUT', body: { mode: 'off' } })
    assert.equal(await until(async () => ((await servedFor(berth, 'berth.localhost')) === undefined ? true : undefined), { deadline: 5000 }), true)
    assert.equal((await berth.visit('berth', '/api/health')).status, 200)
    assert.ok((await berth.json<HttpsView>('/api/https')).authority, 'the authority stays: devices trust it')
  })

  it('the names of the LAN have certificates too, and lead to the console and the apps', async () => {
    const label = `test${randomInt(1e6)}`
    await using berth = await Berth.open({ env: { BERTH_LAN_NAME: label } })
    await claim(berth)
    await berth.install('hello')
    await berth.becomes('hello', 'stopped')
    await berth.json('/api/https', { method: 'PUT', body: { mode: 'lan' } })
    const { url } = await awaitHttps(berth, (view) => view.url === `https://berth-${label}.local:${berth.tlsPort}` && view.certificates.length === 2)
    const ca = (await berth.visit('berth', '/trust/berth.pem')).text
    assert.equal((await visitSecurely(berth, `hello-${label}.local`, '/', ca)).text, 'hello\n')
    assert.equal((await visitSecurely(berth, `berth-${label}.local`, '/api/health', ca)).status, 200)
    const proof = await visitSecurely(berth, `berth-${label}.local`, '/api/https/proof', ca, { origin: `http://127.0.0.1:${berth.port}` })
    assert.equal((JSON.parse(proof.text) as { url: string }).url, url)
    assert.equal(proof.headers['access-control-allow-origin'], `http://127.0.0.1:${berth.port}`, 'the console is read at an address too')
  })

  it('forms for every system, from the console’s own address by HTTP too', async () => {
    await using berth = await Berth.open()
    await claim(berth)
    await berth.json('/api/https', { method: 'PUT', body: { mode: 'lan', redirect: false } })
    const pem = await berth.visit('berth', '/trust/berth.pem')
    for (const [name, type] of [
      ['berth.crt', 'application/x-x509-ca-cert'],
      ['berth.mobileconfig', 'application/x-apple-aspen-config'],
    ] as const) {
      const answer = await berth.visit('berth', `/trust/${name}`)
      assert.deepEqual([answer.status, answer.headers['content-type'], answer.headers['content-disposition']], [200, type, `attachment; filename="${name}"`])
    }
    const profile = (await berth.visit('berth', '/trust/berth.mobileconfig')).text
    const der = Buffer.from(/<data>([^<]+)<\/data>/.exec(profile)?.[1] ?? '', 'base64')
    assert.equal(new X509Certificate(der).fingerprint256, new X509Certificate(pem.text).fingerprint256)
    assert.equal((await berth.visit('berth', '/trust/berth.key')).text.includes('PRIVATE KEY'), false)
  })
})

describe('HTTPS from a public authority', () => {
  it('HTTP-01 through our gateway, for the console and an app; renewed by hand; a restart asks for nothing', async () => {
    await using dns = await openNameServer()
    await using lazy = await lazyBerth(dns.zone, dns.address)
    const { berth, pebble } = lazy
    await claim(berth)
    await berth.install('hello')
    await berth.becomes('hello', 'stopped')
    await berth.json('/api/https', { method: 'PUT', body: { mode: 'acme', challenge: 'http-01', directory: pebble.directory, email: `ada@${dns.zone}` } })
    const view = await awaitHttps(berth, ({ certificates }) => certificates.length === 2 && certificates.every(({ cause }) => cause === null))
    assert.deepEqual(
      view.certificates.map(({ names }) => names),
      [[`berth.${dns.zone}`], [`hello.${dns.zone}`]],
    )
    assert.equal(view.url, `https://berth.${dns.zone}:${berth.tlsPort}`)
    const root = await pebble.root()
    assert.equal((await visitSecurely(berth, `hello.${dns.zone}`, '/', root)).text, 'hello\n')
    const before = await servedFor(berth, `hello.${dns.zone}`)
    assert.equal((await berth.visit('hello', '/.well-known/acme-challenge/anything')).status, 404)
    await berth.killEngine('SIGTERM')
    await pebble.stop()
    await berth.start()
    const still = await awaitHttps(berth, ({ url }) => url !== null)
    assert.deepEqual(still.certificates, view.certificates)
    assert.equal((await servedFor(berth, `hello.${dns.zone}`))?.serialNumber, before?.serialNumber)
    await berth.json('/api/https/renew', { method: 'POST' })
    await awaitHttps(berth, ({ certificates }) => certificates.every(({ cause }) => cause?.code === 'acme-refused'))
    assert.equal((await visitSecurely(berth, `hello.${dns.zone}`, '/', root)).text, 'hello\n', 'what cannot be renewed goes on while it is good')
    await pebble.start()
    await berth.json('/api/https/renew', { method: 'POST' })
    await awaitHttps(berth, ({ certificates }) => certificates.every(({ cause }) => cause === null))
    const renewed = async (): Promise<true | undefined> => ((await servedFor(berth, `hello.${dns.zone}`))?.serialNumber === before?.serialNumber ? undefined : true)
    assert.equal(await until(renewed, { deadline: 10_000 }), true)
  })

  it('DNS-01: one wildcard for all, keys of the DNS kept sealed and never shown', async () => {
    await using dns = await openNameServer()
    await using lazy = await lazyBerth(dns.zone, dns.address)
    const { berth, pebble } = lazy
    await claim(berth)
    const asked = { mode: 'acme', challenge: 'dns-01', directory: pebble.directory }
    assert.equal((await berth.local('/api/https', { method: 'PUT', body: asked })).status, 400, 'without a provider')
    await berth.json('/api/https', { method: 'PUT', body: { ...asked, dns: dns.provider } })
    const view = await awaitHttps(berth, ({ url }) => url !== null)
    assert.equal(JSON.stringify(view).includes(dns.provider.key), false)
    assert.equal((await berth.log()).includes(dns.provider.key), false)
    const root = await pebble.root()
    assert.equal((await visitSecurely(berth, `berth.${dns.zone}`, '/api/health', root)).status, 200)
    assert.equal((await servedFor(berth, `anything.${dns.zone}`))?.subjectaltname?.includes(`*.${dns.zone}`), true)
    const before = await servedFor(berth, `berth.${dns.zone}`)
    await berth.json('/api/https', { method: 'PUT', body: { ...asked, redirect: false } })
    await berth.json('/api/https/renew', { method: 'POST' })
    const renewed = async (): Promise<true | undefined> => ((await servedFor(berth, `berth.${dns.zone}`))?.serialNumber === before?.serialNumber ? undefined : true)
    assert.equal(await until(renewed, { deadline: 20_000 }), true, 'the key of the provider was kept without being given again')
    await awaitHttps(berth, ({ redirect, certificates, cause }) => !redirect && certificates.length === 1 && cause === null)
    assert.deepEqual(await dns.texts(`_acme-challenge.${dns.zone}`), [])
  })

  it('refuses in words what cannot be: a domain of nobody’s, a program set from elsewhere', async () => {
    await using berth = await Berth.open()
    const cookie = await claim(berth)
    const refused = await berth.local('/api/https', { method: 'PUT', body: { mode: 'acme', challenge: 'http-01' } })
    assert.match(refused.text, /no-public-domain/)
    await using elsewhere = await Berth.open({ domain: 'harbour.example' })
    const owner = await claim(elsewhere)
    const body = { mode: 'acme', challenge: 'dns-01', dns: { kind: 'command', program: '/bin/true' } }
    const headers = { cookie: owner, origin: `http://berth.harbour.example:${elsewhere.port}` }
    assert.match((await elsewhere.visit('berth', '/api/https', { method: 'PUT', body, headers })).text, /dns-program-local/)
    assert.equal((await elsewhere.json<HttpsView>('/api/https')).mode, 'off')
    assert.equal((await berth.visit('berth', '/api/https')).status, 401)
    assert.equal((await berth.visit('berth', '/api/https', { headers: { cookie } })).status, 200)
  })
})

/** A Berth for the zone, and an authority that finds it. */
async function lazyBerth(zone: string, nameServer: string): Promise<AsyncDisposable & { readonly berth: Berth; readonly pebble: Awaited<ReturnType<typeof openPebble>> }> {
  const scope = new AsyncDisposableStack()
  const httpPort = await freePort()
  const pebble = scope.use(await openPebble({ httpPort, nameServer: `${nameServer}:53` }))
  const berth = scope.use(await Berth.open({ domain: zone, port: httpPort, env: { NODE_EXTRA_CA_CERTS: pebble.trust } }))
  return { berth, pebble, [Symbol.asyncDispose]: async () => await scope.disposeAsync() }
}

/** Becomes the owner; gives the cookie of the sign-in. */
async function claim(berth: Berth): Promise<string> {
  const { code } = await berth.json<{ code: string }>('/api/local/urls')
  const answer = await berth.visit('berth', '/api/claim', { method: 'POST', body: { code, name: 'Ada', password }, headers: { origin: `http://berth.${berth.domain}:${berth.port}` } })
  assert.equal(answer.status, 200, answer.text)
  return (answer.headers['set-cookie'] ?? []).map((cookie) => cookie.split(';')[0]).join('; ')
}
