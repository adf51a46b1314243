import assert from 'node:assert/strict'
import { access, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import type { JobId } from '../../model/names.ts'
import { builtOf, first, PreviewBed, seen, shop } from './door.testbed.ts'

/** Its build has begun, and goes on until it is cancelled. */
async function building(bed: PreviewBed): Promise<JobId> {
  const { begun } = bed.endless()
  await bed.github.openPull(shop, { author: 'ada' })
  await begun
  const { job } = bed.door.previews.get(first)
  assert.ok(job)
  return job
}

describe('a build that somebody cancelled', () => {
  it('is said to be, and may be tried again', async () => {
    await using bed = await PreviewBed.open()
    const job = await building(bed)
    await bed.jobs.cancel(job)
    assert.equal((await bed.becomes(first, 'failed'))?.failure?.cause.code, 'cancelled')
    bed.build = async ({ tag }) => await Promise.resolve(builtOf(tag))
    await bed.jobs.retry(job)
    const view = await bed.becomes(first, 'running')
    assert.deepEqual([view?.failure, view?.live, bed.built.length], [null, view?.head.commit, 2])
    assert.deepEqual(
      (await bed.jobs.list()).map(({ id, state }) => [id, state]),
      [[job, 'done']],
    )
  })

  it('is built anew by a redeploy', async () => {
    await using bed = await PreviewBed.open()
    await bed.jobs.cancel(await building(bed))
    await bed.becomes(first, 'failed')
    bed.build = async ({ tag }) => await Promise.resolve(builtOf(tag))
    await bed.door.deeds.redeploy(first)
    assert.equal((await bed.becomes(first, 'running'))?.failure, null)
  })

  it('and whose source was cleared when the engine started again is fetched anew', async () => {
    await using bed = await PreviewBed.open()
    const job = await building(bed)
    await bed.jobs.cancel(job)
    await bed.becomes(first, 'failed')
    await bed.end()
    const staging = join(bed.root, 'staging')
    for (const name of await readdir(staging)) await rm(join(staging, name), { recursive: true })
    bed.build = async ({ folder, tag }) => {
      await access(join(folder, 'Dockerfile'))
      return builtOf(tag)
    }
    await bed.start()
    await bed.jobs.retry(job)
    await bed.becomes(first, 'running')
  })
})

describe('a preview that is not there', () => {
  it('comes back where somebody asks for it in a comment, as the comment says', async () => {
    await using bed = await PreviewBed.open()
    const { number } = await bed.github.openPull(shop, { author: 'ada' })
    await bed.becomes(first, 'running')
    await bed.door.deeds.remove(first, 'expired')
    await bed.becomes(first, null)
    await bed.says(number, /`\/preview start` brings it back/)
    await bed.github.comment(shop, number, '/preview start', 'ada')
    await bed.becomes(first, 'running')
    assert.equal(bed.built.length, 2)
  })

  it('while it still goes begins anew, and its going is not taken for another', async () => {
    await using bed = await PreviewBed.open()
    const { number } = await bed.github.openPull(shop, { author: 'ada' })
    const serving = bed.serving.get((await bed.becomes(first, 'running'))?.name ?? first)
    assert.ok(serving)
    await bed.says(number, /Ready/)
    bed.serving.set(first, { ...serving, switching: true })
    await bed.door.deeds.remove(first)
    await bed.becomes(first, 'ending')
    const gate = Promise.withResolvers<void>()
    bed.build = async ({ tag }) => {
      await gate.promise
      return builtOf(tag)
    }
    await bed.door.deeds.redeploy(first)
    bed.serving.delete(first)
    await bed.door.hear(first, null)
    gate.resolve()
    await bed.becomes(first, 'running')
    assert.equal(bed.built.length, 2)
  })

  it('as somebody stopped it, is started by a newer commit', async () => {
    await using bed = await PreviewBed.open()
    const { number } = await bed.github.openPull(shop, { author: 'ada' })
    await bed.becomes(first, 'running')
    await bed.door.deeds.stop(first)
    await bed.says(number, /Stopped[^]*a newer commit/)
    const commit = await bed.github.push(shop, number, { by: 'ada' })
    assert.equal((await bed.becomes(first, 'running'))?.live, commit)
  })
})

describe('a repository that is taken away', () => {
  it('while one of its previews is updated is not, and its build goes on; afterwards it is', async () => {
    await using bed = await PreviewBed.open()
    const id = await seen(bed)
    const { number } = await bed.github.openPull(shop, { author: 'ada' })
    const serving = bed.serving.get((await bed.becomes(first, 'running'))?.name ?? first)
    assert.ok(serving)
    const { begun } = bed.endless()
    const commit = await bed.github.push(shop, number, { by: 'ada' })
    await begun
    bed.build = async ({ tag }) => await Promise.resolve(builtOf(tag))
    bed.serving.set(first, { ...serving, switching: true })
    await assert.rejects(bed.door.removeRepository(id), { code: 'busy' })
    assert.ok(bed.door.repositories.has(id))
    assert.equal((await bed.becomes(first, 'running'))?.live, commit)
    await bed.door.removeRepository(id)
    assert.deepEqual([bed.door.repositories.has(id), bed.door.previews.all(), bed.discarded], [false, [], [first]])
  })

  it('leaves no preview that is heard of meanwhile, and one that was left breaks nothing', async () => {
    await using bed = await PreviewBed.open()
    const id = await seen(bed)
    await bed.github.openPull(shop, { author: 'ada' })
    await bed.becomes(first, 'running')
    await bed.calm()
    const row = bed.door.previews.get(first)
    const known = bed.door.repositories.get(id)
    const repository = { ...known, rules: { ...known.rules, branches: ['x'] } }
    await bed.door.removeRepository(id)
    assert.equal(
      await bed.door.dealer.asked(repository, { kind: 'pushed', repository: { path: shop, remote: null }, branch: 'x', commit: row.head.commit, sender: 'ada', title: '', known: null }),
      undefined,
    )
    await bed.door.previews.add(repository, row)
    assert.deepEqual(await bed.door.views(), [])
    await bed.restart()
    assert.deepEqual(bed.door.previews.all(), [])
  })
})
