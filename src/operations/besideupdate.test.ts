import assert from 'node:assert/strict'
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { moveFolder } from '../instances/folder.ts'
import { until } from '../kit/until.ts'
import type { JobView } from '../model/job.ts'
import { JobId } from '../model/names.ts'
import { appAside, keepBeside } from './kept.ts'
import { engine, notes, Works } from './works.testbed.ts'
import type { Kind } from './works.testbed.ts'

/** With somebody who is there all the time. */
async function open(versions: Readonly<Record<string, Kind>>): Promise<Works> {
  const works = await Works.open(versions, 'released')
  works.visit(1)
  await sees(works, 'web-r1 running')
  assert.ok(await until(() => works.reports.find(({ status }) => status.state === 'running'), { deadline: 10_000 }))
  return works
}

async function sees(works: Works, wanted: string): Promise<void> {
  assert.ok(await until(async () => ((await works.seen()) === wanted ? true : undefined), { deadline: 10_000 }), `${await works.seen()} is there, not ${wanted}`)
}

function states(works: Works, from: number): readonly string[] {
  return [...new Set(works.reports.slice(from).map(({ status }) => status.state))]
}

describe('an update beside the version that serves', () => {
  it('moves the version without a moment in which nobody serves, and copies no data', async () => {
    await using works = await open({ 2: 'well' })
    const from = works.reports.length
    const job = await works.done('update', { name: notes, version: '2' })
    assert.equal(job.state, 'done')
    const spec = await works.spec()
    assert.deepEqual([spec?.version, spec?.update, spec?.next, spec?.refused, spec?.kept?.version], ['2', null, null, null, '1'])
    assert.deepEqual(states(works, from), ['running'])
    assert.deepEqual((await readdir(works.places.kept(job.id))).toSorted(), ['.berth', '.env', 'app', 'berth.yaml', 'compose.yaml', 'spec.json'])
    assert.match(await compose(works), /VERSION: "2"/)
    assert.deepEqual(spec?.policy.paths, { '/of-1': 'private', '/of-2': 'private' })
  })

  it('to a version that ends: the one that serves is not touched, and the reason is kept', async () => {
    await using works = await open({ 2: 'ends' })
    const from = works.reports.length
    const job = await works.done('update', { name: notes, version: '2' })
    assert.deepEqual([job.state, job.cause?.code], ['failed', 'update-undone'])
    await isAsBefore(works)
    assert.deepEqual([(await works.spec())?.refused?.version, (await works.spec())?.refused?.cause.code], ['2', 'start-failed'])
    assert.deepEqual(states(works, from), ['running'])
  })

  it('of an app that sleeps is proven, and lets it sleep again', async () => {
    await using works = await Works.open({ 2: 'well' }, 'released')
    await sees(works, 'web-r1 created')
    assert.equal((await works.done('update', { name: notes, version: '2' })).state, 'done')
    await sees(works, 'web-r2 exited')
  })

  it('one after the other, and back by the job that goes back', async () => {
    await using works = await open({ 2: 'well', 3: 'well' })
    for (const version of ['2', '3']) assert.equal((await works.done('update', { name: notes, version })).state, 'done')
    assert.equal((await readdir(join(works.data, 'kept'))).length, 1)
    assert.equal((await works.done('rollback', { name: notes })).state, 'done')
    assert.deepEqual([(await works.spec())?.version, await works.read()], ['2', 'precious'])
    assert.match(await compose(works), /VERSION: "2"/)
    assert.deepEqual(await works.db.shelf.all(), [], 'nothing was written that could be lost')
    await sees(works, 'web-r2 running')
  })

  it('gives way to a newer one, which clears what it left', async () => {
    await using works = await open({ 2: 'well', 3: 'well' })
    const older = await reach(works, 'prove')
    const newer = await works.jobs.supersede('update', 'instance:notes', { name: notes, version: '3' })
    assert.equal((await works.jobs.settled(newer.id)).state, 'done')
    assert.equal((await works.jobs.get(older.id))?.state, 'cancelled')
    const spec = await works.spec()
    assert.deepEqual([spec?.version, spec?.next, spec?.refused], ['3', null, null])
    assert.match(await compose(works), /VERSION: "3"/)
  })
})

describe('an update beside, cut off', () => {
  const steps: readonly (readonly [Kind, readonly string[]])[] = [
    ['well', ['weigh', 'keep the files', 'switch beside', 'prove', 'finish']],
    ['ends', ['switch beside', 'prove', 'put back']],
  ]
  for (const [kind, all] of steps) {
    for (const step of all) {
      it(`to a version that is ${kind}, by the end of the engine in the step "${step}", comes to its end with the next one`, async () => {
        await using works = await open({ 2: kind })
        const job = await reach(works, step)
        await works.end()
        await works.begin()
        const settled = await works.jobs.settled(job.id)
        assert.equal(settled.state, kind === 'well' ? 'done' : 'failed')
        if (kind === 'ends') return await isAsBefore(works)
        const spec = await works.spec()
        assert.deepEqual([spec?.version, spec?.next, spec?.kept?.version, await works.read()], ['2', null, '1', 'precious'])
      })

      it(`to a version that is ${kind}, by a person in the step "${step}", is put back or done`, async () => {
        await using works = await open({ 2: kind })
        const job = await reach(works, step)
        await works.jobs.cancel(job.id)
        await works.jobs.settled(job.id)
        assert.ok(await until(async () => ((await works.spec())?.next === null && (await works.quiet()) ? true : undefined), { deadline: 20_000 }))
        if ((await works.spec())?.version === '2') assert.equal(kind, 'well')
        else await isAsBefore(works)
      })
    }
  }

  it('between the files and the row: the files are put back', async () => {
    await using works = await open({ 2: 'well' })
    const [spec, update] = [await works.spec(), JobId.parse('cutoff')]
    const [folder, kept] = [works.places.instance(notes), works.places.kept(update)]
    await keepBeside(spec ?? assert.fail(), folder, kept, engine)
    await moveFolder(join(folder, 'app'), appAside(kept))
    await mkdir(join(folder, 'app'))
    await writeFile(join(folder, 'compose.yaml'), 'of another version')
    const cause = { code: 'cancelled', message: '', fix: '', at: '' }
    assert.equal((await works.done('put-back', { name: notes, update, refused: { version: '', cause } })).state, 'done')
    await isAsBefore(works)
    assert.equal((await works.spec())?.refused, null)
  })
})

describe('an update that replaces nothing that writes', () => {
  it('stops it, and copies no data', async () => {
    await using works = await Works.open({ 2: 'well' }, 'plain')
    const job = await works.done('update', { name: notes, version: '2' })
    assert.equal(job.state, 'done')
    assert.ok(!(await readdir(works.places.kept(job.id))).includes('data'))
    assert.equal((await works.done('rollback', { name: notes })).state, 'done')
    assert.deepEqual([(await works.spec())?.version, await works.read()], ['1', 'precious'])
  })

  it('that fails is put back, and the data is not touched', async () => {
    await using works = await Works.open({ 2: 'ends' }, 'plain')
    assert.equal((await works.done('update', { name: notes, version: '2' })).state, 'failed')
    assert.deepEqual([(await works.spec())?.version, (await works.spec())?.update, await works.read()], ['1', null, 'precious'])
    assert.match(await compose(works), /VERSION: "1"/)
  })
})

async function compose(works: Works): Promise<string> {
  return await readFile(join(works.places.instance(notes), 'compose.yaml'), 'utf8')
}

/** Begins an update to version 2; it is at work in this step. */
async function reach(works: Works, step: string): Promise<JobView> {
  const reached = Promise.withResolvers<JobView>()
  works.onJob = (view) => {
    if (view.step === step && view.state === 'running') reached.resolve(view)
    if (['done', 'failed'].includes(view.state)) reached.reject(new Error(`it came to its end without ${step}`))
  }
  await works.jobs.start('update', 'instance:notes', { name: notes, version: '2' })
  return await reached.promise
}

async function isAsBefore(works: Works): Promise<void> {
  const spec = await works.spec()
  assert.deepEqual([spec?.version, spec?.update, spec?.next, spec?.kept], ['1', null, null, null])
  assert.equal(await works.read(), 'precious')
  assert.match(await compose(works), /VERSION: "1"/)
  assert.match(await readFile(join(works.places.instance(notes), 'app', 'app_meta.json'), 'utf8'), /"app_version":"1"/)
  await sees(works, 'web-r1 running')
  const nothingLeft = async (): Promise<true | undefined> => ((await readdir(join(works.data, 'kept')).catch(() => [])).length === 0 ? true : undefined)
  assert.ok(await until(nothingLeft, { deadline: 10_000 }), 'nothing is left of what was kept for the way back')
}
