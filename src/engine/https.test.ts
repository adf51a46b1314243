import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { memoryVault } from '../certificates/testbed/vault.testbed.ts'
import type { Issuer } from '../certificates/issuer.ts'
import { HttpsBody } from '../model/https.ts'
import { choiceOf, HttpsChoices } from './httpschoice.ts'
import type { HttpsChoice } from './httpschoice.ts'
import { byDomain } from './httpsissuer.ts'
import { consoleName, isPublic, wantedCertificates } from './httpsnames.ts'

const places = { domain: 'localhost', label: 'home', apps: ['blog', 'wiki'], versions: [], domains: [], addresses: ['192.168.1.5', '203.0.113.9'] }
const dns = { kind: 'porkbun', key: 'pk1_open-sesame', secret: 'sk1_open-sesame' } as const
const acme = { mode: 'acme', redirect: true, email: null, directory: 'https://acme.example/dir', challenge: 'dns-01', dns } as const

describe('for which names there are certificates', () => {
  const cases: readonly (readonly [string, HttpsChoice, object, readonly (readonly string[])[]])[] = [
    ['off: for none', { mode: 'off' }, {}, []],
    [
      'LAN: one for the console with its private addresses, one for each app',
      { mode: 'lan', redirect: false },
      {},
      [
        ['berth-home.local', 'berth.localhost', 'labs.localhost', 'localhost', '192.168.1.5', '127.0.0.1'],
        ['blog-home.local', 'blog.localhost'],
        ['wiki-home.local', 'wiki.localhost'],
      ],
    ],
    [
      'LAN, with a domain of the Internet: only what the authority may vouch for',
      { mode: 'lan', redirect: false },
      { domain: 'example.org', apps: ['wiki'] },
      [['berth-home.local', 'localhost', '192.168.1.5', '127.0.0.1'], ['wiki-home.local']],
    ],
    [
      'LAN: one for each version that is here, with a name there as far as it fits',
      { mode: 'lan', redirect: false },
      { apps: [], versions: ['shop-c0ffee1', 'a'.repeat(60)], addresses: [] },
      [['berth-home.local', 'berth.localhost', 'labs.localhost', 'localhost', '127.0.0.1'], ['shop-c0ffee1-home.local', 'shop-c0ffee1.localhost'], [`${'a'.repeat(60)}.localhost`]],
    ],
    ['HTTP-01: none for a version', { ...acme, challenge: 'http-01' }, { domain: 'example.org', apps: ['wiki'], versions: ['shop-c0ffee1'] }, [['berth.example.org'], ['wiki.example.org']]],
    [
      'LAN without names there',
      { mode: 'lan', redirect: false },
      { label: null, apps: ['wiki'], addresses: [] },
      [['berth.localhost', 'labs.localhost', 'localhost', '127.0.0.1'], ['wiki.localhost']],
    ],
    [
      'HTTP-01: one for each name, so that a name which leads elsewhere fails alone',
      { ...acme, challenge: 'http-01' },
      { domain: 'example.org' },
      [['berth.example.org'], ['blog.example.org'], ['wiki.example.org']],
    ],
    ['DNS-01: one for all', acme, { domain: 'example.org' }, [['*.example.org', 'example.org']]],
    [
      'names of apps’ own: one for each, as far as a public authority can know them',
      { ...acme, challenge: 'http-01' },
      { domain: 'example.org', apps: ['wiki'], domains: ['shop.example.net', 'shop.lan'] },
      [['berth.example.org'], ['wiki.example.org'], ['shop.example.net']],
    ],
    ['names of apps’ own by DNS-01: beside the one for all', acme, { domain: 'example.org', domains: ['shop.example.net'] }, [['*.example.org', 'example.org'], ['shop.example.net']]],
    [
      'names of apps’ own on the LAN: as far as the authority may',
      { mode: 'lan', redirect: false },
      { label: null, apps: [], domains: ['shop.example.net', 'shop.lan'], addresses: [] },
      [['berth.localhost', 'labs.localhost', 'localhost', '127.0.0.1'], ['shop.lan']],
    ],
  ]
  for (const [name, choice, more, expected] of cases) {
    it(name, () =>
      assert.deepEqual(
        wantedCertificates(choice, { ...places, ...more }).map(({ names }) => names),
        expected,
      ),
    )
  }

  it('the console’s own', () => {
    assert.equal(consoleName({ mode: 'lan', redirect: false }, places), 'berth-home.local')
    assert.equal(consoleName({ mode: 'lan', redirect: false }, { ...places, label: null }), 'berth.localhost')
    assert.equal(consoleName(acme, { ...places, domain: 'example.org' }), 'berth.example.org')
  })

  it('which domains a public authority can know', () => {
    for (const domain of ['example.org', 'home.example.org']) assert.equal(isPublic(domain), true, domain)
    for (const domain of ['localhost', 'home', 'school.lan', 'box.local', 'x.home.arpa', '192.168.1.5']) assert.equal(isPublic(domain), false, domain)
  })
})

describe('who signs which name, where the DNS is ours', () => {
  it('the machine’s domain by DNS-01, names elsewhere by HTTP-01', async () => {
    const asked: string[] = []
    const issuer = (id: string): Issuer => ({ id, issue: async (names) => (asked.push(`${id}: ${names.join(' ')}`), await Promise.resolve({ chain: '', key: '' })) })
    const both = byDomain('example.org', issuer('dns'), issuer('http'))
    for (const names of [['*.example.org', 'example.org'], ['shop.example.net'], ['shopexample.org']]) await both.issue(names, AbortSignal.timeout(1000))
    assert.deepEqual([both.id, ...asked], ['dns', 'dns: *.example.org example.org', 'http: shop.example.net', 'http: shopexample.org'])
  })
})

describe('the choice of how certificates are got', () => {
  it('is kept, its secrets in the vault only; and nothing of them when it is another', async () => {
    const vault = memoryVault()
    const rows = new Map<string, string>()
    const meta = { get: async (key: string) => rows.get(key), set: async (key: string, value: string) => void rows.set(key, value) }
    const choices = new HttpsChoices(meta, vault)
    assert.deepEqual(await choices.read(), { mode: 'off' })
    for (const provider of [dns, { kind: 'cloudflare', token: 'open-sesame' } as const, { kind: 'command', program: '/bin/true' } as const]) {
      await choices.write({ ...acme, dns: provider })
      assert.deepEqual(await new HttpsChoices(meta, vault).read(), { ...acme, dns: provider })
      assert.doesNotMatch([...rows.values()].join(), /open-sesame/)
    }
    await choices.write({ ...acme, dns })
    await choices.write({ mode: 'lan', redirect: true })
    assert.deepEqual(await choices.read(), { mode: 'lan', redirect: true })
    assert.equal(await vault.get('https-dns'), undefined)
  })

  it('keeps the DNS provider that is not given again, and takes Let’s Encrypt where no authority is said', () => {
    const body = HttpsBody.parse({ mode: 'acme', challenge: 'dns-01' })
    assert.deepEqual(choiceOf(body, acme), { ...acme, directory: 'https://acme-v02.api.letsencrypt.org/directory' })
    assert.equal(choiceOf(body, { mode: 'off' }).mode, 'acme')
    assert.deepEqual(choiceOf(HttpsBody.parse({ mode: 'lan' }), acme), { mode: 'lan', redirect: false })
  })
})
