import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { PersonId } from '../../model/person.ts'
import { Desk } from './desk.testbed.ts'

const issuer = 'https://id.example.org'
const owner = PersonId.parse('owner')

async function newcomer({ house: { access, db } }: Desk): Promise<PersonId> {
  const { id } = await db.tx(async (t) => await access.people.create(t, { name: 'Ben', role: 'guest', groups: [] }))
  await db.identities.insert({ issuer, subject: '1', person: id, name: 'ben@school.example' })
  return id
}

describe('one’s own accounts outside', () => {
  it('are listed by the provider’s name and one’s own there; another’s are not', async () => {
    await using desk = await Desk.open(issuer)
    const ben = await newcomer(desk)
    assert.deepEqual(
      (await desk.outside.ways.list(ben)).map(({ label, name }) => [label, name]),
      [['The school', 'ben@school.example']],
    )
    assert.deepEqual(await desk.outside.ways.list(owner), [])
  })

  it('are removed, by nobody else, and not the last way in', async () => {
    await using desk = await Desk.open(issuer)
    const ben = await newcomer(desk)
    const [{ id } = { id: '' }] = await desk.outside.ways.list(ben)
    await assert.rejects(desk.outside.ways.remove(owner, id), { code: 'not-found' })
    await assert.rejects(desk.outside.ways.remove(ben, id), { code: 'last-way' })
    await desk.house.db.people.setPassword(ben, 'a hash')
    assert.equal((await desk.outside.ways.remove(ben, id)).label, 'The school')
    assert.deepEqual(await desk.outside.ways.list(ben), [])
  })

  it('of a provider that is not offered any more are no other way in', async () => {
    await using desk = await Desk.open(issuer)
    const ben = await newcomer(desk)
    await desk.house.db.identities.insert({ issuer: 'https://gone.example.org', subject: '1', person: ben, name: 'ben' })
    const ways = await desk.outside.ways.list(ben)
    assert.deepEqual(ways.map(({ label }) => label).sort(), ['The school', 'gone.example.org'])
    const [school, gone] = ['The school', 'gone.example.org'].map((label) => ways.find((way) => way.label === label)?.id ?? '')
    await assert.rejects(desk.outside.ways.remove(ben, school ?? ''), { code: 'last-way' })
    assert.equal((await desk.outside.ways.remove(ben, gone ?? '')).label, 'gone.example.org')
  })
})
