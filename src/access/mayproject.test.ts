import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TokenScope } from '../model/api.ts'
import { DeviceId } from '../model/device.ts'
import { GroupName, PersonId } from '../model/person.ts'
import type { Role } from '../model/person.ts'
import type { Action } from './may.ts'
import { may } from './may.ts'
import { mayProject } from './mayproject.ts'
import type { Person, SomePerson } from './person.ts'

const kids = GroupName.parse('kids')
const ada = PersonId.parse('ada')

function somebody(role: Role, more: { readonly groups?: readonly GroupName[]; readonly scope?: TokenScope } = {}): SomePerson {
  return { kind: 'person', id: ada, name: 'Ada', role, groups: [], via: 'session', from: 'x', ...more }
}

const owners = {
  hers: { kind: 'person', id: ada },
  'somebody else’s': { kind: 'person', id: PersonId.parse('ben') },
  'her group’s': { kind: 'group', name: kids },
  'another group’s': { kind: 'group', name: GroupName.parse('kid') },
  'a group’s that is called as she is': { kind: 'group', name: GroupName.parse('ada') },
} as const
const all = Object.keys(owners)
const theirs = ['hers', 'her group’s']
const groups = [kids]

const table: readonly (readonly [who: string, person: Person, action: Action, may: readonly string[]])[] = [
  ['the owner', somebody('owner'), 'projects.read', all],
  ['the owner', somebody('owner'), 'projects.change', all],
  ['an admin', somebody('admin'), 'projects.change', all],
  ['an admin', somebody('admin'), 'projects.deploy', all],
  ['an admin', somebody('admin'), 'keys.change', all],
  ['an admin with a token that looks', somebody('admin', { scope: 'read' }), 'projects.read', all],
  ['an admin with a token that looks', somebody('admin', { scope: 'read' }), 'projects.deploy', []],
  ['an admin with a token that runs', somebody('admin', { scope: 'run' }), 'projects.deploy', all],
  ['an admin with a token that runs', somebody('admin', { scope: 'run' }), 'projects.change', []],
  ['an admin with a token that deploys', somebody('admin', { scope: 'deploy' }), 'projects.deploy', all],
  ['an admin with a token that deploys', somebody('admin', { scope: 'deploy' }), 'projects.read', all],
  ['an admin with a token that deploys', somebody('admin', { scope: 'deploy' }), 'projects.change', []],
  ['an admin with a token that deploys', somebody('admin', { scope: 'deploy' }), 'keys.read', []],
  ['a member', somebody('member', { groups }), 'projects.read', theirs],
  ['a member', somebody('member', { groups }), 'projects.change', theirs],
  ['a member', somebody('member', { groups }), 'projects.deploy', theirs],
  ['a member', somebody('member', { groups }), 'keys.change', theirs],
  ['a member in no group', somebody('member'), 'projects.read', ['hers']],
  ['a member with a token that deploys', somebody('member', { groups, scope: 'deploy' }), 'projects.deploy', theirs],
  ['a guest', somebody('guest', { groups }), 'projects.read', []],
  ['a guest', somebody('guest', { groups }), 'projects.deploy', []],
  ['a device', { kind: 'device', id: DeviceId.parse('d'.repeat(12)), name: 'Tablet', session: 's', from: 'x' }, 'projects.read', []],
  ['a stranger', { kind: 'anonymous', from: 'x' }, 'projects.read', []],
]
for (const [who, person, action, wanted] of table) {
  test(`${who} may ${action} of ${wanted.join(', ') || 'no project'}`, () => {
    const found = Object.entries(owners).flatMap(([what, owner]) => (mayProject(person, { owner }, action) ? [what] : []))
    assert.deepEqual(found, wanted)
  })
}

test('only those who run the machine make projects', () => {
  assert.deepEqual(
    (['owner', 'admin', 'member', 'guest'] as const).map((role) => may(somebody(role), 'projects.create')),
    [true, true, false, false],
  )
})
