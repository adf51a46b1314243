import assert from 'node:assert/strict'
import { describe as suite, it } from 'node:test'
import { FakeDocker } from '../../../docker/fake.ts'
import { here, member, TestRegistry } from '../../../docker/registry.testbed.ts'
import { parseReference } from '../reference.ts'
import { Front } from './front.testbed.ts'
import { describe, digestOf, greet, tagsOf } from './registry.ts'
import { secureFront } from './securefront.testbed.ts'
import { RegistrySession } from './session.ts'
import { isTrusted, trustOf } from './trust.ts'
import type { Trusts } from './trust.ts'

const { signal } = new AbortController()

/** The same server by an address that is not one of this machine itself to whoever reads it. */
const lan = (address: string | number): string => `0.0.0.0:${String(address).split(':').at(-1) ?? ''}`

function trusting(...hosts: readonly string[]): Trusts {
  const docker = new FakeDocker()
  for (const host of hosts) docker.trustRegistry(host)
  return trustOf(docker)
}

suite('whom Docker trusts', () => {
  const trust = { secure: new Map(Object.entries({ 'docker.io': true, 'registry.lan:5000': false, '192.168.7.9': true })), insecure: ['127.0.0.0/8', '192.168.7.0/24', 'fd00::/8', 'none'] }
  const names: Readonly<Record<string, readonly string[]>> = { 'nas.lan': ['203.0.113.1', '192.168.7.3'], 'far.example.org': ['203.0.113.1'], 'six.lan': ['fd00::3'] }
  const resolve = async (name: string): Promise<readonly string[]> => names[name] ?? (await Promise.reject(new Error('no such name')))
  const table: readonly (readonly [string, boolean])[] = [
    ['docker.io', false],
    ['registry.lan:5000', true],
    ['registry.lan', false],
    ['registry.lan:5001', false],
    ['127.0.0.1:5000', true],
    ['192.168.7.8:5000', true],
    ['192.168.7.9', false],
    ['192.168.8.8', false],
    ['[fd00::1]:5000', true],
    ['[fe80::1]', false],
    ['nas.lan:5000', true],
    ['six.lan', true],
    ['far.example.org', false],
    ['nobody.lan', false],
  ]
  for (const [host, expected] of table) it(`${host}: ${expected ? 'yes' : 'no'}`, async () => assert.equal(await isTrusted(host, trust, resolve), expected))

  it('a Docker that does not answer trusts nobody', async () => {
    const docker = new FakeDocker()
    docker.trustRegistry('registry.lan')
    docker.goDown()
    assert.equal(await trustOf(docker)('registry.lan'), false)
  })
})

suite('a registry that speaks plain HTTP', () => {
  it('is asked where Docker trusts it, with a password too', async () => {
    await using registry = await TestRegistry.open({ isPrivate: true })
    const digest = await registry.hold('app:1')
    const host = lan(registry.address)
    const session = (): RegistrySession => new RegistrySession({ host, login: member, trusts: trusting(host) })
    const reference = parseReference(`${host}/app:1`)
    assert.equal(await digestOf(session(), reference, signal), digest)
    assert.deepEqual(await tagsOf(session(), reference, signal), ['1'])
    assert.equal((await describe(session(), reference, here.architecture, signal)).digest, digest)
    await greet(session(), signal)
    await assert.rejects(greet(new RegistrySession({ host, login: { ...member, password: 'wrong' }, trusts: trusting(host) }), signal), { code: 'registry-denied' })
  })

  it('is not asked where Docker trusts only others, and the next step is told', async () => {
    await using front = await Front.open((_, response) => void response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end())
    const host = lan(front.address)
    for (const trusts of [undefined, trusting('other.lan'), trusting(host.replace(/:.*/, ''))]) {
      await assert.rejects(greet(new RegistrySession({ host, login: member, trusts }), signal), (error: Error & { fix?: string; code?: string }) => {
        assert.match(error.message, /speaks plain HTTP where HTTPS is due/)
        return error.code === 'registry-unproven' && /insecure-registries/.test(error.fix ?? '') && error.fix?.includes(`"${host}"`) === true
      })
    }
    assert.deepEqual(front.asked, [])
  })

  it('may send us to the same machine for a token, and to no other in the clear', async () => {
    await using registry = await TestRegistry.open()
    const digest = await registry.hold('app:1')
    await using tokens = await Front.tokens(registry.address, 'hush')
    const host = lan(tokens.address)
    const session = (trusts: Trusts): RegistrySession => new RegistrySession({ host, login: { user: 'ada', password: 'hush' }, trusts })
    assert.equal(await digestOf(session(trusting(host)), parseReference(`${host}/app:1`), signal), digest)
    await using thief = await Front.open((_, response) => void response.writeHead(200).end('{"token":"x"}'))
    for (const realm of [`http://${thief.address}/token`, `http://ada:x@${host}/token`, 'file:///etc/passwd']) {
      await using liar = await Front.open((_, response) => void response.writeHead(401, { 'www-authenticate': `Bearer realm="${realm}"` }).end())
      await assert.rejects(greet(new RegistrySession({ host: lan(liar.address), login: member, trusts: trusting(lan(liar.address)) }), signal), /not safe/)
    }
    assert.deepEqual(thief.asked, [])
  })
})

suite('a registry with a certificate that nobody knows', () => {
  it('is asked where Docker trusts it, by HTTPS; elsewhere the next step is told', async () => {
    await using registry = await TestRegistry.open({ isPrivate: true })
    const digest = await registry.hold('app:1')
    await using front = await secureFront(registry.address)
    const host = lan(front.port)
    const reference = parseReference(`${host}/app:1`)
    const session = new RegistrySession({ host, login: member, trusts: trusting(host) })
    assert.deepEqual([await digestOf(session, reference, signal), session.base], [digest, `https://${host}`])
    assert.equal((await describe(session, reference, here.architecture, signal)).digest, digest)
    await assert.rejects(digestOf(new RegistrySession({ host, login: member }), reference, signal), { code: 'registry-unproven' })
  })

  it('leads nobody to another server whose certificate is as bad', async () => {
    await using registry = await TestRegistry.open()
    await registry.hold('app:1')
    await using other = await secureFront(registry.address)
    await using leading = await Front.open((request, response) => void response.writeHead(307, { location: `https://localhost:${other.port}${request.url ?? ''}` }).end())
    await using front = await secureFront(leading.address)
    const host = lan(front.port)
    await assert.rejects(digestOf(new RegistrySession({ host, trusts: trusting(host) }), parseReference(`${host}/app:1`), signal), { code: 'registry-unproven' })
  })
})

suite('a registry that leads us elsewhere', () => {
  it('takes the right to ask along to nobody', async () => {
    const seen: (string | undefined)[] = []
    await using elsewhere = await Front.open((request, response) => {
      seen.push(request.headers.authorization)
      response.writeHead(200).end('{}')
    })
    await using front = await Front.open((request, response) => {
      const isKnown = request.headers.authorization !== undefined
      response.writeHead(isKnown ? 307 : 401, isKnown ? { location: `http://${elsewhere.address}/blob` } : { 'www-authenticate': 'Basic realm="x"' }).end()
    })
    await greet(new RegistrySession({ host: front.address, login: member }), signal)
    assert.deepEqual(seen, [undefined])
  })
})
