import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DeviceId } from '../../model/device.ts'
import { GroupName, PersonId } from '../../model/person.ts'
import type { Policy } from '../../model/policy.ts'
import { anonymous } from '../../model/visitor.ts'
import type { Visitor } from '../../model/visitor.ts'
import { faultInPath, isSamePolicy, madePublic, plainPath, rulesOf, withoutRule, withRule } from './accessdraft.ts'
import { pathOf, previewOf } from './accesspreview.ts'
import { candidatesFor } from './visitors.ts'

const ben = PersonId.parse('ben1')
const tablet = DeviceId.parse('tablet1')
const family = GroupName.parse('family')
const session = 's1'
const named = { people: [ben], groups: [family], devices: [] }
const policy: Policy = { access: 'members', paths: { '/share': 'public', '/admin': 'private', '/admin/album': named } }

function person(role: 'owner' | 'admin' | 'member' | 'guest', groups: readonly (typeof family)[] = []): Visitor {
  return { kind: 'person', session, id: PersonId.parse('x'), name: 'X', role, groups }
}

describe('a policy that is being changed', () => {
  it('shows its rules in the order in which they count', () => {
    assert.deepEqual(
      rulesOf(policy).map(({ path }) => path),
      ['/admin/album', '/admin', '/share'],
    )
  })

  it('is the same again when a rule comes and goes, in whatever order names stand', () => {
    const changed = withRule(policy, { path: '/new', access: 'public' })
    assert.equal(isSamePolicy(changed, policy), false)
    assert.ok(isSamePolicy(withoutRule(changed, '/new'), policy))
    const other = { ...named, groups: [family, GroupName.parse('class 7b')] }
    assert.ok(isSamePolicy(withRule(policy, { path: '/a', access: other }), withRule(policy, { path: '/a', access: { ...other, groups: other.groups.toReversed() } })))
  })

  const openings: readonly (readonly [string, Policy, Policy, readonly string[]])[] = [
    ['the app itself', policy, { ...policy, access: 'public' }, ['']],
    ['a rule that becomes public', policy, withRule(policy, { path: '/admin', access: 'public' }), ['/admin']],
    ['a new public rule', policy, withRule(policy, { path: '/new', access: 'public' }), ['/new']],
    ['a rule that no longer stands before a public app', { ...policy, access: 'public' }, withoutRule({ ...policy, access: 'public' }, '/admin'), ['/admin']],
    ['nothing where it was public already', policy, withRule(policy, { path: '/admin', access: 'members' }), []],
    ['nothing where a public rule stands in a public app', { access: 'public', paths: {} }, { access: 'public', paths: { '/x': 'public' } }, []],
  ]
  for (const [what, before, after, opened] of openings) it(`opens ${what}`, () => assert.deepEqual(madePublic(before, after), opened))
})

describe('the path of a new rule', () => {
  const cases = [
    ['/admin', 'double'],
    ['/admin/', 'double'],
    ['', undefined],
    ['admin', 'shape'],
    ['/a b', 'shape'],
    ['/a?b', 'shape'],
    ['/', 'root'],
    ['///', 'root'],
    ['/a//b', 'odd'],
    ['/a/../b', 'odd'],
    ['/a%2fb', 'odd'],
    ['/a%20b', 'odd'],
    ['/new', undefined],
    ['/größe', undefined],
    ['/a[1]/b', undefined],
  ] as const
  for (const [typed, fault] of cases) it(`${typed || 'nothing'}: ${fault ?? 'good'}`, () => assert.equal(faultInPath(typed, policy), fault))

  it('is kept without the slash at its end', () => assert.equal(plainPath(' /admin/ '), '/admin'))
})

describe('what somebody would meet', () => {
  const cases: readonly (readonly [string, Visitor, string, string | undefined, string?])[] = [
    ['a stranger at the app', anonymous, '/', 'sign-in rule '],
    ['a stranger at what is public', anonymous, '/share/x', 'allow rule /share'],
    ['a member at the app', person('member'), '/', 'allow rule '],
    ['a member below /admin', person('member'), '/admin/x', 'deny rule /admin'],
    ['the owner below /admin', person('owner'), '/admin/x', 'allow role /admin'],
    ['the owner where members may', person('owner'), '/', 'allow rule '],
    ['a guest of the group', person('guest', [family]), '/admin/album', 'allow rule /admin/album'],
    ['a guest of no group', person('guest'), '/admin/album', 'deny rule /admin/album'],
    ['a link at its path', { kind: 'link', session, instance: 'notes', path: '/admin' }, '/admin/x', 'allow link /admin'],
    ['a link elsewhere', { kind: 'link', session, instance: 'notes', path: '/admin' }, '/', 'sign-in rule '],
    ['a parameter that some servers cut off', person('member'), '/admin;x/y', 'deny rule /admin'],
    ['other capitals where some apps make no difference', person('member'), '/Admin/x', 'deny rule /admin'],
    ['a path of two meanings', person('owner'), '/a%2fb', undefined],
  ]
  for (const [what, visitor, path, expected] of cases) {
    it(`${what}: ${expected ?? 'refused'}`, () => {
      const preview = previewOf(policy, visitor, path, false)
      assert.equal(preview && `${preview.decision} ${preview.because} ${preview.prefix}`, expected)
    })
  }

  it('in open mode a stranger counts as a paired device, and that is said', () => {
    const devices: Policy = { access: 'devices', paths: {} }
    assert.equal(previewOf(devices, anonymous, '/', true)?.because, 'open')
    assert.equal(previewOf(devices, { kind: 'device', session, id: tablet, name: 'T' }, '/', true)?.because, 'rule')
  })
})

describe('an address that is typed', () => {
  const cases = [
    ['/admin?x=1#y', '/admin'],
    ['admin', '/admin'],
    ['https://notes.local/a/b?c', '/a/b'],
    ['//evil.example/x', '//evil.example/x'],
    ['/größe', '/gr%C3%B6%C3%9Fe'],
    ['/a/../b', '/b'],
    ['', '/'],
  ] as const
  for (const [typed, path] of cases) it(`${typed || 'nothing'} is ${path}`, () => assert.equal(pathOf(typed), path))
})

describe('those for whom a policy is tried out', () => {
  it('are a few in general where nobody is known, and everybody else by name', () => {
    assert.deepEqual(
      candidatesFor({ people: [], groups: [], devices: [] }, []).map(({ candidates }) => candidates.map(({ key }) => key)),
      [['stranger', 'device:someone', 'member', 'guest']],
    )
    const groups = candidatesFor({ people: [{ id: ben, name: 'Ben', role: 'member', groups: [family] }], groups: [{ name: family }], devices: [{ id: tablet, name: 'Tablet' }] }, [])
    assert.deepEqual(
      groups.slice(1).flatMap(({ candidates }) => candidates.map(({ key }) => key)),
      ['person:ben1', 'group:family', 'device:tablet1'],
    )
  })
})
