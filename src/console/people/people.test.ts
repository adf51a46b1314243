import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DeviceView } from '../../model/device.ts'
import { DeviceId } from '../../model/device.ts'
import { OutsideView } from '../../model/outside.ts'
import { GroupName, PersonId } from '../../model/person.ts'
import type { Access, Policy } from '../../model/policy.ts'
import { accessOf, kindsBeside, nobody } from './audience.ts'
import { appsForDevices, appsNaming } from './naming.ts'
import { bodyOf, idFrom, letsAnybodyIn, typedOf } from './outsideform.ts'
import { isSelfPaired, leftUntil, newcomers, spoken } from './pairing.ts'
import { audienceWords } from './words.ts'

const ben = PersonId.parse('ben1')
const family = GroupName.parse('family')
const tablet = DeviceId.parse('tablet1')
const everyone = { people: [{ id: ben, name: 'Ben', role: 'member' as const, groups: [] }], groups: [{ name: family }], devices: [{ id: tablet, name: 'Tablet 1' }] }

describe('an audience in words', () => {
  const named: Access = { people: [ben, PersonId.parse('gone1')], groups: [family], devices: [tablet] }
  const cases: readonly (readonly [Access, boolean, string])[] = [
    ['public', false, 'Everybody'],
    [named, true, 'Ben, removed, group family, Tablet 1'],
    [named, false, '2 people, 1 group, 1 device'],
    [nobody, true, 'Nobody but owner and admins'],
    [nobody, false, 'Nobody but owner and admins'],
  ]
  for (const [access, isKnown, words] of cases) it(words, () => assert.equal(isKnown ? audienceWords(access, everyone) : audienceWords(access), words))
})

describe('choosing who', () => {
  it('begins with nobody, and keeps who was named', () => {
    assert.deepEqual(accessOf('named', 'members'), nobody)
    const named = { ...nobody, people: [ben] }
    assert.equal(accessOf('named', named), named)
    assert.equal(accessOf('private', named), 'private')
  })

  it('offers other machines only where they were meant', () => {
    assert.equal(kindsBeside('members').includes('peer'), false)
    assert.ok(kindsBeside('peer').includes('peer'))
  })
})

describe('which apps mean somebody', () => {
  const app = (title: string, policy: Policy) => ({ title, policy })
  const apps = [
    app('Notes', { access: 'private', paths: { '/a': { ...nobody, groups: [family] } } }),
    app('Wiki', { access: 'devices', paths: {} }),
    app('Files', { access: { ...nobody, people: [ben] }, paths: { '/x': 'devices' } }),
  ]
  it('by name, in the whole or in a part', () => {
    assert.deepEqual(appsNaming(apps, 'groups', family), ['Notes'])
    assert.deepEqual(appsNaming(apps, 'people', ben), ['Files'])
    assert.deepEqual(appsNaming(apps, 'devices', tablet), [])
    assert.deepEqual(appsForDevices(apps), ['Wiki', 'Files'])
  })
})

describe('pairing', () => {
  it('reads out a code in two halves, and how long it is good', () => {
    assert.equal(spoken('482913'), '482 913')
    const now = Date.parse('2026-01-01T12:00:00.000Z')
    assert.equal(leftUntil('2026-01-01T12:09:05.000Z', now), '9:05')
    assert.equal(leftUntil('2026-01-01T11:00:00.000Z', now), '0:00')
  })

  it('knows who came by themselves, and who came since', () => {
    const device = DeviceView.parse({ id: 'tablet1', name: 'Tablet 1', agent: 'Chrome', created: '', seen: '', by: 'open mode' })
    assert.ok(isSelfPaired(device))
    assert.equal(isSelfPaired({ by: 'Ada' }), false)
    assert.deepEqual(newcomers(new Set(['other']), [device]), ['Tablet 1'])
    assert.deepEqual(newcomers(new Set(['tablet1']), [device]), [])
  })
})

describe('a provider outside, as it is typed', () => {
  const view = OutsideView.parse({
    id: 'school',
    label: 'School',
    issuer: 'https://login.example',
    client_id: 'berth',
    welcome: 'guest',
    domains: ['a.example', 'b.example'],
    groups: ['staff'],
    group_map: { 'cn=7b': family },
    secret: true,
    callback: 'https://x/callback',
  })

  it('comes back as it was, without its secret', () => {
    const { id: _id, secret: _secret, callback: _callback, ...config } = view
    assert.deepEqual(bodyOf(typedOf(view)), config)
  })

  it('takes lists with commas or lines, with @ before a domain, and sends a secret only when one is typed', () => {
    const body = bodyOf({ ...typedOf(undefined), label: ' School ', domains: '@Example.org,, b.example ', groups: 'a b\nc', secret: ' s' })
    assert.deepEqual([body?.label, body?.domains, body?.groups, body?.client_secret, body?.welcome], ['School', ['example.org', 'b.example'], ['a b', 'c'], ' s', null])
  })

  it('sends nothing while the map of groups is not one', () => {
    assert.equal(bodyOf({ ...typedOf(view), map: 'a = family\nb' }), undefined)
    assert.deepEqual(bodyOf({ ...typedOf(view), map: '\n a=b = Family \n' })?.group_map, { 'a=b': 'family' })
  })

  it('tells when anybody at all could come', () => {
    assert.equal(letsAnybodyIn(typedOf(view)), false)
    assert.ok(letsAnybodyIn({ ...typedOf(view), domains: ' ', groups: '' }))
    assert.equal(letsAnybodyIn({ ...typedOf(view), domains: '', groups: '', welcome: 'nobody' }), false)
  })

  it('gets a short name from the name on its button', () => {
    assert.equal(idFrom('Schule am Größen Weg, Süd'), 'schule-am-gro-en-weg')
    assert.equal(idFrom('…'), '')
  })
})
