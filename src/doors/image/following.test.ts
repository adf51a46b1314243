import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { until } from '../../kit/until.ts'
import { ImagePolicy } from '../../model/image.ts'
import { ImageBed, shop } from './door.testbed.ts'

const origin = { door: 'image' as const, image: shop }
const { signal } = new AbortController()
const policy = (changes: object): ImagePolicy => ImagePolicy.parse(changes)

describe('what is newer', () => {
  it('is shown to who is asked, and taken when they say so', async () => {
    await using bed = await ImageBed.open()
    await bed.hold('shop:1')
    const image = bed.registry.name('shop:1')
    await bed.registered({ image })
    assert.deepEqual((await bed.door.check(shop, signal)).newer, {})
    await assert.rejects(bed.door.take(shop, 'Ben'), { code: 'nothing-newer' })
    const digest = await bed.hold('shop:1', { files: { a: 'newer' } })
    const { newer, cause, looked } = await bed.door.check(shop, signal)
    assert.deepEqual([newer['web']?.image, newer['web']?.digest, cause, looked !== null, bed.announced.length], [image, digest, null, true, 1])
    assert.equal((await bed.door.check(shop, signal)).newer['web']?.seen, newer['web']?.seen, 'since when it is known stays')
    const { job } = await bed.door.take(shop, 'Ben')
    assert.equal(await bed.settled(job), 'done')
    const view = await bed.view()
    assert.deepEqual([view.newer, view.digests, bed.announced.at(-1)?.version], [{}, { web: digest }, '2'])
    assert.deepEqual([(await bed.door.releases.get(shop, 2)).source, (await bed.door.releases.get(shop, 2)).by], ['newer', 'Ben'])
  })

  it('a newer tag is moved to as far as the policy reaches', async () => {
    await using bed = await ImageBed.open()
    for (const tag of ['1.2.3', '1.2.4', '1.3.0', '2.0.0']) await bed.hold(`shop:${tag}`, { files: { tag } })
    await bed.registered({ image: bed.registry.name('shop:1.2.3') })
    const moves: string[] = []
    for (const take of ['patch', 'minor', 'any'] as const) {
      await bed.door.change(shop, { policy: policy({ take }) }, 'Ada')
      await until(async () => (await bed.view()).tags['web'] !== moves.at(-1) || undefined, { deadline: 10_000 })
      moves.push((await bed.view()).tags['web'] ?? '')
    }
    assert.deepEqual(
      [moves, bed.announced.map(({ version }) => version)],
      [
        ['1.2.4', '1.3.0', '2.0.0'],
        ['1', '2', '3', '4'],
      ],
    )
    assert.equal((await bed.view()).images['web'], bed.registry.name('shop:1.2.3'), 'what was asked for stays known')
    assert.deepEqual((await bed.door.look({ image: bed.registry.name('shop:1.2.3') }, signal)).tags, ['2.0.0', '1.3.0', '1.2.4'])
  })

  it('is taken by itself when a registry says that there is something new, and not outside its hours', async () => {
    await using bed = await ImageBed.open()
    await bed.hold('shop:1')
    await bed.registered({ image: bed.registry.name('shop:1'), policy: { take: 'patch', from: 3, to: 5 } })
    bed.date = new Date(2026, 10, 21, 12)
    const digest = await bed.hold('shop:1', { files: { a: 'newer' } })
    const { hook } = await bed.view()
    assert.deepEqual([await bed.door.pushed(hook), await bed.door.pushed('0'.repeat(40))], [true, false])
    await until(async () => (await bed.view()).newer['web'], { deadline: 10_000 })
    assert.equal(bed.announced.length, 1, 'it is not the time')
    bed.date = new Date(2026, 10, 22, 4)
    await bed.door.pushed(hook)
    await until(() => bed.announced[1], { deadline: 10_000 })
    assert.deepEqual((await bed.view()).digests, { web: digest })
  })

  it('one that does not get well is refused with its cause, and is not taken again', async () => {
    await using bed = await ImageBed.open()
    await bed.hold('shop:1')
    await bed.registered({ image: bed.registry.name('shop:1'), policy: { take: 'any' } })
    await bed.live(1)
    await bed.hold('shop:1', { files: { a: 'bad' } })
    await bed.door.pushed((await bed.view()).hook)
    await until(() => bed.announced[1], { deadline: 10_000 })
    const cause = { code: 'unhealthy', message: 'It did not answer.', fix: 'Look at its logs.', at: 'now' }
    await bed.door.tell(origin, { version: '2', cause })
    const view = await bed.door.check(shop, signal)
    assert.deepEqual([view.failure?.message, view.live, view.newer], ['It did not answer.', 1, {}])
    assert.equal(await bed.door.rollback(shop, 1, 'Ada'), 3)
    assert.deepEqual((await bed.door.check(shop, signal)).newer, {}, 'going back is not undone')
  })

  it('a registry that is gone is told with its cause, and is well again when it is', async () => {
    await using bed = await ImageBed.open()
    await bed.hold('shop:1')
    await bed.registered({ image: bed.registry.name('shop:1') })
    await bed.registry.stop()
    const down = await bed.door.check(shop, signal)
    assert.deepEqual([down.cause?.code, down.newer], ['registry-down', {}])
    await assert.rejects(bed.door.take(shop, 'Ada'), { code: 'registry-down' })
    await bed.registry.start()
    assert.equal((await bed.door.check(shop, signal)).cause, null)
  })
})
