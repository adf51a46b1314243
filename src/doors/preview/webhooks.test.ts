import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { first, PreviewBed, seen, shop } from './door.testbed.ts'

describe('webhooks', () => {
  it('in any order, twice, as a form, and copied with another name come to the same', async () => {
    await using bed = await PreviewBed.open()
    bed.github.hooks.mode = 'hold'
    const { number } = await bed.github.openPull(shop, { author: 'ada' })
    await bed.github.push(shop, number, { by: 'ada' })
    await bed.github.close(shop, number)
    await bed.github.reopen(shop, number)
    const commit = await bed.github.push(shop, number, { by: 'ada' })
    bed.github.hooks.form = true
    bed.github.hooks.mode = 'send'
    await bed.github.hooks.release((held) => held.toReversed())
    const [hook] = bed.github.hooks.sent
    if (!hook) throw new Error('nothing was sent')
    assert.equal((await bed.github.hooks.redeliver(hook))?.status, 200)
    assert.equal((await bed.github.hooks.send({ ...hook, id: '00000000-0000-0000-0000-000000000000' }))?.status, 200)
    await bed.calm()
    assert.equal((await bed.becomes(first, 'running'))?.live, commit)
  })

  it('that are not signed right are refused', async () => {
    await using bed = await PreviewBed.open()
    await bed.github.openPull(shop, { author: 'ada' })
    const [hook] = bed.github.hooks.sent
    if (!hook) throw new Error('nothing was sent')
    assert.equal((await bed.github.hooks.send({ ...hook, id: 'x' }, { secret: 'another' }))?.status, 403)
    await assert.rejects(bed.door.deliver('gitlab', { headers: {}, body: Buffer.from('{}') }), /nothing of gitlab is connected/)
  })

  it('one that never came is made good by the comparison: opened, pushed, closed', async () => {
    await using bed = await PreviewBed.open()
    const id = await seen(bed)
    bed.github.hooks.to(null)
    const { number } = await bed.github.openPull(shop, { author: 'ada' })
    await bed.door.reconsider(id)
    await bed.becomes(first, 'running')
    const commit = await bed.github.push(shop, number, { by: 'ada' })
    await bed.door.reconsider(id)
    await bed.says(number, new RegExp(commit.slice(0, 7)))
    await bed.github.close(shop, number)
    await bed.door.reconsider(id)
    await bed.becomes(first, null)
  })
})

describe('a provider that is away', () => {
  it('is told what is so when it is back, and nothing is built for it', async () => {
    await using bed = await PreviewBed.open()
    const { number } = await bed.github.openPull(shop, { author: 'ada' })
    await bed.becomes(first, 'running')
    await bed.says(number, /Ready/)
    await bed.calm()
    bed.github.fail({ kind: 'down', only: /comments|deployments|statuses/ })
    await bed.github.comment(shop, number, '/preview stop', 'ada')
    await bed.becomes(first, 'stopped')
    await bed.restart()
    await bed.github.heal()
    await bed.says(number, /Stopped/)
    assert.equal(bed.built.length, 1)
  })
})
