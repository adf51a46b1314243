import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { until } from '../../src/kit/until.ts'
import { Berth } from './berth.ts'
import { claimed, installClub, password } from './club.ts'
import { awaitHttps, visitSecurely } from './secure.ts'
import { Visitor } from './visitor.ts'

describe('an app that signs people in, through the real gateway and from its own container', () => {
  it('is told its client, reaches the issuer by name, and hears who its visitor is; what it got ends with the sign-in', async () => {
    await using berth = await Berth.open()
    await claimed(berth)
    await installClub(berth)
    const ada = new Visitor(berth)
    await ada.signIn('Ada', password)
    const page = await ada.open('club', '/cgi-bin/login')
    assert.partialDeepStrictEqual(JSON.parse(page.text), { sub: 'owner', name: 'Ada', preferred_username: 'Ada', role: 'owner', groups: [] })
    assert.equal((await ada.open('club', '/cgi-bin/refresh')).text.includes('access_token'), true)

    const other = new Visitor(berth)
    await other.signIn('Ada', password)
    await ada.signOut()
    const refused = async (): Promise<true | undefined> => ((await other.open('club', '/cgi-bin/refresh')).text.includes('400') ? true : undefined)
    assert.equal(await until(refused, { deadline: 5000 }), true, 'its refresh token is refused')
  })

  it('the issuer is one whatever name it is asked by, and its client goes with the instance', async () => {
    await using berth = await Berth.open()
    await claimed(berth)
    assert.equal((await berth.visit('berth', '/oidc/.well-known/openid-configuration')).status, 404, 'nobody signs people in yet')
    await installClub(berth)
    const issuer = `http://berth.localhost:${berth.port}/oidc`
    const ada = new Visitor(berth)
    await ada.signIn('Ada', password)
    const inside = JSON.parse((await ada.open('club', '/cgi-bin/issuer')).text) as { issuer: string; token_endpoint: string }
    const outside = JSON.parse((await berth.visitPort(berth.port, '/oidc/.well-known/openid-configuration')).text) as typeof inside
    assert.deepEqual([inside.issuer, inside.token_endpoint, outside.issuer, outside.token_endpoint], [issuer, `${issuer}/token`, issuer, `${issuer}/token`])
    for (let i = 0; i < 12; i++) {
      const foreign = { origin: `http://club.localhost:${berth.port}`, authorization: 'Bearer of-the-app' }
      assert.match((await berth.visit('berth', '/oidc/token', { method: 'POST', body: {}, headers: foreign })).text, /invalid_request/, 'the rules of OpenID count, not those of the API')
    }
    await berth.json('/api/instances/club', { method: 'DELETE' })
    await berth.becomes('club', undefined)
    assert.equal((await berth.visit('berth', '/oidc/auth?client_id=club')).status, 404)
  })

  it('a restart of the engine signs nobody out of the app', async () => {
    await using berth = await Berth.open()
    await claimed(berth)
    await installClub(berth)
    const ada = new Visitor(berth)
    await ada.signIn('Ada', password)
    await ada.open('club', '/cgi-bin/login')
    await berth.killEngine('SIGKILL')
    await berth.start()
    assert.equal((await ada.open('club', '/cgi-bin/refresh')).text.includes('access_token'), true)
  })

  it('is told again when HTTPS begins: another issuer, and the certificate to trust', async () => {
    await using berth = await Berth.open()
    await claimed(berth)
    await installClub(berth, { access: 'public', paths: {} })
    assert.match((await berth.visit('club', '/cgi-bin/issuer')).text, /"issuer":"http:/)
    await berth.json('/api/https', { method: 'PUT', body: { mode: 'lan' } })
    const issuer = `https://berth.localhost:${berth.tlsPort}/oidc`
    const told = async (): Promise<string | undefined> => {
      const { text } = await berth.visit('club', '/cgi-bin/told')
      return text.startsWith(`${issuer}\n`) ? text : undefined
    }
    const text = await until(told, { deadline: 60_000, longest: 500 })
    const authority = (await berth.visit('berth', '/trust/berth.pem')).text
    assert.ok(authority.includes('BEGIN CERTIFICATE'))
    assert.equal(text?.slice(issuer.length).trim(), authority.trim(), await berth.log())
    // A busybox speaks too old a TLS to go on, but it speaks with the gateway.
    assert.match((await berth.visit('club', '/cgi-bin/issuer')).text, /TLS error from peer|"token_endpoint":"https:/)
    assert.match((await visitSecurely(berth, 'berth.localhost', '/oidc/.well-known/openid-configuration', authority)).text, /"token_endpoint":"https:/)
    const sent = await berth.visit('berth', '/oidc/auth?client_id=club')
    assert.equal(sent.headers.location, `${issuer}/auth?client_id=club`, 'who comes by HTTP is sent on')

    const done = async (): Promise<number> => (await berth.jobs()).length
    const before = await done()
    await berth.killEngine('SIGKILL')
    await berth.start()
    await awaitHttps(berth, ({ url }) => url !== null)
    await berth.json('/api/https/renew', { method: 'POST' })
    assert.equal((await berth.visit('club', '/cgi-bin/told')).text, text)
    assert.equal(await done(), before, 'a restart tells nobody what they know')
  })
})
