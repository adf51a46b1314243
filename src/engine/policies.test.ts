import assert from 'node:assert/strict'
import { test } from 'node:test'
import { InstanceName } from '../model/names.ts'
import { GroupName, PersonId } from '../model/person.ts'
import { projectView, stillDoor } from './api/stilldoor.testbed.ts'
import { inheritProjects } from './policies.ts'

test('the projects of a group that is removed are the owner’s then: another group of that name gets none of them', async () => {
  const { door, all } = stillDoor()
  const kids = GroupName.parse('kids')
  const owners = { club: { kind: 'group', name: kids }, blog: { kind: 'person', id: PersonId.parse('ben') }, shop: { kind: 'group', name: GroupName.parse('adults') } } as const
  for (const [name, owner] of Object.entries(owners)) all.set(InstanceName.parse(name), projectView(InstanceName.parse(name), owner))
  await inheritProjects(kids, door)
  assert.deepEqual(
    [...all].map(([name, { owner }]) => [name, owner]),
    Object.entries({ ...owners, club: { kind: 'person', id: 'owner' } }),
  )
})
