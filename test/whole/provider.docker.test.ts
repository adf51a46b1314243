import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { until } from '../../src/kit/until.ts'
import { Berth } from './berth.ts'
import { claimed, installClub, password } from './club.ts'
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
})
