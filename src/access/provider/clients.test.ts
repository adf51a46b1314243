import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { originsOf } from './addresses.ts'
import { asked } from './app.testbed.ts'
import { notes, ProviderHouse } from './provider.testbed.ts'

const front = { console: 'http://berth.lan', domain: 'lan', lan: null, http: 80, https: null, hosts: ['192.168.1.5', 'fd00::5'] }

describe('where an app answers', () => {
  for (const [what, more, origins] of [
    ['by name and by port', {}, ['http://notes.lan', 'http://192.168.1.5:8101', 'http://[fd00::5]:8101']],
    ['at another port', { http: 8080, hosts: [] }, ['http://notes.lan:8080']],
    ['by HTTPS too', { https: 443, hosts: ['10.0.0.2'] }, ['http://notes.lan', 'https://notes.lan', 'http://10.0.0.2:8101', 'https://10.0.0.2:8101']],
    ['on the LAN too', { lan: 'harbour', hosts: [] }, ['http://notes.lan', 'http://notes-harbour.local']],
    ['before the gateway has said its port', { http: null, hosts: [] }, ['http://notes.lan']],
  ] as const) {
    it(what, () => assert.deepEqual(originsOf({ ...front, ...more }, 'notes', [8101]), origins))
  }
})

describe('the clients of the provider', () => {
  it('an app may be answered at the paths it names, on its own origins, whatever host it wrote', async () => {
    await using house = await ProviderHouse.open()
    await house.provider.admit(notes, { ...asked, redirect_uris: ['/cb', 'https://{{ portal.domain }}/other/cb', 'http://evil.example/cb'] })
    const { redirect_uris: uris = [] } = (await house.metadata()) ?? {}
    assert.ok(uris.includes('http://notes.localhost:8080/cb') && uris.includes('http://notes.localhost:8080/other/cb') && uris.includes('http://192.168.1.5:9001/cb'))
    const hosts = new Set(uris.map((uri) => new URL(uri).hostname))
    assert.deepEqual([...hosts], ['notes.localhost', '192.168.1.5'])
  })

  it('its secret stays the same from version to version, and the paths of the version before stay good', async () => {
    await using house = await ProviderHouse.open()
    const one = await house.provider.admit(notes, asked)
    const two = await house.provider.admit(notes, { ...asked, redirect_uris: ['/new/callback'] })
    assert.equal(one.clientSecret, two.clientSecret)
    assert.ok(one.clientSecret.length >= 43)
    const uris = (await house.metadata())?.redirect_uris ?? []
    assert.ok(uris.some((uri) => uri.endsWith('/new/callback')) && uris.some((uri) => uri.endsWith('/auth/callback')))
  })

  it('it goes with the instance: no client, no secret, and a new secret the next time', async () => {
    await using house = await ProviderHouse.open()
    const { clientSecret } = await house.provider.admit(notes, asked)
    assert.equal(await house.provider.isUsed(), true)
    await house.provider.drop(notes)
    assert.equal(await house.provider.isUsed(), false)
    assert.equal(await house.metadata(), undefined)
    assert.deepEqual([...(await house.db.secrets.all()).keys()], [])
    assert.notEqual((await house.provider.admit(notes, asked)).clientSecret, clientSecret)
  })

  it('who was told another authority than there is now is told again', async () => {
    await using house = await ProviderHouse.open()
    await house.provider.admit(notes, asked)
    assert.deepEqual(await house.provider.outdated(), [])
    house.authority = 'a certificate'
    assert.deepEqual(await house.provider.outdated(), ['notes'])
    assert.equal((await house.provider.admit(notes, asked)).authority, 'a certificate')
    assert.deepEqual(await house.provider.outdated(), [])
  })

  it('a scope that there is not is left out, and a client in the browser has no secret', async () => {
    await using house = await ProviderHouse.open()
    const { clientSecret } = await house.provider.admit(notes, { ...asked, public_client: true, scope: 'profile everything' })
    assert.equal(clientSecret, '')
    assert.partialDeepStrictEqual(await house.metadata(), { scope: 'openid profile', token_endpoint_auth_method: 'none' })
  })
})
