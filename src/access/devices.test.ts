import assert from 'node:assert/strict'
import { test } from 'node:test'
import { InstanceName } from '../model/names.ts'
import { Problem } from '../model/problem.ts'
import { sampleSpec } from '../localdb/sample.ts'
import { cookieOf, facts, House } from './house.testbed.ts'

const is =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof Problem && error.code === code
const day = 24 * 60 * 60_000

/** Other than the code, whatever that is. */
const wrong = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0')

test('six digits let one device in, which is somebody from then on', async () => {
  await using house = await House.open()
  await house.claim()
  const { code } = house.access.pairing.open('Ada', {})
  assert.match(code, /^\d{6}$/)
  const { me, cookie } = await house.access.pair({ code: `${code.slice(0, 3)} ${code.slice(3)}`, name: 'Tablet' }, facts())
  assert.deepEqual([me.kind, me.name, me.role, me.may.includes('people.read')], ['device', 'Tablet', null, false])
  const device = await house.access.who(facts({ cookie: cookieOf({ cookie }) }))
  assert.equal(device.kind, 'device')
  await assert.rejects(house.access.pair({ code, name: 'Second' }, facts()), is('pairing-code'))
  const [view] = await house.access.devices.list()
  assert.deepEqual([view?.name, view?.by], ['Tablet', 'Ada'])
  house.pass(399 * day)
  assert.equal((await house.access.who(facts({ cookie: cookieOf({ cookie }) }))).kind, 'device')
  await house.access.devices.remove(view?.id ?? assert.fail())
  assert.equal((await house.access.who(facts({ cookie: cookieOf({ cookie }) }))).kind, 'anonymous')
})

test('whoever signs in on a paired device and out again leaves it paired', async () => {
  await using house = await House.open()
  const owners = await house.claim()
  const { code } = house.access.pairing.open('Ada', {})
  const device = cookieOf(await house.access.pair({ code, name: 'Tablet' }, facts()))
  const both = facts({ cookie: `${device}; ${owners}` })
  const ada = await house.access.who(both)
  assert.equal(ada.kind, 'person')
  assert.match(await house.access.signOut(ada, facts()), /^berth-session=;/)
  assert.equal((await house.access.who(both)).kind, 'device')
  assert.match(await house.access.signOut(await house.access.who(both), facts()), /^berth-device=;/)
  assert.equal((await house.access.who(both)).kind, 'anonymous')
})

test('a code expires, ends with the next one, and after ten wrong tries from wherever', async () => {
  await using house = await House.open()
  await house.claim()
  const { pairing } = house.access
  const first = pairing.open('Ada', { minutes: 10 })
  house.pass(10 * 60_000)
  await assert.rejects(house.access.pair({ code: first.code, name: 'T' }, facts()), is('pairing-code'))
  const second = pairing.open('Ada', {})
  const third = pairing.open('Ada', {})
  if (second.code !== third.code) await assert.rejects(house.access.pair({ code: second.code, name: 'T' }, facts()), is('pairing-code'))
  const fourth = pairing.open('Ada', { minutes: 60 })
  for (let time = 0; time < 10; time++) await assert.rejects(house.access.pair({ code: wrong(fourth.code), name: 'T' }, facts({ from: `10.0.0.${time}` })), is('pairing-code'))
  await assert.rejects(house.access.pair({ code: fourth.code, name: 'T' }, facts({ from: '10.0.1.1' })), is('pairing-code'))
  assert.equal(pairing.current(), null)
})

test('a code for many lets a room in; devices are told apart by name', async () => {
  await using house = await House.open()
  await house.claim()
  const { code } = house.access.pairing.open('Ada', { many: true })
  for (let time = 0; time < 3; time++) await house.access.pair({ code, name: 'Tablet' }, facts())
  const devices = await house.access.devices.list()
  assert.deepEqual(
    devices.map(({ name }) => name),
    ['Tablet', 'Tablet 2', 'Tablet 3'],
  )
  await assert.rejects(house.access.devices.rename(devices[0]?.id ?? assert.fail(), 'tablet 2'), is('conflict'))
  await house.access.devices.rename(devices[0]?.id ?? assert.fail(), 'Front row')
})

test('without a code only in open mode, which is chosen at the claim and can be taken back', async () => {
  await using house = await House.open()
  const code = (await house.access.claimCode()) ?? ''
  await house.access.claim({ code, name: 'Ada', password: 'correct horse battery', open: true }, facts())
  assert.deepEqual(await house.access.opening.get(), { visitors: true, pairing: true, disks: true })
  assert.equal((await house.access.crowd.now()).open, true)
  assert.equal((await house.access.pair({ name: 'Tablet' }, facts())).me.kind, 'device')
  assert.equal((await house.access.devices.list())[0]?.by, 'open mode')
  await house.access.opening.set({ visitors: false, pairing: false, disks: false })
  await assert.rejects(house.access.pair({ name: 'Tablet' }, facts()), is('pairing-code'))
  assert.equal((await house.access.crowd.now()).open, false)
})

test('a shared link stands in the crowd until it ends or is taken back', async () => {
  await using house = await House.open()
  await house.claim()
  await house.db.specs.insert(sampleSpec('photos'))
  const photos = InstanceName.parse('photos')
  const link = await house.access.links.add(photos, 'Ada', { label: 'For granny', path: '/album', hours: 24 })
  const links = async (): Promise<unknown[]> => (await house.access.crowd.now()).sessions.filter(({ of }) => of.kind === 'link')
  assert.deepEqual(await links(), [{ id: `link-${link.id}`, of: { kind: 'link', instance: 'photos', path: '/album', expires: Date.parse(link.expires) / 1000 } }])
  await assert.rejects(house.access.links.revoke(InstanceName.parse('wiki'), link.id), is('not-found'))
  house.pass(day)
  assert.deepEqual(await links(), [])
  const other = await house.access.links.add(photos, 'Ada', { label: 'x' })
  await house.access.links.revoke(photos, other.id)
  assert.deepEqual(await links(), [])
})
