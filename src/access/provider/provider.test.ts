import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as client from 'openid-client'
import { asked, callback, SampleApp } from './app.testbed.ts'
import { Browser } from './browser.testbed.ts'
import { notes, ProviderHouse } from './provider.testbed.ts'

describe('Berth as OpenID provider for its own apps', () => {
  it('whoever is signed in at the console comes back to the app at once, as who they are', async () => {
    await using house = await ProviderHouse.open()
    await house.person('ada', 'Ada Lovelace', 'member', ['choir', 'family'])
    await house.signIn('s1', 'ada')
    const app = await SampleApp.install(house)
    const browser = new Browser(house.origin)
    browser.as('s1')
    const tokens = await app.signIn(browser)
    const claims = tokens.claims()
    assert.partialDeepStrictEqual(claims, {
      iss: `${house.origin}/oidc`,
      aud: 'notes',
      sub: 'ada',
      name: 'Ada Lovelace',
      preferred_username: 'Ada Lovelace',
      role: 'member',
      groups: ['choir', 'family'],
    })
    assert.equal(claims && 'email' in claims, false)
    const told = await client.fetchUserInfo(app.config, tokens.access_token, 'ada')
    assert.deepEqual(told['groups'], ['choir', 'family'])
    assert.deepEqual(house.audit, ['Ada Lovelace | sign in to app | notes | ok'])
    assert.ok(
      browser.cookies.every((name) => name.startsWith('berth-')),
      'the gateway keeps them from apps by this name',
    )
    assert.ok(browser.cookies.length > 0)
  })

  it('a stranger signs in at the console first, and then is who they are', async () => {
    await using house = await ProviderHouse.open()
    await house.person('ada', 'Ada', 'member')
    const app = await SampleApp.install(house)
    const browser = new Browser(house.origin)
    const { url } = await browser.visit(await app.address())
    assert.equal(url.pathname, '/signin')
    const next = url.searchParams.get('next') ?? ''
    assert.match(next, /^\/oidc\/interaction\/[\w-]+$/)
    await house.signIn('s1', 'ada')
    browser.as('s1')
    const tokens = await app.redeem((await browser.visit(next)).url)
    assert.equal(tokens.claims()?.sub, 'ada')
  })

  it('a device, a person who may not use the app, and a stranger asked without a page are refused, and the app is told', async () => {
    await using house = await ProviderHouse.open()
    await house.person('gus', 'Gus', 'guest')
    await house.signIn('s2', 'gus')
    const app = await SampleApp.install(house)
    for (const [session, more, error] of [
      ['tablet', {}, 'access_denied'],
      ['s2', {}, 'access_denied'],
      [undefined, { prompt: 'none' }, 'login_required'],
    ] as const) {
      const browser = new Browser(house.origin)
      browser.as(session)
      const { url } = await browser.visit(await app.address(more))
      assert.equal(url.origin + url.pathname, callback)
      assert.equal(url.searchParams.get('error'), error)
      assert.equal(url.searchParams.has('code'), false)
    }
    assert.deepEqual(house.audit, ['Tablet | sign in to app | notes | access_denied', 'Gus | sign in to app | notes | access_denied'])
  })

  it('when the sign-in ends, what the app was given ends with it; other sign-ins keep theirs', async () => {
    await using house = await ProviderHouse.open()
    await house.person('ada', 'Ada', 'member')
    for (const session of ['s1', 's2']) await house.signIn(session, 'ada')
    const app = await SampleApp.install(house)
    const [one, two] = await Promise.all(['s1', 's2'].map(async (session) => await signedIn(house, app, session)))
    assert.ok(one?.refresh_token && two?.refresh_token)
    const again = await client.refreshTokenGrant(app.config, one.refresh_token)
    await house.signOut('s1')
    await refused(client.refreshTokenGrant(app.config, again.refresh_token ?? one.refresh_token))
    await assert.rejects(client.fetchUserInfo(app.config, one.access_token, 'ada'))
    assert.ok((await client.refreshTokenGrant(app.config, two.refresh_token)).access_token)
  })

  it('whom the app’s policy shuts out later is refused at the next refresh', async () => {
    await using house = await ProviderHouse.open()
    await house.person('ada', 'Ada', 'member')
    await house.signIn('s1', 'ada')
    const app = await SampleApp.install(house)
    const tokens = await signedIn(house, app, 's1')
    await house.db.specs.change(notes, (spec) => ({ ...spec, policy: { access: 'private', paths: {} } }))
    await refused(client.refreshTokenGrant(app.config, tokens.refresh_token ?? ''))
  })

  it('a restart of the engine signs nobody out, and the keys stay', async () => {
    await using house = await ProviderHouse.open()
    await house.person('ada', 'Ada', 'member')
    await house.signIn('s1', 'ada')
    const app = await SampleApp.install(house)
    const tokens = await signedIn(house, app, 's1')
    const before = await (await fetch(`${house.origin}/oidc/jwks`)).text()
    await house.restart()
    assert.equal(await (await fetch(`${house.origin}/oidc/jwks`)).text(), before)
    assert.ok((await client.refreshTokenGrant(app.config, tokens.refresh_token ?? '')).access_token)
    const { keys } = JSON.parse(before) as { keys: object[] }
    assert.deepEqual(keys.map((key) => ('kty' in key ? key.kty : '')).sort(), ['EC', 'RSA'])
    assert.ok(
      keys.every((key) => !('d' in key)),
      'no private part is shown',
    )
  })

  it('signing out of the app ends what it was given, leads back to the app, and leaves the console signed in', async () => {
    await using house = await ProviderHouse.open()
    await house.person('ada', 'Ada', 'member')
    await house.signIn('s1', 'ada')
    const app = await SampleApp.install(house)
    const browser = new Browser(house.origin)
    browser.as('s1')
    const tokens = await app.signIn(browser)
    const out = client.buildEndSessionUrl(app.config, { id_token_hint: tokens.id_token ?? '', post_logout_redirect_uri: 'http://notes.localhost:8080/bye', state: 'x' })
    assert.equal((await browser.visit(out.href)).url.href, 'http://notes.localhost:8080/bye?state=x')
    await refused(client.refreshTokenGrant(app.config, tokens.refresh_token ?? ''))
    assert.equal((await app.signIn(browser)).claims()?.sub, 'ada', 'the console is still signed in')
  })

  it('another person at the same browser is never taken for the one before', async () => {
    await using house = await ProviderHouse.open()
    await house.person('ada', 'Ada', 'member')
    await house.person('bob', 'Bob', 'member')
    await house.signIn('s1', 'ada')
    await house.signIn('s2', 'bob')
    const app = await SampleApp.install(house)
    const browser = new Browser(house.origin)
    browser.as('s1')
    assert.equal((await app.signIn(browser)).claims()?.sub, 'ada')
    browser.as('s2')
    assert.equal((await app.signIn(browser)).claims()?.sub, 'bob')
  })

  it('an app that wants a new sign-in is not given an old one', async () => {
    await using house = await ProviderHouse.open()
    await house.person('ada', 'Ada', 'member')
    await house.signIn('s1', 'ada', '2026-01-01T00:00:00.000Z')
    const app = await SampleApp.install(house)
    const browser = new Browser(house.origin)
    browser.as('s1')
    for (const more of [{ prompt: 'login' }, { max_age: '60' }]) {
      const { url } = await browser.visit(await app.address(more))
      assert.equal(url.searchParams.get('error'), 'login_required')
    }
    const long = await app.redeem((await browser.visit(await app.address({ max_age: '999999999' }))).url)
    assert.equal(long.claims()?.['auth_time'], Date.parse('2026-01-01') / 1000, 'how old it is, the app is told')
    browser.as(undefined)
    const { url } = await browser.visit(await app.address({ prompt: 'login' }))
    await house.signIn('s2', 'ada')
    browser.as('s2')
    assert.ok((await app.redeem((await browser.visit(url.searchParams.get('next') ?? '')).url)).id_token)
  })

  it('nothing is kept that would open anything: codes, tokens and cookies are digests, secrets are sealed', async () => {
    await using house = await ProviderHouse.open()
    await house.person('ada', 'Ada', 'member')
    await house.signIn('s1', 'ada')
    const app = await SampleApp.install(house)
    const { clientSecret } = await house.provider.admit(notes, asked)
    const tokens = await signedIn(house, app, 's1')
    const rows = (await Promise.all(['AccessToken', 'RefreshToken', 'Session', 'Grant', 'Client', 'AuthorizationCode', 'Interaction'].map(async (model) => await house.db.oidc.all(model)))).flat()
    const text = JSON.stringify(rows) + JSON.stringify([...(await house.db.secrets.all())])
    assert.ok(rows.length > 3)
    for (const secret of [tokens.access_token, tokens.refresh_token ?? '', clientSecret]) assert.equal(text.includes(secret), false)
  })
})

async function signedIn(house: ProviderHouse, app: SampleApp, session: string): ReturnType<SampleApp['signIn']> {
  const browser = new Browser(house.origin)
  browser.as(session)
  return await app.signIn(browser)
}

async function refused(asking: Promise<unknown>): Promise<void> {
  await assert.rejects(asking, (error: unknown) => error instanceof client.ResponseBodyError && error.error === 'invalid_grant')
}
