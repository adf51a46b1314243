import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
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

  it('that say the same again count again where the provider can say nothing else', async () => {
    await using bed = await PreviewBed.open()
    const secret = 'a secret of thirty characters!'
    for (const provider of ['gitlab', 'launchpad'] as const) {
      const place = { provider, url: 'http://127.0.0.1:1', api: 'http://127.0.0.1:1/api', label: provider, by: { kind: 'token', login: null } } as const
      await bed.door.connections.add(place, { webhook: secret, token: 'key:secret', key: null })
    }
    const proposal = { registrant: '/~ada', target_git_repository: '/~team/shop/+git/shop', queue_status: 'Needs review' }
    const status = Buffer.from(JSON.stringify({ merge_proposal: '/~ada/shop/+git/shop/+merge/4', action: 'modified', old: proposal, new: proposal }))
    const push = Buffer.from(JSON.stringify({ object_kind: 'push', ref: 'refs/heads/main', after: 'a'.repeat(40), project: { id: 1, path_with_namespace: 'acme/shop' } }))
    const launchpad = { 'x-launchpad-event-type': 'merge-proposal:0.1', 'x-hub-signature': `sha1=${createHmac('sha1', secret).update(status).digest('hex')}` }
    const queued = async (provider: 'gitlab' | 'launchpad', headers: Readonly<Record<string, string>>, body: Buffer): Promise<unknown> => (await bed.door.deliver(provider, { headers, body }))?.queued
    const said = []
    for (const id of ['1', '2', '2']) {
      said.push(await queued('launchpad', { ...launchpad, 'x-launchpad-delivery': id }, status))
      said.push(await queued('gitlab', { 'x-gitlab-event': 'Push Hook', 'x-gitlab-token': secret, 'idempotency-key': id }, push))
    }
    assert.deepEqual(said, [true, true, true, true, false, false])
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

describe('the trouble of one preview', () => {
  it('keeps no other from ending, nor the door from opening', async () => {
    await using bed = await PreviewBed.open()
    const id = await seen(bed)
    await bed.github.openPull(shop, { author: 'ada' })
    const { number } = await bed.github.openPull(shop, { author: 'ada' })
    for (const name of [first, `shop-pr-${number}`]) await bed.becomes(name, 'running')
    await bed.calm()
    bed.stuck.add(first)
    bed.github.hooks.to(null)
    await bed.github.close(shop, 1)
    await bed.github.close(shop, number)
    await bed.door.repositories.change(id, { hours: 1 })
    await bed.door.previews.change(first, (row) => ({ ...row, ending: 'expired' }))
    await bed.restart()
    await bed.becomes(`shop-pr-${number}`, null)
    await bed.becomes(first, 'ending')
    bed.stuck.clear()
    await bed.door.reconsider(id)
    await bed.becomes(first, null)
  })
})

describe('a provider that is away', () => {
  it('for a week after all is over is not tried any more', async () => {
    await using bed = await PreviewBed.open()
    const id = await seen(bed)
    const { number } = await bed.github.openPull(shop, { author: 'ada' })
    await bed.says(number, /Ready/) // else there is nothing to tell of its end
    await bed.calm()
    bed.github.fail({ kind: 'down', only: /comments|deployments|statuses/ })
    await bed.github.close(shop, number)
    await bed.becomes(first, null)
    const known = (days: number): string => new Date(Date.now() - days * 24 * 3_600_000).toISOString()
    await bed.door.previews.change(first, (row) => ({ ...row, known: known(6) }))
    await bed.door.reconsider(id)
    assert.ok(bed.door.previews.has(first))
    await bed.door.previews.change(first, (row) => ({ ...row, known: known(8) }))
    await bed.door.reconsider(id)
    assert.ok(!bed.door.previews.has(first))
  })

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
