import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Person } from '../access/person.ts'
import type { FeedMessage } from '../model/api.ts'
import { DeviceId } from '../model/device.ts'
import type { MachineView } from '../model/machine.ts'
import { InstanceName } from '../model/names.ts'
import { GroupName, PersonId } from '../model/person.ts'
import { projectView } from './api/stilldoor.testbed.ts'
import { sieveFor } from './sight.ts'

const [ben, kids] = [PersonId.parse('ben'), GroupName.parse('kids')]
const member: Person = { kind: 'person', id: ben, name: 'Ben', role: 'member', groups: [kids], via: 'session', session: 's', from: 'x' }
const his = projectView(InstanceName.parse('blog'), { kind: 'person', id: ben })
const ours = projectView(InstanceName.parse('club'), { kind: 'group', name: kids })
const other = projectView(InstanceName.parse('shop'), { kind: 'person', id: PersonId.parse('eve') })

const machine: MachineView = { docker: 'up', pressure: null, memory: { total: 1, available: 1 }, disk: { total: 1, free: 1, low: false } }
const snapshot: FeedMessage = { type: 'snapshot', instances: [], projects: [his, ours, other], previews: [], images: [], jobs: [], shelf: [], machine }

const unguarded = (): undefined => undefined

test('a viewer sees the projects that are theirs, and of others not even the names', () => {
  const sieve = sieveFor(member, false, unguarded)
  assert.deepEqual(sieve(snapshot), { ...snapshot, projects: [his, ours] })
  assert.deepEqual(sieve({ type: 'project', value: ours }), { type: 'project', value: ours })
  assert.equal(sieve({ type: 'project', value: other }), undefined)
  assert.equal(sieve({ type: 'project-gone', name: other.name }), undefined)
  assert.deepEqual(sieve({ type: 'project-gone', name: his.name }), { type: 'project-gone', name: his.name })
})

test('a project that is handed on appears to one and is gone for the other', () => {
  const sieve = sieveFor(member, false, unguarded)
  sieve(snapshot)
  const away = { ...his, owner: other.owner }
  assert.deepEqual([sieve({ type: 'project', value: away }), sieve({ type: 'project', value: away })], [{ type: 'project-gone', name: his.name }, undefined])
  const here = { ...other, owner: his.owner }
  assert.deepEqual(
    [sieve({ type: 'project', value: here }), sieve({ type: 'project-gone', name: here.name })],
    [
      { type: 'project', value: here },
      { type: 'project-gone', name: here.name },
    ],
  )
})

test('those who run the machine see all, guests and devices none', () => {
  const others: readonly (readonly [Person, number])[] = [
    [{ ...member, role: 'admin' }, 3],
    [{ ...member, role: 'admin', scope: 'read' }, 3],
    [{ ...member, role: 'guest' }, 0],
    [{ kind: 'device', id: DeviceId.parse('tablet'), name: 'Tablet', session: 's', from: 'x' }, 0],
  ]
  for (const [person, wanted] of others) {
    const seen = sieveFor(person, false, unguarded)(snapshot)
    assert.equal(seen?.type === 'snapshot' && seen.projects.length, wanted)
  }
})
