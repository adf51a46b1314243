import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { TestRegistry } from '../../docker/registry.testbed.ts'
import { until } from '../../kit/until.ts'
import type { JobTools } from '../../jobs/jobs.ts'
import { InstanceName } from '../../model/names.ts'
import { ImageBed, shop } from './door.testbed.ts'
import { newerOf, sampleImage } from './newer.testbed.ts'
import { Patience } from './patience.ts'
import { Front } from './registry/front.testbed.ts'

const { signal } = new AbortController()

describe('watching registries', () => {
  it('one that hangs holds no other up, and is given up in the end', async () => {
    await using bed = await ImageBed.open()
    const digest = await bed.hold('shop:1')
    await bed.registered({ image: bed.registry.name('shop:1') })
    await using hanging = await Front.open(() => undefined)
    const slow = InstanceName.parse('slow')
    await bed.door.images.insert(async () => await Promise.resolve({ ...bed.door.images.get(shop), name: slow, images: { web: `${hanging.address}/x:latest` }, hook: 'slow' }))
    bed.door.watches.begin({ name: slow, looked: null })
    await until(() => hanging.asked[0], { deadline: 10_000 })
    const first = await Promise.race([bed.door.check(slow, signal), bed.door.check(shop, signal)])
    assert.deepEqual([first.name, first.cause, first.digests], [shop, null, { web: digest }])
    await until(async () => ((await bed.view(slow)).cause?.code === 'registry-down' ? true : undefined), { deadline: 30_000 })
  })

  it('of several images the trouble of one registry keeps nothing from the others', async () => {
    await using other = await TestRegistry.open()
    await using registry = await TestRegistry.open()
    const digest = await registry.hold('web:1')
    const images = { web: registry.name('web:1'), db: other.name('db:1') }
    const looked = await newerOf(images, { newer: { db: { image: other.name('db:2'), digest: 'sha256:known', seen: 'before' } } })
    assert.deepEqual([looked.newer['web']?.digest, looked.newer['db']?.digest], [digest, 'sha256:known'])
    assert.match(String(looked.error), /does not have it/)
  })

  it('an image that says by its digest which it is has nothing newer, and nobody is asked', async () => {
    assert.deepEqual(await newerOf({ web: `127.0.0.1:1/x:1@sha256:${'a'.repeat(64)}` }, {}), { newer: {} })
  })

  it('after a restart it looks when it is due, and not before', async () => {
    await using bed = await ImageBed.open()
    await bed.hold('shop:1')
    const before = await bed.registered({ image: bed.registry.name('shop:1') })
    const other = InstanceName.parse('other')
    await bed.door.images.insert(async () => await Promise.resolve({ ...bed.door.images.get(shop), name: other, hook: 'other', looked: new Date(Date.now() - 2 * 60 * 60_000).toISOString() }))
    await bed.jobs[Symbol.asyncDispose]()
    await bed.door.watches[Symbol.asyncDispose]()
    const { looked } = bed.door.images.get(other)
    await bed.start()
    await until(() => (bed.door.images.get(other).looked !== looked ? true : undefined), { deadline: 10_000 })
    assert.equal(bed.door.images.get(shop).looked, before.looked)
  })

  it('a push that is told while it looks makes it look again', async () => {
    const held: (() => void)[] = []
    await using bed = await ImageBed.open()
    const digest = await bed.hold('shop:1')
    await using front = await Front.open(async (request, response) => {
      await new Promise<void>((resolve) => void held.push(resolve))
      response.writeHead(200, { 'docker-content-digest': digest }).end(request.method === 'HEAD' ? '' : '{}')
    })
    await bed.door.images.insert(async () => await Promise.resolve(sampleImage({ web: `${front.address}/shop:latest` }, { digests: { web: digest }, hook: 'told', last: 1 })))
    bed.door.watches.begin({ name: shop, looked: null })
    assert.ok(await until(() => held[0], { deadline: 10_000 }))
    assert.ok(await bed.door.pushed('told'))
    held[0]?.()
    assert.ok(await until(() => held[1], { deadline: 10_000 }), 'it looks again')
    held[1]?.()
  })

  it('a real registry’s own word of a push makes it look', async () => {
    let hear: () => Promise<unknown> = async () => await Promise.resolve()
    await using front = await Front.open(async (_, response) => {
      await hear()
      response.writeHead(202).end()
    })
    await using registry = await TestRegistry.open({ notifies: `http://${front.address}/doors/image/hook` })
    await using bed = await ImageBed.open({ registry })
    await bed.hold('shop:1')
    const { hook } = await bed.registered({ image: registry.name('shop:1'), policy: { take: 'any' } })
    hear = async () => await bed.door.pushed(hook)
    const digest = await bed.hold('shop:1', { files: { a: 'newer' } })
    await until(async () => ((await bed.view()).digests['web'] === digest ? true : undefined), { deadline: 20_000 })
    assert.ok(front.asked.includes('POST /doors/image/hook'))
  })
})

describe('an image that does not come', () => {
  it('is given up when nothing is heard of it any more', async () => {
    await using bed = await ImageBed.open({ quiet: 50 })
    await bed.hold('shop:1')
    bed.fake.pull = async (_, options) => await new Promise((__, reject) => options.signal.addEventListener('abort', () => reject(options.signal.reason as Error)))
    await bed.door.images.insert(async () => await Promise.resolve(sampleImage({ web: bed.registry.name('shop:1') })))
    const tools: JobTools = { job: 'job1' as JobTools['job'], signal, step: async (_, work) => await work(), log: () => undefined, progress: () => undefined }
    const [handler] = bed.door.handlers
    const input = { name: shop, images: { web: { image: bed.registry.name('shop:1'), digest: null } }, because: 'image', by: 'Ada' }
    await assert.rejects(async () => await handler?.run(input, tools), /nothing came of it/)
  })

  it('each word of it is patience anew', async () => {
    using patience = new Patience(40)
    for (let word = 0; word < 3; word++) patience.heard()
    assert.equal(patience.signal.aborted, false)
    await until(() => patience.signal.aborted || undefined, { deadline: 10_000 })
    patience.heard()
    assert.equal(patience.signal.aborted, true)
  })
})
