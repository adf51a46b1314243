import assert from 'node:assert/strict'
import { mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { exists } from '../instances/folder.ts'
import { until } from '../kit/until.ts'
import { InstanceName } from '../model/names.ts'
import type { JobId } from '../model/names.ts'
import { Disk } from './disk.testbed.ts'
import { notes, Works } from './works.testbed.ts'

const preview = InstanceName.parse('notes-pr-7')

function inData(works: Works, ...path: readonly string[]): string {
  return join(works.places.instance(preview), 'data', ...path)
}

/** The app runs, since somebody is there. */
async function runs(works: Works): Promise<void> {
  works.visit(1)
  assert.ok(await until(async () => ((await works.seen()).includes('web running') ? true : undefined), { deadline: 10_000 }))
}

/** Resolves when this job comes to this step. */
function reaches(works: Works, wanted: string): Promise<JobId> {
  const { promise, resolve } = Promise.withResolvers<JobId>()
  works.onJob = ({ id, step, state }) => {
    if (step === wanted && state === 'running') resolve(id)
  }
  return promise
}

describe('an instance that begins with the data of another', () => {
  it('has it as it is at one moment, stopped for that; the other one runs on with its own', async () => {
    await using works = await Works.open()
    await runs(works)
    const order: string[] = []
    works.docker.onStop = async () => {
      order.push('stop')
      await writeFile(works.written, 'written when it was stopped')
    }
    works.docker.onStart = async () => {
      const copies = [inData(works, 'written'), join(works.places.instance(preview), 'seed', 'written')]
      order.push((await Promise.all(copies.map(exists))).includes(true) ? 'start' : 'start too early')
      await writeFile(works.written, 'written since')
    }
    assert.equal((await works.jobs.settled(await works.copyOf(preview, notes))).state, 'done')
    assert.ok(await until(() => (order.length === 2 ? true : undefined), { deadline: 10_000 }))
    assert.deepEqual(order, ['stop', 'start'])
    assert.equal(await readFile(inData(works, 'written'), 'utf8'), 'written when it was stopped')
    assert.equal(await works.read(), 'written since')
    assert.deepEqual([(await works.spec())?.version, (await works.db.specs.get(preview))?.version], ['1', '1'])
  })

  it('has nothing else of it: not its secrets, not its files, and no links that lead elsewhere are followed', async () => {
    await using works = await Works.open()
    const source = works.places.instance(notes)
    await writeFile(join(source, '.env'), 'BERTH_SECRET_KEY=open-sesame\n')
    await writeFile(join(source, 'extra'), 'x')
    await symlink('/etc/hostname', join(source, 'data', 'link'))
    await works.jobs.settled(await works.copyOf(preview, notes))
    assert.doesNotMatch(await readFile(join(works.places.instance(preview), '.env'), 'utf8').catch(() => ''), /sesame/)
    assert.deepEqual((await readdir(works.places.instance(preview))).toSorted(), ['.berth', '.env', 'app', 'berth.yaml', 'compose.yaml', 'data'])
    assert.deepEqual((await readdir(inData(works), { withFileTypes: true })).map((entry) => `${entry.name} ${entry.isSymbolicLink()}`).toSorted(), ['link true', 'written false'])
  })

  it('fails at once, with nothing fetched, when there is no such other one', async () => {
    await using works = await Works.open()
    const job = await works.jobs.settled(await works.copyOf(preview, InstanceName.parse('nobody')))
    assert.deepEqual([job.state, job.cause?.code, job.cause?.message], ['failed', 'not-found', 'There is no app called nobody.'])
    assert.equal(await exists(join(works.places.staging(job.id), 'app')), false)
  })

  it('begins empty when the other one has no data yet, which is not stopped for that', async () => {
    await using works = await Works.open()
    const third = InstanceName.parse('third')
    const from = await works.copyOf(third, preview).then(async (id) => await works.jobs.settled(id))
    assert.equal(from.cause?.code, 'not-found')
    const job = await works.jobs.settled(await works.copyOf(preview, third))
    assert.equal(job.state, 'done')
    assert.deepEqual(await readdir(inData(works)), [])
  })

  it('says that there is too little room before anything is copied', async () => {
    await using disk = await Disk.open(['mkfs.ext4', '-q'], 250)
    await using works = await Works.open({}, 'writing', disk.data)
    await writeFile(join(works.places.instance(notes), 'data', 'large'), Buffer.alloc(100e6, 'x'))
    await runs(works)
    const id = await works.copyOf(preview, notes)
    const cause = await until(async () => (await works.jobs.get(id))?.cause ?? undefined, { deadline: 10_000 })
    assert.equal(cause?.code, 'no-room')
    assert.match(await works.seen(), /web running/)
    assert.equal(await exists(works.places.instance(preview)), false)
    await works.jobs.cancel(id)
  })

  it('waits for an update of the other one, and has what comes of it', async () => {
    await using works = await Works.open({ 2: 'well' })
    const [begun, goOn] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()]
    works.docker.onStart = async () => {
      begun.resolve(undefined)
      await goOn.promise
      await writeFile(works.written, 'written by version 2')
    }
    const update = await works.jobs.start('update', 'instance:notes', { name: notes, version: '2' })
    await begun.promise
    const copying = reaches(works, 'copy the data')
    const install = await works.copyOf(preview, notes)
    assert.equal(await copying, install)
    assert.deepEqual(
      (await works.db.holds.all()).map(({ job }) => job),
      [update.id],
    )
    goOn.resolve(undefined)
    assert.deepEqual([(await works.jobs.settled(update.id)).state, (await works.jobs.settled(install)).state], ['done', 'done'])
    assert.equal(await readFile(inData(works, 'written'), 'utf8'), 'written by version 2')
  })

  it('that was cut off while it copied begins to copy anew, and the other one is free meanwhile', async () => {
    await using works = await Works.open()
    await runs(works)
    const stopping = Promise.withResolvers<undefined>()
    works.docker.onStop = async () => await Promise.resolve(stopping.resolve(undefined))
    const id = await works.copyOf(preview, notes)
    await stopping.promise
    await works.end()
    await mkdir(join(works.places.instance(preview), 'seed'), { recursive: true })
    await writeFile(join(works.places.instance(preview), 'seed', 'half'), 'x')
    await works.begin()
    assert.equal((await works.jobs.settled(id)).state, 'done')
    assert.deepEqual(await readdir(inData(works)), ['written'])
    assert.deepEqual(await works.db.holds.all(), [])
    await runs(works)
  })

  it('is not given another’s data once it may have some of its own', async () => {
    await using works = await Works.open()
    await works.jobs.settled(await works.copyOf(preview, notes))
    await writeFile(inData(works, 'written'), 'its own')
    assert.equal((await works.jobs.settled(await works.copyOf(preview, notes))).state, 'done')
    assert.equal(await readFile(inData(works, 'written'), 'utf8'), 'its own')
  })
})
