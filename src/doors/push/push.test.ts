import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { Problem } from '../../model/problem.ts'
import { toolsWith } from '../door.contract.ts'
import { ada, blog, builtOf, DoorBed } from './door.testbed.ts'
import { recoverPushes } from './receiving.ts'
import { keptReleases } from '../../releases/releases.ts'

const origin = { door: 'push' as const, project: blog }

async function opened(): Promise<DoorBed> {
  const bed = await DoorBed.open()
  await bed.door.projects.create(blog, ada, null)
  return bed
}

describe('from a commit to a release', () => {
  it('is checked out, built, numbered and announced, with who and what it was', async () => {
    await using bed = await opened()
    const commit = await bed.commit({ Dockerfile: 'FROM scratch', 'berth.yaml': 'title: The Blog\naccess: public\ndomains: [blog.example.org]\n' }, 'First words\n\nMore of them')
    assert.equal(await bed.built({ kind: 'commit', commit, branch: 'main' }), 1)
    const release = await bed.door.releases.get(blog, 1)
    assert.deepEqual([release.commit, release.branch, release.subject, release.author, release.by], [commit, 'main', 'First words', 'Ada <ada@example.org>', 'Ada'])
    assert.deepEqual(release.images['web']?.name, `berth-abcdefgh/blog:${commit.slice(0, 12)}`)
    const docking = { name: blog, title: 'The Blog', access: 'public', grants: [], domains: ['blog.example.org'] }
    assert.deepEqual(bed.announced, [{ origin, version: '1', docking }])
    assert.deepEqual(await readdir(join(bed.root, 'staging')), [])
  })

  it('its bundle is what the engine reads, twice the same, with the variables it was given', async () => {
    await using bed = await opened()
    await bed.door.environments.change(blog, { set: { GREETING: 'Hello {{ you }} for $5', EMPTY: '' }, unset: [] }, 'now')
    await bed.built({ kind: 'commit', commit: await bed.commit({ Dockerfile: 'FROM scratch' }), branch: 'main' })
    const into = join(bed.root, 'bundle')
    const { template } = await bed.door.fetch({ origin, version: '1' }, into, toolsWith(new Map()))
    assert.equal(template.meta.name, 'blog')
    assert.equal((await stat(join(into, 'docker-compose.yml.template'))).mode & 0o777, 0o600)
    const first = await readFile(join(into, 'docker-compose.yml.template'), 'utf8')
    await bed.door.fetch({ origin, version: '1' }, into, toolsWith(new Map()))
    assert.equal(await readFile(join(into, 'docker-compose.yml.template'), 'utf8'), first)
    await assert.rejects(bed.door.fetch({ origin, version: '9' }, into, toolsWith(new Map())), /no release called 9/)
  })

  it('what is wrong is said, nothing is announced, and the number of releases stays', async () => {
    await using bed = await opened()
    const wrong = await bed.built({ kind: 'commit', commit: await bed.commit({ 'berth.yaml': 'prot: 3000\n' }), branch: 'main' })
    assert.match(String(wrong), /berth\.yaml/)
    bed.build = async () => await Promise.reject(new Problem('build-failed', { image: 'blog', reason: 'the compiler fell over' }))
    const failed = await bed.built({ kind: 'commit', commit: await bed.commit({ 'berth.yaml': '', 'a.txt': '' }), branch: 'main' })
    assert.match(String(failed), /the compiler fell over/)
    assert.deepEqual([bed.announced.length, (await bed.door.releases.views(blog)).length], [0, 0])
  })

  it('a newer one ends an older one that is at work, whose followers are told', async () => {
    await using bed = await opened()
    const begun = Promise.withResolvers<void>()
    bed.build = async (tag, { signal }) => {
      begun.resolve()
      if (bed.announced.length > 0) return builtOf(tag)
      return await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
    }
    const first = await bed.door.deployments.build(blog, { kind: 'commit', commit: await bed.commit({ a: '1' }), branch: 'main' }, 'push', 'Ada')
    const words = bed.words({ job: first })
    await begun.promise
    bed.build = async (tag) => await Promise.resolve(builtOf(tag))
    assert.equal(await bed.built({ kind: 'commit', commit: await bed.commit({ a: '2' }), branch: 'main' }), 1)
    const end = (await words).at(-1)
    assert.ok(end?.type === 'end' && !end.ok)
    assert.match(end.lines.join(), /newer/)
  })

  it('an image that is made already becomes a release without a source', async () => {
    await using bed = await opened()
    assert.equal(await bed.built({ kind: 'image', image: 'nginx:1' }), 1)
    assert.deepEqual((await bed.door.releases.get(blog, 1)).commit, null)
  })

  it('a folder that was sent is built and gone, and is refused when a part of it is missing', async () => {
    await using bed = await opened()
    const sent = { kind: 'folder' as const, folder: 'sent', commit: null, branch: null, author: 'Ada', subject: 'by hand' }
    await mkdir(join(bed.root, 'staging', 'sent'))
    await writeFile(join(bed.root, 'staging', 'sent', 'index.html'), 'Hello')
    assert.equal(await bed.built(sent), 1)
    assert.deepEqual(await readdir(join(bed.root, 'staging')), [])
  })
})

describe('a release', () => {
  it('is followed to its end: line by line, then where it serves', async () => {
    await using bed = await opened()
    bed.build = async (tag, { log }) => {
      log('Step 1')
      return await Promise.resolve(builtOf(tag))
    }
    const job = await bed.door.deployments.build(blog, { kind: 'commit', commit: await bed.commit({ a: '1' }), branch: 'main' }, 'push', 'Ada')
    const words = bed.words({ job })
    await bed.jobs.settled(job)
    await bed.live(1)
    const said = await words
    assert.ok(said.some((word) => word.type === 'line' && word.line === 'Step 1'))
    assert.deepEqual(said.at(-1), { type: 'end', ok: true, lines: ['-----> Release 1 serves: http://blog.localhost/'], url: 'http://blog.localhost/', release: 1 })
    assert.deepEqual((await bed.words({ job })).at(-1), said.at(-1), 'also afterwards')
  })

  it('that does not get well says why, and is not what the next change starts from', async () => {
    await using bed = await opened()
    for (const a of ['1', '2']) await bed.built({ kind: 'commit', commit: await bed.commit({ a }), branch: 'main' })
    await bed.live(1)
    const cause = { code: 'unhealthy', message: 'It did not answer.', fix: 'Look at its logs.', at: 'now' }
    await bed.door.tell(origin, { version: '2', cause })
    const end = (await bed.words({ release: 2 })).at(-1)
    assert.ok(end?.type === 'end' && !end.ok && end.lines.join('\n').includes('It did not answer.'))
    assert.deepEqual(
      (await bed.door.releases.views(blog)).map(({ number, state }) => `${number} ${state}`),
      ['2 refused', '1 live'],
    )
    assert.equal((await bed.door.releases.base(blog))?.number, 1)
  })

  it('is made of a change of variables without a build, and says which changed but not to what', async () => {
    await using bed = await opened()
    assert.equal(await bed.door.deployments.setEnv(blog, { set: { A: '1', API_TOKEN: 'shibboleth' }, unset: [], later: false }, 'Ada'), null, 'there is nothing to release yet')
    await bed.built({ kind: 'commit', commit: await bed.commit({ a: '1' }), branch: 'main' })
    await bed.live(1)
    const deploying = await bed.door.deployments.setEnv(blog, { set: { A: '2', B: 'new' }, unset: ['API_TOKEN'], later: false }, 'Ben')
    assert.deepEqual(deploying, { project: 'blog', job: null, release: 2 })
    const [newest] = await bed.door.releases.views(blog)
    assert.deepEqual(newest?.envChanged, { added: ['B'], changed: ['A'], removed: ['API_TOKEN'] })
    assert.deepEqual([newest.source, newest.of, newest.by], ['env', 1, 'Ben'])
    assert.ok(!JSON.stringify(newest).includes('shibboleth'))
    assert.deepEqual([...new Set(bed.known)], ['shibboleth'], 'no log may say it; the others are no secrets')
    assert.equal(await bed.door.deployments.setEnv(blog, { set: { A: '2' }, unset: [], later: false }, 'Ben'), null, 'nothing is different')
  })

  it('can be gone back to with the variables it had; a later one starts from the one that serves', async () => {
    await using bed = await opened()
    await bed.door.deployments.setEnv(blog, { set: { A: '1' }, unset: [], later: false }, 'Ada')
    await bed.built({ kind: 'commit', commit: await bed.commit({ a: '1' }), branch: 'main' })
    await bed.live(1)
    await bed.door.deployments.setEnv(blog, { set: { A: '2' }, unset: [], later: false }, 'Ada')
    await bed.live(2)
    assert.deepEqual(await bed.door.deployments.rollback(blog, null, 'Ada'), { project: 'blog', job: null, release: 3 })
    assert.equal((await bed.door.environments.ofRelease(blog, 3)).get('A'), '1')
    assert.equal(bed.announced.at(-1)?.version, '3')
    await assert.rejects(bed.door.deployments.rollback(blog, 77, 'Ada'), /no release called 77/)
  })

  it('a database is attached once, under its name, and leaves its data when it is detached', async () => {
    await using bed = await opened()
    await bed.built({ kind: 'commit', commit: await bed.commit({ a: '1' }), branch: 'main' })
    assert.equal((await bed.door.deployments.attach(blog, { kind: 'postgres' }, 'Ada')).release, 2)
    assert.deepEqual((await bed.door.releases.get(blog, 2)).services, [{ name: 'postgres', kind: 'postgres', image: 'postgres:17' }])
    await assert.rejects(bed.door.deployments.attach(blog, { kind: 'postgres' }, 'Ada'), /already a service called postgres/)
    assert.equal((await bed.door.deployments.detach(blog, 'postgres', 'Ada')).release, 3)
    await assert.rejects(bed.door.deployments.detach(blog, 'postgres', 'Ada'), /no service called postgres/)
  })

  it('the oldest go with their images, but not those that another one still uses', async () => {
    await using bed = await opened()
    const first = await bed.commit({ a: 'first' })
    await bed.built({ kind: 'commit', commit: first, branch: 'main' })
    await bed.live(1)
    for (let n = 2; n <= keptReleases + 3; n++) await bed.built({ kind: 'commit', commit: await bed.commit({ a: String(n) }), branch: 'main' })
    const left = (await bed.door.releases.views(blog)).map(({ number }) => number)
    assert.deepEqual([left.length, left.at(-1)], [keptReleases + 1, 1], 'the one that serves stays')
    assert.deepEqual(bed.removed.length, 2)
    assert.ok(!bed.removed.includes(`berth-abcdefgh/blog:${first.slice(0, 12)}`))
  })
})

describe('a project', () => {
  it('is taken once, deploys what HEAD names, and takes the first branch that comes', async () => {
    await using bed = await opened()
    await assert.rejects(bed.door.projects.create(blog, ada, null), /already a project or an app called blog/)
    const project = await bed.door.projects.get(blog)
    assert.equal(await bed.door.projects.branch(project), 'main')
    await bed.commit({ a: '1' }, 'On master', 'master')
    await bed.door.projects.adopt(blog, ['master'])
    assert.equal(await bed.door.projects.branch(project), 'master')
    assert.equal((await bed.door.view(blog))?.deploys, null, 'nothing is decided about it yet')
    await recoverPushes(bed, [blog])
    assert.equal((await bed.door.view(blog))?.deploys, 'master')
  })

  it('goes with its releases, variables and images; its repository lies among the data', async () => {
    await using bed = await opened()
    await bed.door.deployments.setEnv(blog, { set: { A: '1' }, unset: [], later: false }, 'Ada')
    await bed.built({ kind: 'commit', commit: await bed.commit({ a: '1' }), branch: 'main' })
    await bed.door.remove(blog, join(bed.root, 'kept'))
    assert.equal(await bed.door.view(blog), undefined)
    assert.deepEqual(await readdir(join(bed.root, 'kept')), ['.repository.git'])
    assert.equal((await bed.db.secrets.all()).size, 0)
    assert.equal(bed.removed.length, 1)
  })

  it('what was pushed when the engine ended is built at its next start, once', async () => {
    await using bed = await opened()
    await bed.commit({ a: '1' }, 'Words [skip berth]')
    await recoverPushes(bed, [blog])
    assert.equal((await bed.jobs.list()).length, 0, 'it says itself that it is not to be deployed')
    const commit = await bed.commit({ a: '2' })
    await recoverPushes(bed, [blog])
    await recoverPushes(bed, [blog])
    const [job, ...others] = await bed.jobs.list()
    assert.ok(job && others.length === 0)
    await bed.jobs.settled(job.id)
    assert.equal((await bed.door.releases.get(blog, 1)).commit, commit)
  })

  it('a build that was cancelled and whose source was cleared meanwhile is checked out anew when it is tried again', async () => {
    await using bed = await opened()
    const begun = Promise.withResolvers<void>()
    bed.build = async (_tag, { signal }) => {
      begun.resolve()
      return await new Promise((__, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
    }
    const job = await bed.door.deployments.build(blog, { kind: 'commit', commit: await bed.commit({ 'berth.yaml': 'title: The blog\n' }), branch: 'main' }, 'push', 'Ada')
    await begun.promise
    await bed.jobs.cancel(job)
    await rm(join(bed.root, 'staging', job), { recursive: true })
    bed.build = async (tag) => await Promise.resolve(builtOf(tag))
    await bed.jobs.retry(job)
    assert.equal((await bed.jobs.settled(job)).state, 'done')
    assert.equal((await bed.door.releases.get(blog, 1)).file.title, 'The blog')
  })

  it('all of it is there after a restart, and a build that was cut off goes on where it was', async () => {
    await using bed = await opened()
    const begun = Promise.withResolvers<void>()
    let builds = 0
    bed.build = async (_tag, { signal }) => {
      builds++
      begun.resolve()
      return await new Promise((__, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
    }
    const job = await bed.door.deployments.build(blog, { kind: 'commit', commit: await bed.commit({ a: '1' }), branch: 'main' }, 'push', 'Ada')
    await begun.promise
    await bed.jobs[Symbol.asyncDispose]()
    bed.build = async (tag) => {
      builds++
      return await Promise.resolve(builtOf(tag))
    }
    await bed.start()
    assert.equal((await bed.jobs.settled(job)).state, 'done')
    assert.equal(builds, 2)
    assert.deepEqual(
      (await bed.jobs.steps(job)).map(({ name }) => name),
      ['check out', 'build', 'number', 'check', 'release', 'announce'],
    )
  })
})
