import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { OutsideBody } from '../../model/outside.ts'
import { Desk, Visitor } from './desk.testbed.ts'
import { Rogue } from './rogue.testbed.ts'
import type { Lies } from './rogue.testbed.ts'

interface Setting extends AsyncDisposable {
  readonly rogue: Rogue
  readonly desk: Desk
}

async function open(lies: Lies = {}, body: Partial<OutsideBody> = {}): Promise<Setting> {
  const rogue = await Rogue.open()
  rogue.lies = lies
  const desk = await Desk.open(rogue.issuer, { welcome: 'member', ...body })
  return {
    rogue,
    desk,
    [Symbol.asyncDispose]: async () => {
      await desk[Symbol.asyncDispose]()
      await rogue[Symbol.asyncDispose]()
    },
  }
}

/** All the way; where the browser ends. */
async function pass({ rogue, desk }: Setting, more: Readonly<Record<string, string>> = {}): Promise<string> {
  const browser = new Visitor()
  const { location } = await desk.begin({}, browser)
  if (!location.startsWith('http')) return location
  return (await desk.finish(rogue.back(location, more), browser)).location
}

const now = (): number => Math.floor(Date.now() / 1000)

describe('a provider of our own making', () => {
  it('is believed while it tells the truth', async () => {
    await using setting = await open()
    assert.equal(await pass(setting), '/')
    assert.deepEqual(await setting.desk.people(), ['Ada owner', 'Mallory member'])
    assert.deepEqual(setting.rogue.asked, ['/.well-known/openid-configuration', '/token', '/keys', '/userinfo'])
  })

  it('gets the secret in the way that it takes, and PKCE’s verifier', async () => {
    await using setting = await open({ metadata: { token_endpoint_auth_methods_supported: ['client_secret_post'] } })
    assert.equal(await pass(setting), '/')
    const [body] = setting.rogue.bodies
    assert.equal(body?.get('client_secret'), 'a secret of forty letters that nobody guesses')
    assert.match(body.get('code_verifier') ?? '', /^[\w-]{43}$/)
  })
})

const lies: readonly (readonly [string, Lies, RegExp])[] = [
  ['with another nonce', { claims: { nonce: 'of another sign-in' } }, /nonce/],
  ['without a nonce', { claims: { nonce: undefined } }, /nonce/],
  ['of another issuer', { claims: { iss: 'https://id.example.org' } }, /iss/],
  ['for another client', { claims: { aud: 'another' } }, /aud/],
  ['for us and another, without saying for whom', { claims: { aud: ['berth', 'another'] } }, /aud/],
  ['for us, but asked for by another', { claims: { aud: ['berth', 'another'], azp: 'another' } }, /azp/],
  ['that has expired', { claims: { iat: now() - 3600, exp: now() - 1800 } }, /exp/],
  ['that never ends', { claims: { exp: undefined } }, /exp/],
  ['that is not good yet', { claims: { nbf: now() + 3600 } }, /nbf/],
  ['of nobody', { claims: { sub: undefined } }, /sub/],
  ['that is not signed', { signature: 'none' }, /alg/],
  ['that is not signed, which its metadata allow', { signature: 'none', metadata: { id_token_signing_alg_values_supported: ['none', 'ES256'] } }, /alg/],
  ['signed by a key that it does not publish', { signature: 'another key' }, /signature/],
  ['signed by our own secret', { signature: 'HS256', metadata: { id_token_signing_alg_values_supported: ['HS256', 'ES256'] } }, /algorithm/],
  ['and more about somebody else', { userinfo: { sub: 'ada' } }, /sub/],
]

describe('an ID token', () => {
  for (const [what, lie, reason] of lies) {
    it(`${what} signs nobody in`, async () => {
      await using setting = await open(lie)
      assert.equal(await pass(setting), '/signin?problem=outside-answer')
      assert.deepEqual(await setting.desk.people(), ['Ada owner'])
      assert.match(await setting.desk.lastLine(), reason)
    })
  }
})

describe('the way back', () => {
  for (const [what, more, problem] of [
    ['that names another issuer', { iss: 'https://id.example.org' }, 'outside-answer'],
    ['with an error of the provider', { error: 'server_error' }, 'outside-down'],
    ['with an error that nobody knows', { error: '<script>alert(1)</script>' }, 'outside-answer'],
  ] as const) {
    it(`${what} signs nobody in`, async () => {
      await using setting = await open({ metadata: { authorization_response_iss_parameter_supported: true } })
      assert.equal(await pass(setting, { iss: setting.rogue.issuer, ...more }), `/signin?problem=${problem}`)
      assert.ok(!(await setting.desk.lastLine()).includes('script'))
    })
  }
  it('with its state twice is none', async () => {
    await using setting = await open()
    const browser = new Visitor()
    const back = setting.rogue.back((await setting.desk.begin({}, browser)).location)
    assert.equal((await setting.desk.finish(`${back}&state=another`, browser)).location, '/signin?problem=outside-answer')
  })
})

describe('what a provider says of itself', () => {
  for (const [what, lie] of [
    ['that it is another', { metadata: { issuer: 'https://id.example.org' } }],
    ['in an answer of 1 MB', { instead: { part: 'metadata', by: { bytes: 1024 * 1024 } } }],
    ['somewhere else', { instead: { part: 'metadata', by: { location: 'https://id.example.org/' } } }],
    ['that one signs in by HTTP', { metadata: { authorization_endpoint: 'http://id.example.org/authorize' } }],
    ['that one signs in by a script', { metadata: { authorization_endpoint: 'javascript:alert(1)' } }],
  ] as const satisfies readonly (readonly [string, Lies])[]) {
    it(`${what}: nobody is sent there`, async () => {
      await using setting = await open(lie)
      assert.match(await pass(setting), /^\/signin\?problem=outside-(answer|down)$/)
    })
  }

  it('that it asks for the code at an insecure place: it does not get it', async () => {
    await using setting = await open({ metadata: { token_endpoint: 'http://id.example.org/token' } })
    assert.equal(await pass(setting), '/signin?problem=outside-answer')
    assert.match(await setting.desk.lastLine(), /not secure/)
  })
})

describe('an answer', () => {
  for (const part of ['token', 'keys', 'userinfo'] as const) {
    it(`of 1 MB in place of ${part} is not read to its end`, async () => {
      await using setting = await open({ instead: { part, by: { bytes: 1024 * 1024 } } })
      assert.equal(await pass(setting), '/signin?problem=outside-answer')
      assert.match(await setting.desk.lastLine(), /too large/)
    })
    it(`that never comes in place of ${part} is not waited for`, async () => {
      await using setting = await open({ instead: { part, by: 'silence' } })
      assert.equal(await pass(setting), '/signin?problem=outside-down')
    })
    it(`of 500 in place of ${part} is a provider that is down`, async () => {
      await using setting = await open({ instead: { part, by: { status: 500 } } })
      assert.equal(await pass(setting), '/signin?problem=outside-down')
    })
  }
})

describe('a provider that is not there', () => {
  it('is said to be down, and not asked again at once', async () => {
    await using setting = await open({ instead: { part: 'metadata', by: 'silence' } })
    const both = await Promise.all([pass(setting), pass(setting)])
    assert.deepEqual(both, ['/signin?problem=outside-down', '/signin?problem=outside-down'])
    setting.rogue.lies = {}
    assert.equal(await pass(setting), '/signin?problem=outside-down')
    assert.deepEqual(setting.rogue.asked, ['/.well-known/openid-configuration'])
    setting.desk.pass(10_000)
    assert.equal(await pass(setting), '/')
  })

  it('serves on with what is known of it', async () => {
    await using setting = await open()
    assert.equal(await pass(setting), '/')
    setting.rogue.lies = { instead: { part: 'metadata', by: { status: 500 } } }
    setting.desk.pass(2 * 60 * 60_000)
    assert.equal(await pass(setting), '/')
    setting.desk.pass(25 * 60 * 60_000)
    assert.equal(await pass(setting), '/signin?problem=outside-down')
  })

  it('does not get what was begun with another', async () => {
    await using setting = await open()
    await using other = await Rogue.open()
    const browser = new Visitor()
    const back = setting.rogue.back((await setting.desk.begin({}, browser)).location)
    await setting.desk.set({ issuer: other.issuer, welcome: 'member' })
    assert.equal((await setting.desk.finish(back, browser)).location, '/signin?problem=outside-late')
    assert.deepEqual(other.asked, [])
  })

  it('is asked anew once it is changed', async () => {
    await using setting = await open()
    assert.equal(await pass(setting), '/')
    await setting.desk.set({ issuer: setting.rogue.issuer, welcome: 'member', client_id: 'another' })
    assert.equal(await pass(setting), '/signin?problem=outside-answer')
  })
})
