import assert from 'node:assert/strict'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { run, tryRun } from '../../kit/run.ts'
import { memoryVault, setClock } from '../testbed/vault.testbed.ts'
import { Authority } from './authority.ts'
import { permits } from './constraints.ts'
import { mobileconfig } from './mobileconfig.ts'
import { makeAuthority, signFor } from './sign.ts'

const name = 'Berth home (k3j9x2ab)'
const day = 24 * 60 * 60_000

describe('the authority of a machine', () => {
  it('is made once: the same after a restart, and its key lies in the vault', async () => {
    const vault = memoryVault()
    const first = await Authority.open({ vault, clock: setClock(), name })
    const again = await Authority.open({ vault, clock: setClock(), name: 'another' })
    assert.equal(again.fingerprint, first.fingerprint)
    assert.equal(again.name, name)
    assert.match((await vault.get('authority')) ?? '', /BEGIN PRIVATE KEY/)
    assert.equal(await Authority.find({ vault: memoryVault(), clock: setClock() }), undefined)
  })

  it('signs for names and addresses; OpenSSL agrees, and on the purpose', async () => {
    await using folder = await temporary()
    const authority = await Authority.open({ vault: memoryVault(), clock: setClock(), name })
    const { chain, key } = await authority.issue(['berth-home.local', 'berth.localhost', '192.168.1.5', 'fd00::5'])
    const leaf = new X509Certificate(chain)
    assert.equal(leaf.subjectAltName, 'DNS:berth-home.local, DNS:berth.localhost, IP Address:192.168.1.5, IP Address:FD00:0:0:0:0:0:0:5')
    assert.ok(leaf.checkHost('berth-home.local') && leaf.checkIP('192.168.1.5') && !leaf.checkHost('wiki-home.local'))
    assert.ok(leaf.checkPrivateKey(createPrivateKey(key)))
    const { out } = await run(['openssl', 'verify', '-x509_strict', '-purpose', 'sslserver', '-CAfile', await folder.put('ca.pem', authority.pem), await folder.put('leaf.pem', chain)])
    assert.match(out, /OK/)
  })

  it('lives less than Apple’s 200 days, from well before now: clocks lag', async () => {
    const now = Date.parse('2026-11-21T12:00:00Z')
    const authority = await Authority.open({ vault: memoryVault(), clock: setClock(now), name })
    const leaf = new X509Certificate((await authority.issue(['berth-home.local'])).chain)
    const [from, to] = [Date.parse(leaf.validFrom), Date.parse(leaf.validTo)]
    assert.ok((to - from) / day < 200)
    assert.ok(now - from >= 29 * day && to - now >= 150 * day)
  })

  it('vouches for no name of the Internet, whoever holds its key', async () => {
    await using folder = await temporary()
    const authority = await Authority.open({ vault: memoryVault(), clock: setClock(), name })
    await assert.rejects(authority.issue(['bank.example.org']), { code: 'not-local' })
    await assert.rejects(authority.issue(['berth-home.local', '93.184.216.34']), { code: 'not-local' })
    const stolen = await makeAuthority(name)
    const ca = await folder.put('ca.pem', stolen.certificate)
    for (const foreign of ['bank.example.org', '93.184.216.34', '2001:db8::1', 'local.example.org']) {
      const { chain } = await signFor([foreign], stolen, Date.now())
      const { code, err, out } = await tryRun(['openssl', 'verify', '-CAfile', ca, await folder.put('leaf.pem', chain)])
      assert.notEqual(code, 0, foreign)
      assert.match(err + out, /permitted subtree violation/)
    }
    const inside = await signFor(['wiki-home.local', 'x.home.arpa', '10.1.2.3', '172.31.0.1', '192.168.0.1', 'fd12::1', 'fe80::1', '::1', '127.0.0.1'], stolen, Date.now())
    assert.match((await run(['openssl', 'verify', '-CAfile', ca, await folder.put('leaf.pem', inside.chain)])).out, /OK/)
  })

  it('what it refuses and what browsers refuse is the same', () => {
    const good = ['a.local', 'localhost', 'b.localhost', 'x.home.arpa', '10.0.0.1', '172.16.0.1', '100.64.1.1', 'fe80::2']
    const bad = ['local.org', 'alocal', 'a.locals', '172.32.0.1', '8.8.8.8', '2001:db8::1', '']
    for (const each of good) assert.equal(permits(each), true, each)
    for (const each of bad) assert.equal(permits(each), false, each)
  })

  it('the profile for Apple’s systems holds exactly this certificate, and no sign of the name leaves its place', async () => {
    const authority = await Authority.open({ vault: memoryVault(), clock: setClock(), name })
    const data = /<data>([^<]+)<\/data>/.exec(authority.profile)?.[1] ?? ''
    assert.deepEqual(Buffer.from(data, 'base64'), authority.der)
    assert.match(mobileconfig({ name: 'Ada & <Co>', der: authority.der }), /<string>Ada &amp; &lt;Co&gt;<\/string>/)
    assert.match(authority.profile, /<string>com\.apple\.security\.root<\/string>/)
    assert.match(authority.profile, /<string>[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}<\/string>/)
    assert.deepEqual(new X509Certificate(authority.pem).raw, authority.der)
  })
})

async function temporary(): Promise<AsyncDisposable & { put(name: string, text: string): Promise<string> }> {
  const path = await mkdtemp(join(tmpdir(), 'berth-authority-'))
  return {
    put: async (name, text) => {
      await writeFile(join(path, name), text)
      return join(path, name)
    },
    [Symbol.asyncDispose]: async () => await rm(path, { recursive: true, force: true }),
  }
}
