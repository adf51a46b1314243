import assert from 'node:assert/strict'
import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { until } from '../kit/until.ts'
import type { JobView } from '../model/job.ts'
import { notes, Works } from './works.testbed.ts'
import type { Kind } from './works.testbed.ts'

describe('an update', () => {
  it('moves the version, keeps what was written, and keeps the version before to go back to', async () => {
    await using works = await Works.open({ 2: 'well' })
    const job = await works.done('update', { name: notes, version: '2' })
    assert.equal(job.state, 'done')
    const spec = await works.spec()
    assert.deepEqual([spec?.version, spec?.update, spec?.refused, spec?.kept?.version], ['2', null, null, '1'])
    assert.equal(await works.read(), 'precious')
  })

  it('waits for a start that had begun before it: nothing is copied while something may be written', async () => {
    await using works = await Works.open({ 2: 'well' })
    const [begun, goOn] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()]
    works.docker.onStart = async () => {
      begun.resolve(undefined)
      await goOn.promise
      await writeFile(works.written, 'written while it started')
    }
    works.visit(1)
    await begun.promise
    const keeping = Promise.withResolvers<undefined>()
    works.onJob = ({ step }) => {
      if (step === 'keep the data') keeping.resolve(undefined)
    }
    const job = await works.jobs.start('update', 'instance:notes', { name: notes, version: '2' })
    await keeping.promise
    const isKept = async (): Promise<true | undefined> => ((await readdir(works.places.kept(job.id)).catch((): string[] => [])).includes('spec.json') ? true : undefined)
    const tooEarly = await until(isKept, { deadline: 700 })
    works.visit(0)
    goOn.resolve(undefined)
    assert.equal(tooEarly, undefined, 'nothing is kept while it starts')
    assert.equal((await works.jobs.settled(job.id)).state, 'done')
    const kept = (await works.spec())?.kept?.id ?? assert.fail('a version is kept')
    assert.equal(await readFile(join(works.places.kept(kept), 'data', 'written'), 'utf8'), 'written while it started')
  })

  it('of an app that is switched off is proven, and leaves it switched off', async () => {
    await using works = await Works.open({ 2: 'well', 3: 'spoils' })
    await works.db.specs.change(notes, (spec) => ({ ...spec, mode: 'off' }))
    await works.restart()
    assert.equal((await works.done('update', { name: notes, version: '2' })).state, 'done')
    assert.equal((await works.done('update', { name: notes, version: '3' })).cause?.code, 'update-undone')
    assert.deepEqual([(await works.spec())?.version, (await works.spec())?.mode], ['2', 'off'])
    assert.equal(await works.read(), 'precious')
  })

  it('heeds what the author says of new paths, and what the owner said of others', async () => {
    await using works = await Works.open({ 2: 'well' })
    await works.db.specs.change(notes, (spec) => ({ ...spec, policy: { access: 'private', paths: { '/of-1': 'public' } } }))
    await works.done('update', { name: notes, version: '2' })
    assert.deepEqual((await works.spec())?.policy, { access: 'private', paths: { '/of-1': 'public', '/of-2': 'private' } })
  })

  for (const kind of ['ends', 'spoils'] as const) {
    it(`to a version that ${kind}: everything is put back, and the reason is kept`, async () => {
      await using works = await Works.open({ 2: kind })
      const job = await works.done('update', { name: notes, version: '2' })
      assert.deepEqual([job.state, job.cause?.code], ['failed', 'update-undone'])
      await isAsBefore(works)
      assert.deepEqual([(await works.spec())?.refused?.version, (await works.spec())?.refused?.cause.code], ['2', 'start-failed'])
    })
  }

  it('going back puts the data of then in place, and what was written since on the shelf', async () => {
    await using works = await Works.open({ 2: 'well' })
    await works.done('update', { name: notes, version: '2' })
    await writeFile(works.written, 'newer')
    const job = await works.done('rollback', { name: notes })
    assert.equal(job.state, 'done')
    await isAsBefore(works)
    const [item] = await works.db.shelf.all()
    assert.equal(item?.version, '2')
    assert.deepEqual(await readdir(join(works.places.shelf(item.id), 'data')), ['written'])
    assert.equal((await works.spec())?.refused?.cause.code, 'went-back')
  })

  it('what cannot be fetched afresh says nothing of the version that is offered', async () => {
    await using works = await Works.open({ 2: 'well' })
    await works.db.specs.change(notes, (spec) => ({ ...spec, offered: '2' }))
    works.versions.delete('1')
    assert.equal((await works.done('update', { name: notes, version: '1' })).state, 'failed')
    assert.deepEqual([(await works.spec())?.refused, (await works.spec())?.offered], [null, '2'])
  })

  it('a second update keeps only the version just before it', async () => {
    await using works = await Works.open({ 2: 'well', 3: 'well' })
    for (const version of ['2', '3']) await works.done('update', { name: notes, version })
    assert.equal((await works.spec())?.kept?.version, '2')
    assert.equal((await readdir(join(works.data, 'kept'))).length, 1)
  })

  it('the same version again is fetched afresh', async () => {
    await using works = await Works.open()
    const job = await works.done('update', { name: notes, version: '1' })
    assert.equal(job.state, 'done')
    assert.equal(await works.read(), 'precious')
  })

  it('a version that cannot be fetched changes nothing, and the app is not even stopped', async () => {
    await using works = await Works.open()
    await works.db.specs.change(notes, (spec) => ({ ...spec, offered: '9' }))
    const job = await works.done('update', { name: notes, version: '9' })
    assert.deepEqual([job.state, job.cause?.code], ['failed', 'no-offer'])
    await isAsBefore(works)
    assert.equal(await until(async () => (await works.spec())?.refused?.version, { deadline: 5000 }), '9')
  })
})

describe('an update that is cut off', () => {
  const steps: readonly (readonly [Kind, readonly string[]])[] = [
    ['well', ['keep the data', 'switch', 'prove', 'finish']],
    ['spoils', ['keep the data', 'switch', 'prove', 'put back']],
  ]
  for (const [kind, all] of steps) {
    for (const step of all) {
      it(`to a version that is ${kind}, by the end of the engine in the step "${step}", comes to its end with the next one`, async () => {
        await using works = await Works.open({ 2: kind })
        const job = await cutOff(works, step, () => works.end())
        await works.begin()
        const settled = await works.jobs.settled(job.id)
        assert.equal(settled.state, kind === 'well' ? 'done' : 'failed')
        if (kind === 'well') assert.deepEqual([(await works.spec())?.version, await works.read()], ['2', 'precious'])
        else await isAsBefore(works)
      })

      it(`to a version that is ${kind}, by a person in the step "${step}", is put back or done`, async () => {
        await using works = await Works.open({ 2: kind })
        await cutOff(works, step, async (view) => {
          await works.jobs.cancel(view.id)
        })
        await until(async () => ((await works.spec())?.update === null ? true : undefined), { deadline: 20_000 })
        const spec = await works.spec()
        if (spec?.version === '2') assert.deepEqual([kind, await works.read()], ['well', 'precious'])
        else await isAsBefore(works)
      })
    }
  }
})

/** Begins an update to version 2 and does something as soon as it is in this step, which it must come to. */
async function cutOff(works: Works, step: string, cut: (view: JobView) => Promise<void>): Promise<JobView> {
  const reached = Promise.withResolvers<JobView>()
  works.onJob = (view) => {
    if (view.step === step && view.state === 'running') reached.resolve(view)
    if (['done', 'failed'].includes(view.state)) reached.reject(new Error(`it came to its end without ${step}`))
  }
  await works.jobs.start('update', 'instance:notes', { name: notes, version: '2' })
  const view = await reached.promise
  await cut(view)
  return view
}

async function isAsBefore(works: Works): Promise<void> {
  const spec = await works.spec()
  assert.deepEqual([spec?.version, spec?.update, spec?.kept], ['1', null, null])
  assert.equal(await works.read(), 'precious')
  assert.match(await readFile(join(works.places.instance(notes), 'compose.yaml'), 'utf8'), /VERSION: "1"/)
  const nothingLeft = async (): Promise<true | undefined> => ((await readdir(join(works.data, 'kept')).catch(() => [])).length === 0 ? true : undefined)
  assert.ok(await until(nothingLeft, { deadline: 10_000 }), 'nothing is left of what was kept for the way back')
}
