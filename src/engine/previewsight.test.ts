import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Person } from '../access/person.ts'
import type { FeedMessage } from '../model/api.ts'
import { imageSample, previewSample } from '../model/doorviews.testbed.ts'
import { DeviceId } from '../model/device.ts'
import type { MachineView } from '../model/machine.ts'
import type { InstanceName } from '../model/names.ts'
import { PersonId } from '../model/person.ts'
import type { Policy } from '../model/policy.ts'
import { sieveFor } from './sight.ts'

const member: Person = { kind: 'person', id: PersonId.parse('ben'), name: 'Ben', role: 'member', groups: [], via: 'session', session: 's', from: 'x' }
const [blue, red, green] = [previewSample('shop-pr-1'), previewSample('shop-pr-2'), previewSample('shop-pr-3')]
const wiki = imageSample('wiki')
const machine: MachineView = { docker: 'up', pressure: null, memory: { total: 1, available: 1 }, disk: { total: 1, free: 1, low: false } }
const snapshot: FeedMessage = { type: 'snapshot', instances: [], projects: [], previews: [blue, red, green], images: [wiki], jobs: [], shelf: [], machine }
/** Blue is for members, red for those who run the machine, green is no instance yet. */
const guards = (): Map<InstanceName, Policy> =>
  new Map<InstanceName, Policy>([
    [blue.name, { access: 'members', paths: {} }],
    [red.name, { access: 'private', paths: {} }],
  ])

test('a member hears of the previews that let them in, of others not even the names, and of images nothing', () => {
  const policies = guards()
  const sieve = sieveFor(member, false, (name) => policies.get(name))
  const seen = sieve(snapshot)
  assert.deepEqual(seen?.type === 'snapshot' && [seen.previews.map(({ name }) => name), seen.images], [[blue.name], []])
  assert.deepEqual(
    [
      sieve({ type: 'preview', value: red }),
      sieve({ type: 'preview', value: green }),
      sieve({ type: 'preview-gone', name: red.name }),
      sieve({ type: 'image', value: wiki }),
      sieve({ type: 'image-gone', name: wiki.name }),
    ],
    [undefined, undefined, undefined, undefined, undefined],
  )
  assert.deepEqual(sieve({ type: 'preview-gone', name: blue.name }), { type: 'preview-gone', name: blue.name })
})

test('one that becomes an app appears, and one that lets them in no more is gone', () => {
  const policies = guards()
  const sieve = sieveFor(member, false, (name) => policies.get(name))
  sieve(snapshot)
  policies.set(green.name, { access: 'public', paths: {} })
  policies.set(blue.name, { access: 'private', paths: {} })
  assert.deepEqual(
    [sieve({ type: 'preview', value: green }), sieve({ type: 'preview', value: blue }), sieve({ type: 'preview', value: blue })],
    [{ type: 'preview', value: green }, { type: 'preview-gone', name: blue.name }, undefined],
  )
})

test('those who run the machine see all of both, guests, devices and strangers none', () => {
  const policies = guards()
  const others: readonly (readonly [Person, readonly number[]])[] = [
    [{ ...member, role: 'admin' }, [3, 1]],
    [{ ...member, role: 'admin', scope: 'read' }, [3, 1]],
    [{ ...member, role: 'admin', scope: 'deploy' }, [0, 0]],
    [{ ...member, role: 'guest' }, [0, 0]],
    [{ kind: 'device', id: DeviceId.parse('tablet'), name: 'Tablet', session: 's', from: 'x' }, [0, 0]],
    [{ kind: 'anonymous', from: 'x' }, [0, 0]],
  ]
  for (const [person, wanted] of others) {
    const seen = sieveFor(person, false, (name) => policies.get(name))(snapshot)
    assert.deepEqual(seen?.type === 'snapshot' && [seen.previews.length, seen.images.length], wanted)
  }
})
