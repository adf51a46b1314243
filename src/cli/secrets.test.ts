import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, describe, it } from 'node:test'
import { berth } from './child.testbed.ts'
import { httpsAcme, httpsLan, httpsOff, outside } from './people.testbed.ts'
import { StandIn } from './standin.testbed.ts'

/** `https set` and `outside set`: what is sent, and that secrets come from files. */
describe('commands that need a secret', () => {
  let engine: StandIn
  let file = ''
  before(async () => {
    engine = await StandIn.open()
    file = join(await mkdtemp(join(tmpdir(), 'berth-secret-')), 'secret.txt')
    engine.answers.set('PUT /api/https', httpsLan)
    engine.answers.set('PUT /api/outside/school', outside[0])
    engine.answers.set('PUT /api/outside/new', outside[0])
  })
  beforeEach(() => void (engine.asked.length = 0))
  after(async () => {
    await rm(join(file, '..'), { recursive: true })
    await engine[Symbol.asyncDispose]()
  })

  const tsig = { kind: 'rfc2136', server: 'ns.example.org', zone: 'example.org', key_name: 'berth', algorithm: 'hmac-sha256', key: 'c2VjcmV0' }
  const acme = { mode: 'acme', email: 'ada@example.org', challenge: 'dns-01' }
  const settings: readonly (readonly [words: string, before: unknown, secret: string, body: unknown])[] = [
    ['off', httpsLan, '', { mode: 'off' }],
    ['lan', httpsOff, '', { mode: 'lan' }],
    ['lan --redirect', httpsOff, '', { mode: 'lan', redirect: true }],
    ['lan', { ...httpsLan, redirect: true }, '', { mode: 'lan', redirect: true }],
    ['acme', httpsLan, '', { mode: 'acme', challenge: 'http-01' }],
    ['acme --no-redirect', httpsAcme, '', { ...acme, redirect: false }],
    ['acme --challenge http-01 --directory https://ca.example.org/dir', httpsAcme, '', { ...acme, redirect: true, challenge: 'http-01', directory: 'https://ca.example.org/dir' }],
    ['acme --dns cloudflare --token-file FILE', httpsAcme, 'cf-token\n', { ...acme, redirect: true, dns: { kind: 'cloudflare', token: 'cf-token' } }],
    ['acme --dns cloudflare --token-file -', httpsAcme, 'cf-token\n', { ...acme, redirect: true, dns: { kind: 'cloudflare', token: 'cf-token' } }],
    ['acme --dns porkbun --token-file FILE', httpsAcme, 'pk1\r\nsk1\r\n', { ...acme, redirect: true, dns: { kind: 'porkbun', key: 'pk1', secret: 'sk1' } }],
    ['acme --dns rfc2136 --server ns.example.org --zone example.org --key-name berth --token-file FILE', httpsAcme, 'c2VjcmV0', { ...acme, redirect: true, dns: tsig }],
    ['acme --dns command --program /opt/dns', httpsAcme, '', { ...acme, redirect: true, dns: { kind: 'command', program: '/opt/dns' } }],
  ]
  for (const [words, now, secret, body] of settings) {
    it(`berth https set ${words}, as it was ${(now as { mode: string }).mode}`, async () => {
      engine.answers.set('GET /api/https', now)
      await writeFile(file, secret)
      const { code, err } = await berth(engine, ['https', 'set', ...words.replace('FILE', file).split(' ')], { input: secret })
      assert.deepEqual([code, err], [0, ''])
      assert.deepEqual([engine.asked.at(-1)?.what, engine.asked.at(-1)?.body], ['PUT /api/https', body])
    })
  }

  const refused: readonly (readonly [words: string, sentence: RegExp])[] = [
    ['https set', /missing required argument 'mode'/],
    ['https set soon', /Allowed choices are off, lan, acme/],
    ['https set lan --email ada@example.org', /--email is for acme/],
    ['https set off --token-file x', /--token-file is for acme/],
    ['https set acme --dns cloudflare', /nobody can be asked here: name a file/],
    ['https set acme --dns cloudflare --token-file /nonexistent/file', /\/nonexistent\/file: ENOENT/],
    ['https set acme --dns cloudflare --token-file /dev/null', /it is empty/],
    ['https set acme --dns porkbun --token-file -', /the key on its first line/],
    ['https set acme --dns rfc2136 --zone x --token-file -', /--server is missing/],
    ['https set acme --dns command', /--program is missing/],
    ['https set acme --dns cloudflare --challenge http-01', /--dns is for the challenge dns-01/],
    ['outside set new --label X', /needs --issuer and --client-id/],
    ['outside set school --map staff', /--map is written as there=here/],
    ['outside set school --secret', /nobody can be asked here: name a file/],
  ]
  for (const [words, sentence] of refused) {
    it(`berth ${words}: refused, nothing is sent`, async () => {
      engine.answers.set('GET /api/https', httpsOff)
      const { code, err } = await berth(engine, words.split(' '), { input: 'one' })
      assert.equal(code, 2)
      assert.match(err, sentence)
      assert.ok(engine.asked.every(({ what }) => what.startsWith('GET ')))
    })
  }

  it('https set acme --challenge dns-01 asks who answers for the domain', async () => {
    engine.answers.set('GET /api/https', httpsOff)
    assert.match((await berth(engine, ['https', 'set', 'acme', '--challenge', 'dns-01'])).err, /say who answers for the domain/)
  })

  it('a program as DNS provider is set on the machine itself only', async () => {
    engine.answers.set('GET /api/https', httpsOff)
    const { code, err } = await berth(engine, ['--url', engine.url, 'https', 'set', 'acme', '--dns', 'command', '--program', '/opt/dns'])
    assert.equal(code, 2)
    assert.match(err, /works on the machine itself/)
  })

  it('outside set: a new provider, with its secret from a file', async () => {
    await writeFile(file, 's3cret\n')
    const words = [
      'outside',
      'set',
      'new',
      '--issuer',
      'https://id.example.com',
      '--client-id',
      'berth',
      '--secret-file',
      file,
      '--welcome',
      'guest',
      '--domain',
      'example.com',
      '--map',
      'a=b=Teachers',
      '--only',
      'a',
      'c',
    ]
    const { code, out, err } = await berth(engine, words)
    assert.deepEqual([code, out, err], [0, `${outside[0]?.callback}\n`, 'Tell the provider that this is where it sends people back to:\n'])
    const given = { label: 'new', issuer: 'https://id.example.com', client_id: 'berth', client_secret: 's3cret' }
    assert.deepEqual(engine.asked.at(-1)?.body, { ...given, welcome: 'guest', domains: ['example.com'], groups: ['a', 'c'], group_map: { 'a=b': 'teachers' } })
  })

  it('outside set: what is not given stays, the secret too', async () => {
    const { id: _id, secret: _secret, callback: _callback, ...config } = outside[0] ?? {}
    await berth(engine, ['outside', 'set', 'school', '--label', 'Our school', '--welcome', 'nobody', '--scope', 'openid', '--groups-claim', 'roles'])
    assert.deepEqual(engine.asked.at(-1)?.body, { ...config, label: 'Our school', welcome: null, scope: 'openid', groups_claim: 'roles' })
  })
})
