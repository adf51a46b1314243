import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { GroupName } from '../../model/person.ts'
import { consoleOrigin, Desk, school, Visitor } from './desk.testbed.ts'

const issuer = 'https://id.example.org'

describe('the providers that there are', () => {
  it('are shown without their secrets, with the address that the provider must be told', async () => {
    await using desk = await Desk.open(issuer)
    const [view] = await desk.outside.providers.list(consoleOrigin)
    assert.ok(view)
    assert.equal(view.secret, true)
    assert.equal(view.callback, 'http://berth.localhost:8080/signin/outside/school/callback')
    assert.ok(!JSON.stringify(view).includes('forty letters'))
  })

  it('keep their secret when it is not given again, and lose it when it is empty', async () => {
    await using desk = await Desk.open(issuer)
    const { providers } = desk.outside
    const body = { label: 'School', issuer, client_id: 'berth' }
    assert.equal((await providers.put(school, body, consoleOrigin)).secret, true)
    assert.equal((await providers.put(school, { ...body, client_secret: '' }, consoleOrigin)).secret, false)
    assert.equal((await providers.put(school, body, consoleOrigin)).secret, false)
  })

  it('have it sealed on the disk', async () => {
    await using desk = await Desk.open(issuer)
    const sealed = (await desk.house.db.secrets.get('outside:school')) ?? ''
    assert.ok(sealed.length > 40 && !Buffer.from(sealed, 'base64').includes('forty letters'))
  })

  it('do not hand it on to another issuer', async () => {
    await using desk = await Desk.open(issuer)
    const { providers } = desk.outside
    const moved = { label: 'School', issuer: 'https://id.example.net', client_id: 'berth' }
    await assert.rejects(providers.put(school, moved, consoleOrigin), { code: 'invalid' })
    assert.equal((await providers.list(consoleOrigin))[0]?.issuer, issuer)
    assert.equal((await providers.put(school, { ...moved, client_secret: 'its own' }, consoleOrigin)).issuer, moved.issuer)
  })

  it('make the groups that their map names', async () => {
    await using desk = await Desk.open(issuer, { group_map: { Lehrer: GroupName.parse('teachers') } })
    assert.deepEqual(await desk.house.db.groups.all(), ['teachers'])
  })

  it('once removed are no way in, and leave no secret', async () => {
    await using desk = await Desk.open(issuer)
    await desk.outside.providers.remove(school)
    assert.equal(await desk.house.db.secrets.get('outside:school'), undefined)
    assert.equal((await desk.begin({}, new Visitor())).location, '/signin?problem=outside-gone')
    await assert.rejects(desk.outside.providers.remove(school), { code: 'not-found' })
  })
})
