import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as client from 'openid-client'
import { asked, callback, SampleApp } from './app.testbed.ts'
import { Browser } from './browser.testbed.ts'
import { notes, ProviderHouse } from './provider.testbed.ts'

/** A house with Ada signed in, an app that knows its client, and her browser. */
async function begun(): Promise<{ house: ProviderHouse; app: SampleApp; browser: Browser } & AsyncDisposable> {
  const house = await ProviderHouse.open()
  await house.person('ada', 'Ada', 'member')
  await house.signIn('s1', 'ada')
  const app = await SampleApp.install(house)
  const browser = new Browser(house.origin)
  browser.as('s1')
  return { house, app, browser, [Symbol.asyncDispose]: async () => await house[Symbol.asyncDispose]() }
}

describe('what the provider refuses', () => {
  for (const uri of [
    'http://evil.example/auth/callback',
    'http://notes.localhost:8080/auth/callback/more',
    'http://notes.localhost:8080/auth/callback?x=1',
    'http://notes.localhost:8080/AUTH/callback',
    'http://notes.localhost:8080/auth/../auth/callback',
    'http://notes.localhost:8080@evil.example/auth/callback',
    'http://notes.localhost:8081/auth/callback',
    'http://other.localhost:8080/auth/callback',
    'https://notes.localhost:8080/auth/callback',
    'http://6.6.6.6:9001/auth/callback',
    'javascript:alert(1)',
  ]) {
    it(`to answer at ${uri}`, async () => {
      await using scene = await begun()
      const { url, status, text } = await scene.browser.visit(await scene.app.address({ redirect_uri: uri }))
      assert.equal(url.origin, scene.house.origin, 'the browser stays here')
      assert.equal(status, 400)
      assert.doesNotMatch(text, /<script|code=/)
    })
  }

  for (const [what, more, error] of [
    ['no PKCE', { code_challenge: '', code_challenge_method: '' }, 'invalid_request'],
    ['plain PKCE', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['tokens in the address', { response_type: 'id_token token' }, 'unsupported_response_type'],
    ['a scope beyond its own', { scope: 'openid email' }, 'invalid_scope'],
    ['an unsigned request object', { request: 'eyJhbGciOiJub25lIn0.eyJjbGllbnRfaWQiOiJub3RlcyJ9.' }, 'request_not_supported'],
  ] as const) {
    it(what, async () => {
      await using scene = await begun()
      const { url } = await scene.browser.visit(await scene.app.address(more))
      assert.equal(url.origin + url.pathname, callback)
      assert.equal(url.searchParams.get('error') ?? new URLSearchParams(url.hash.slice(1)).get('error'), error)
    })
  }

  it('a code twice: the second try ends what the first one gave', async () => {
    await using scene = await begun()
    const { url } = await scene.browser.visit(await scene.app.address())
    const tokens = await scene.app.redeem(url)
    await refused(scene.app.redeem(url), 'invalid_grant')
    await refused(client.refreshTokenGrant(scene.app.config, tokens.refresh_token ?? ''), 'invalid_grant')
  })

  it('a code with another verifier, another secret, or from another app', async () => {
    await using scene = await begun()
    const other = await SampleApp.with(`${scene.house.origin}/oidc`, 'notes', 'not-the-secret')
    const code = async (): Promise<URL> => (await scene.browser.visit(await scene.app.address())).url
    const redeem = async (by: SampleApp, verifier: string): Promise<unknown> =>
      await client.authorizationCodeGrant(by.config, await code(), { pkceCodeVerifier: verifier, expectedState: scene.app.state, expectedNonce: scene.app.nonce })
    await refused(redeem(scene.app, other.verifier), 'invalid_grant')
    await refused(redeem(other, scene.app.verifier), 'invalid_client')
    const nobody = await SampleApp.with(`${scene.house.origin}/oidc`, 'notes', '')
    await refused(redeem(nobody, scene.app.verifier), 'invalid_client')
  })

  it('an app that is not there, or was removed', async () => {
    await using scene = await begun()
    const address = await scene.app.address()
    for (const id of ['wiki', '', 'NOTES', '../notes', '__proto__']) {
      const page = await scene.browser.visit(address.replace('client_id=notes', `client_id=${encodeURIComponent(id)}`))
      assert.equal(page.status, 400, id)
    }
    await scene.house.provider.drop(notes)
    assert.equal((await scene.browser.visit(address)).status, 400)
  })

  it('a sign-in that was begun in another browser, and one with changed cookies', async () => {
    await using scene = await begun()
    const stranger = new Browser(scene.house.origin)
    const { url } = await stranger.visit(await scene.app.address())
    const next = url.searchParams.get('next') ?? ''
    assert.equal((await scene.browser.visit(next)).status, 400, 'Ada’s browser did not begin it')
    stranger.tamper()
    stranger.as('s1')
    assert.equal((await stranger.visit(next)).status, 400)
  })

  it('to lead anywhere but to the app after signing out of it', async () => {
    await using scene = await begun()
    const { id_token: hint = '' } = await scene.app.signIn(scene.browser)
    for (const to of ['http://evil.example/', 'http://notes.localhost:8080@evil.example/', 'javascript:alert(1)', '//evil.example']) {
      const out = `${scene.house.origin}/oidc/session/end?${new URLSearchParams({ id_token_hint: hint, post_logout_redirect_uri: to }).toString()}`
      const page = await scene.browser.visit(out)
      assert.deepEqual([page.url.origin, page.status], [scene.house.origin, 400], to)
    }
    const bare = await scene.browser.visit(`${scene.house.origin}/oidc/session/end?post_logout_redirect_uri=http://evil.example/`)
    assert.equal(bare.url.href, `${scene.house.origin}/`)
  })

  it('pages of other sites that ask with a browser: only the app’s own origin may read an answer', async () => {
    await using scene = await begun()
    const ask = async (origin: string): Promise<Response> => {
      const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: 'x', client_id: 'notes' })
      return await fetch(`${scene.house.origin}/oidc/token`, { method: 'POST', body, headers: { origin } })
    }
    await scene.house.provider.admit(notes, { ...asked, public_client: true })
    assert.equal((await ask('http://notes.localhost:8080')).headers.get('access-control-allow-origin'), 'http://notes.localhost:8080')
    assert.equal((await ask('http://evil.example')).headers.get('access-control-allow-origin'), null)
  })

  it('bodies that are no requests, in one clear word', async () => {
    await using scene = await begun()
    for (const body of ['', '%', 'grant_type=', 'grant_type=password&username=ada&password=x', 'a'.repeat(200_000), 'grant_type=authorization_code&grant_type=refresh_token']) {
      const answer = await fetch(`${scene.house.origin}/oidc/token`, { method: 'POST', body, headers: { 'content-type': 'application/x-www-form-urlencoded' } })
      assert.ok(answer.status >= 400 && answer.status < 500, `${body.slice(0, 20)}: ${answer.status}`)
      assert.doesNotMatch(await answer.text(), /at .*\.js/)
    }
  })
})

async function refused(asking: Promise<unknown>, code: string): Promise<void> {
  await assert.rejects(asking, (error: unknown) => error instanceof client.ResponseBodyError && error.error === code)
}
