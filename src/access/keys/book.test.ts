import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleProject } from '../../localdb/sample.ts'
import { InstanceName } from '../../model/names.ts'
import { GroupName, PersonId } from '../../model/person.ts'
import type { Role } from '../../model/person.ts'
import { Problem } from '../../model/problem.ts'
import { SshKeyId } from '../../model/sshkey.ts'
import { House } from '../house.testbed.ts'
import { may } from '../may.ts'
import type { SomePerson } from '../person.ts'
import type { IsOut, KeyOwner } from './book.ts'
import { makeKey } from './keys.testbed.ts'

const [laptop, phone, ci] = await Promise.all(['ada@laptop', 'ada@phone', ''].map((comment) => makeKey(['-t', 'ed25519'], comment)))
if (!laptop || !phone || !ci) throw new Error('ssh-keygen made no keys')
const blobOf = (line: string): string => line.split(' ')[1] ?? ''

const blog = InstanceName.parse('blog')
const ofBlog: KeyOwner = { kind: 'project', name: blog }
const kids = GroupName.parse('kids')

async function arrange() {
  const house = await House.open()
  await house.claim()
  const somebody = async (id: string, role: Exclude<Role, 'owner'>): Promise<{ readonly person: SomePerson; readonly owner: KeyOwner }> => {
    const row = { id: PersonId.parse(id), role, name: id, groups: [kids] }
    await house.db.people.insert({ ...row, password: null, created: '2026' })
    return { person: { kind: 'person', ...row, via: 'session', from: 'here' }, owner: { kind: 'person', id: row.id } }
  }
  await house.db.groups.add(kids)
  const [ben, eve] = [await somebody('ben', 'member'), await somebody('eve', 'member')]
  await house.db.projects.insert({ ...sampleProject('blog'), owner: { kind: 'person', id: ben.person.id } })
  const told: IsOut[] = []
  house.access.keys.onRevoked((isOut) => told.push(isOut))
  return { house, keys: house.access.keys, ben, eve, told, [Symbol.asyncDispose]: () => house[Symbol.asyncDispose]() }
}

const fails =
  (code: string, says = /./) =>
  (error: unknown): boolean =>
    error instanceof Problem && error.code === code && says.test(error.message)

test('a key is called as its comment says, as was asked, or by its type, and nothing of it can steer a terminal', async () => {
  await using set = await arrange()
  const { keys, ben } = set
  const [first] = await keys.add(ben.owner, { keys: laptop.line.replace('ada@laptop', 'ada\u001b[31m  @laptop\u202e') }, ben.person)
  assert.deepEqual(first, { id: first?.id, label: 'ada[31m @laptop', type: 'ssh-ed25519', fingerprint: laptop.fingerprint, created: '2026-11-21T06:00:00.000Z', used: null })
  await keys.add(ben.owner, { keys: ci.line }, ben.person)
  await keys.add(ofBlog, { keys: phone.line, label: 'Deploy\nfrom CI' }, ben.person)
  assert.deepEqual(new Set((await keys.list(PersonId.parse('ben'))).map(({ label }) => label)), new Set(['ada[31m @laptop', 'ssh-ed25519']))
  assert.deepEqual(
    (await keys.listOf(blog)).map(({ label }) => label),
    ['Deployfrom CI'],
  )
})

test('several keys at once are numbered, and none is taken when one is not right', async () => {
  await using set = await arrange()
  const { keys, ben } = set
  await assert.rejects(keys.add(ben.owner, { keys: `${laptop.line}${phone.line.slice(0, 40)}\n` }, ben.person), fails('ssh-key', /^Line 2 /))
  assert.deepEqual(await keys.list(ben.person.id), [])
  const made = await keys.add(ben.owner, { keys: laptop.line + phone.line, label: 'mine' }, ben.person)
  assert.deepEqual(
    made.map(({ label }) => label),
    ['mine', 'mine (2)'],
  )
})

test('a key that is there already is refused saying where, but never whose if it is somebody else’s', async () => {
  await using set = await arrange()
  const { keys, ben, eve } = set
  await keys.add(ben.owner, { keys: laptop.line, label: 'big one' }, ben.person)
  await keys.add(ofBlog, { keys: ci.line, label: 'CI' }, ben.person)
  const where = async (owner: KeyOwner, line: string, by: SomePerson): Promise<unknown> => {
    const error: unknown = await keys.add(owner, { keys: `${phone.line}${line}` }, by).catch((thrown: unknown) => thrown)
    return error instanceof Problem && error.code === 'ssh-key-taken' ? error.values : error
  }
  assert.deepEqual(await where(ben.owner, laptop.line, ben.person), { line: 2, where: 'among your own keys, as “big one”' })
  assert.deepEqual(await where(ben.owner, ci.line, ben.person), { line: 2, where: 'a deploy key of blog, as “CI”' })
  assert.deepEqual(await where(eve.owner, laptop.line, eve.person), { line: 2, where: 'in use on this machine' })
  assert.deepEqual(await where(eve.owner, ci.line, eve.person), { line: 2, where: 'in use on this machine' })
  assert.deepEqual(await keys.list(eve.person.id), [])
})

test('nobody has more than fifty', async () => {
  await using set = await arrange()
  const { house, keys, ben } = set
  for (let at = 0; at < 49; at++) {
    const id = SshKeyId.parse(String(at).padStart(12, '0'))
    await house.db.sshKeys.insert({ id, person: ben.person.id, project: null, label: 'x', type: 'ssh-ed25519', fingerprint: String(at), blob: '', created: '2026', used: null })
  }
  await assert.rejects(keys.add(ben.owner, { keys: laptop.line + phone.line }, ben.person), fails('ssh-key-many', /50/))
  assert.equal((await keys.add(ben.owner, { keys: laptop.line }, ben.person)).length, 1)
})

test('a key stands for its person as they are now and may only deploy, a deploy key for its project, any other for nobody', async () => {
  await using set = await arrange()
  const { house, keys, ben } = set
  const [own] = await keys.add(ben.owner, { keys: laptop.line }, ben.person)
  const [deploy] = await keys.add(ofBlog, { keys: ci.line, label: 'CI' }, ben.person)
  await house.db.people.update({ id: ben.person.id, name: 'Ben', role: 'admin', groups: [] })
  const found = await keys.find(blobOf(laptop.line), '10.0.0.1')
  const person = { kind: 'person', id: 'ben', name: 'Ben', role: 'admin', groups: [], via: 'key', scope: 'deploy', from: '10.0.0.1' }
  assert.deepEqual(found, { kind: 'person', key: own?.id, person })
  assert.deepEqual(found.kind === 'person' && (['projects.deploy', 'projects.change', 'projects.create', 'instances.run'] as const).map((action) => may(found.person, action)), [
    true,
    false,
    false,
    false,
  ])
  assert.deepEqual(await keys.find(blobOf(ci.line)), { kind: 'deploy', key: deploy?.id, project: 'blog', label: 'CI' })
  for (const blob of [blobOf(phone.line), '', 'x', blobOf(laptop.line).slice(4)]) assert.equal(await keys.find(blob), undefined)
})

test('its use is shown, and written once a minute', async () => {
  await using set = await arrange()
  const { house, keys, ben } = set
  const [key] = await keys.add(ben.owner, { keys: laptop.line }, ben.person)
  const used = async (): Promise<unknown> => (await keys.list(ben.person.id))[0]?.used
  await keys.find(blobOf(laptop.line))
  assert.equal(await used(), null)
  const steps: unknown[] = []
  for (const wait of [0, 59_000, 2000]) {
    house.pass(wait)
    await keys.used(key?.id ?? SshKeyId.parse('0'.repeat(12)))
    steps.push(await used())
  }
  assert.deepEqual(steps, ['2026-11-21T06:00:00.000Z', '2026-11-21T06:00:00.000Z', '2026-11-21T06:01:01.000Z'])
})

test('only one’s own key is removed, and what it opened is told to end', async () => {
  await using set = await arrange()
  const { keys, ben, eve, told } = set
  const [key] = await keys.add(ben.owner, { keys: laptop.line }, ben.person)
  const [other] = await keys.add(ofBlog, { keys: ci.line }, ben.person)
  if (!key || !other) throw new Error('no keys')
  await keys.find(blobOf(laptop.line))
  await keys.find(blobOf(ci.line))
  for (const owner of [eve.owner, ofBlog]) await assert.rejects(keys.remove(owner, key.id), fails('not-found'))
  assert.equal(told.length, 0)
  assert.equal((await keys.remove(ben.owner, key.id)).fingerprint, laptop.fingerprint)
  assert.deepEqual(
    told.map((isOut) => [isOut(key.id), isOut(other.id)]),
    [[true, false]],
  )
  assert.equal(await keys.find(blobOf(laptop.line)), undefined)
  await assert.rejects(keys.remove(ben.owner, key.id), fails('not-found'))
})

const changes: readonly (readonly [string, (house: House) => Promise<unknown>])[] = [
  ['their role changes', async ({ db }) => await db.people.update({ id: PersonId.parse('ben'), name: 'ben', role: 'guest', groups: [kids] })],
  ['they leave a group', async ({ db }) => await db.people.update({ id: PersonId.parse('ben'), name: 'ben', role: 'member', groups: [] })],
  ['they are removed', async ({ db }) => await db.people.remove(PersonId.parse('ben'))],
]
for (const [what, change] of changes) {
  test(`what somebody's key opened is told to end when ${what}, before whoever did it is answered`, async () => {
    await using set = await arrange()
    const { house, keys, ben, told } = set
    const [key] = await keys.add(ben.owner, { keys: laptop.line }, ben.person)
    await keys.find(blobOf(laptop.line))
    await house.access.crowd.tell()
    assert.equal(told.length, 0)
    await change(house)
    await house.access.crowd.tell()
    assert.deepEqual(key && told.map((isOut) => isOut(key.id)), [true])
  })
}

test('deploy keys end with their project', async () => {
  await using set = await arrange()
  const { house, keys, ben, told } = set
  const [key] = await keys.add(ofBlog, { keys: ci.line }, ben.person)
  await keys.find(blobOf(ci.line))
  await house.db.projects.remove(blog)
  await keys.recheck()
  assert.deepEqual(key && told.map((isOut) => isOut(key.id)), [true])
})
