import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { silent } from '../kit/log.ts'
import { InstanceName, JobId } from '../model/names.ts'
import { PersonId } from '../model/person.ts'
import { SshKeyId } from '../model/sshkey.ts'
import { openLocalDb } from './localdb.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations/index.ts'
import { sampleProject, sampleRelease, sampleSpec, tempFolder } from './sample.ts'
import type { SshKeyRow } from './sshkeys.ts'

const blog = InstanceName.parse('blog')
const shop = InstanceName.parse('shop')
const ada = PersonId.parse('ada')

async function arrange() {
  const folder = await tempFolder()
  const db = await openLocalDb({ file: folder.file('berth.db'), log: silent })
  const close = async (): Promise<void> => {
    await db[Symbol.asyncDispose]()
    await folder[Symbol.asyncDispose]()
  }
  return { db, [Symbol.asyncDispose]: close }
}

function keyOf(letter: string, whose: Partial<Pick<SshKeyRow, 'person' | 'project'>>): SshKeyRow {
  const id = SshKeyId.parse(letter.repeat(12))
  return { id, person: null, project: null, label: letter, type: 'ssh-ed25519', fingerprint: `SHA256:${letter}`, blob: letter, created: `2026-${letter}`, used: null, ...whose }
}

test('a project is kept as it is, changed by reading and writing as one, and keeps its name', async () => {
  await using house = await arrange()
  const { projects } = house.db
  await projects.insert(sampleProject('shop'))
  await projects.insert(sampleProject('blog'))
  assert.deepEqual(await projects.all(), [sampleProject('blog'), sampleProject('shop')])
  await Promise.all(Array.from({ length: 20 }, () => projects.change(blog, (project) => ({ ...project, last: project.last + 1 }))))
  const after = await projects.change(blog, (project) => ({ ...project, name: shop, branch: 'main' }))
  assert.deepEqual(after, { ...sampleProject('blog'), last: 21, branch: 'main' })
  assert.deepEqual(await projects.get(blog), after)
  assert.equal(await projects.change(InstanceName.parse('none'), (project) => project), undefined)
  await assert.rejects(projects.insert(sampleProject('blog')), /UNIQUE/)
})

test('releases are listed from the newest, found by their build, and never given a number twice', async () => {
  await using house = await arrange()
  const { projects, releases } = house.db
  await projects.insert(sampleProject('blog'))
  await projects.insert(sampleProject('shop'))
  for (const number of [1, 2, 10]) await releases.insert(sampleRelease('blog', number))
  await releases.insert({ ...sampleRelease('shop', 1), job: null })
  assert.deepEqual(await releases.of(blog), [sampleRelease('blog', 10), sampleRelease('blog', 2), sampleRelease('blog', 1)])
  assert.deepEqual([await releases.latest(blog), await releases.latest(InstanceName.parse('none'))], [sampleRelease('blog', 10), undefined])
  assert.deepEqual([await releases.madeBy(JobId.parse('build2')), await releases.madeBy(JobId.parse('build7'))], [sampleRelease('blog', 2), undefined])
  await assert.rejects(releases.insert(sampleRelease('blog', 2)), /UNIQUE/)
})

test('a release keeps its project and its number, whatever is changed', async () => {
  await using house = await arrange()
  const { projects, releases } = house.db
  await projects.insert(sampleProject('blog'))
  await releases.insert(sampleRelease('blog', 1))
  const refused = { code: 'unhealthy', message: 'It did not answer.', fix: 'Mend it.', at: '2026' }
  const after = await releases.change(blog, 1, (release) => ({ ...release, project: shop, number: 9, job: JobId.parse('other'), refused }))
  assert.deepEqual(after, { ...sampleRelease('blog', 1), job: 'other', refused })
  assert.deepEqual([await releases.get(blog, 1), await releases.madeBy(JobId.parse('other'))], [after, after])
  assert.equal(await releases.change(blog, 2, (release) => release), undefined)
  assert.deepEqual([await releases.remove(blog, 1), await releases.remove(blog, 1), await releases.of(blog)], [true, false, []])
})

test('releases and deploy keys go with their project, and keys with their person', async () => {
  await using house = await arrange()
  const { projects, releases, sshKeys, people } = house.db
  await projects.insert(sampleProject('blog'))
  await people.insert({ id: ada, role: 'member', name: 'Ada', groups: [], password: null, created: '2026' })
  await releases.insert(sampleRelease('blog', 1))
  await sshKeys.insert(keyOf('a', { person: ada }))
  await sshKeys.insert(keyOf('b', { project: blog }))
  assert.equal(await projects.remove(blog), true)
  assert.deepEqual([await projects.remove(blog), await releases.of(blog), await sshKeys.ofProject(blog)], [false, [], []])
  assert.deepEqual(await sshKeys.ofPerson(ada), [keyOf('a', { person: ada })])
  await people.remove(ada)
  assert.deepEqual(await sshKeys.ofPerson(ada), [])
})

test("a key is somebody's or a project's, once", async () => {
  await using house = await arrange()
  const { projects, sshKeys, people } = house.db
  await projects.insert(sampleProject('blog'))
  await people.insert({ id: ada, role: 'member', name: 'Ada', groups: [], password: null, created: '2026' })
  await assert.rejects(sshKeys.insert(keyOf('a', {})), /CHECK/)
  await assert.rejects(sshKeys.insert(keyOf('a', { person: ada, project: blog })), /CHECK/)
  await assert.rejects(sshKeys.insert(keyOf('a', { project: shop })), /FOREIGN KEY/)
  const key = keyOf('a', { person: ada })
  await sshKeys.insert(key)
  await assert.rejects(sshKeys.insert({ ...keyOf('b', { project: blog }), fingerprint: key.fingerprint }), /UNIQUE/)
  await sshKeys.touch(key.id, '2027')
  assert.deepEqual(
    [await sshKeys.get(key.id), await sshKeys.byFingerprint(key.fingerprint)],
    [
      { ...key, used: '2027' },
      { ...key, used: '2027' },
    ],
  )
  assert.deepEqual([await sshKeys.remove(key.id), await sshKeys.remove(key.id), await sshKeys.byFingerprint(key.fingerprint)], [true, false, undefined])
})

test('what a file says of an earlier Berth stays: its tokens, and specs without what came later', async () => {
  await using folder = await tempFolder()
  const file = folder.file('berth.db')
  const raw = new DatabaseSync(file, { enableForeignKeyConstraints: true })
  await migrate(raw, file, migrations.slice(0, 8), silent)
  const { next: _next, domains: _domains, ...old } = sampleSpec('wiki')
  raw.prepare('insert into specs values (?, ?)').run('wiki', JSON.stringify(old))
  raw.exec(`insert into people (id, role, name, name_key, created) values ('ada', 'member', 'Ada', 'ada', '2026')`)
  raw.exec(`insert into tokens values ('t1', 'h', 'ada', 'CI', 'run', '2026', null, '2027')`)
  raw.close()
  await using db = await openLocalDb({ file, log: silent })
  assert.deepEqual(await db.specs.all(), [sampleSpec('wiki')])
  const token = { id: 't1', hash: 'h', person: ada, label: 'CI', scope: 'run' as const, created: '2026', expires: null, used: '2027' }
  assert.deepEqual(await db.tokens.all(), [token])
  await db.tokens.insert({ ...token, id: 't2', scope: 'deploy' })
  await db.people.remove(ada)
  assert.deepEqual(await db.tokens.all(), [])
})
