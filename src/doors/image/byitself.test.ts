import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { until } from '../../kit/until.ts'
import { ImageBed, shop } from './door.testbed.ts'

const { signal } = new AbortController()
const soon = { deadline: 10_000 }

/** One that comes only when its hours are over. */
async function postponed(bed: ImageBed): Promise<{ readonly pulls: () => number; readonly digest: string }> {
  await bed.hold('shop:1')
  await bed.registered({ image: bed.registry.name('shop:1'), policy: { take: 'patch', from: 3, to: 5 } })
  const pull = bed.fake.pull.bind(bed.fake)
  let pulls = 0
  bed.fake.pull = async (image, options) => {
    if (pulls++ === 0) bed.date = new Date(2026, 10, 21, 6)
    await pull(image, options)
  }
  bed.date = new Date(2026, 10, 21, 4)
  const digest = await bed.hold('shop:1', { files: { a: 'newer' } })
  await bed.door.pushed((await bed.view()).hook)
  assert.ok(await until(async () => (await bed.jobs.list()).filter(({ state }) => state === 'done')[1], soon))
  return { pulls: () => pulls, digest }
}

describe('what is taken by itself', () => {
  it('is not switched when it came after its hours, and needs nothing more at the next', async () => {
    await using bed = await ImageBed.open()
    const { pulls, digest } = await postponed(bed)
    const view = await bed.view()
    assert.deepEqual([bed.announced.length, view.newer['web']?.digest, view.failure, bed.removed], [1, digest, null, []])
    bed.date = new Date(2026, 10, 22, 3)
    bed.door.watches.wake(shop)
    assert.ok(await until(() => bed.announced[1], soon))
    assert.deepEqual([pulls(), (await bed.view()).digests], [1, { web: digest }])
  })

  it('whoever takes it by hand need not wait', async () => {
    await using bed = await ImageBed.open()
    const { digest } = await postponed(bed)
    await bed.settled((await bed.door.take(shop, 'Ada')).job)
    assert.deepEqual([bed.announced.length, (await bed.view()).digests], [2, { web: digest }])
  })

  it('leaves nothing on the machine that a newer one took the place of before it was switched, or that goes unswitched', async () => {
    await using bed = await ImageBed.open()
    const { digest } = await postponed(bed)
    const before = `berth-abcdefgh/shop:i${digest.slice(7, 18)}`
    await bed.hold('shop:1', { files: { a: 'newest' } })
    await bed.door.check(shop, signal)
    await bed.settled((await bed.door.take(shop, 'Ada')).job)
    assert.deepEqual([bed.removed, bed.announced.length], [[before], 2])
    await using other = await ImageBed.open()
    const gone = await postponed(other)
    await other.door.forget(shop)
    assert.ok(other.removed.includes(`berth-abcdefgh/shop:i${gone.digest.slice(7, 18)}`))
    assert.deepEqual([...(await other.db.doorRows('image').all()).keys()], [])
  })

  it('and can be nothing here is not brought again and again', async () => {
    await using bed = await ImageBed.open()
    await bed.hold('shop:1')
    const { hook } = await bed.registered({ image: bed.registry.name('shop:1'), policy: { take: 'any' } })
    await bed.hold('shop:1', { files: { a: 'newer' }, platform: { os: 'linux', architecture: 's390x' } })
    const failed = async (): Promise<number> => (await bed.jobs.list()).filter(({ state }) => state === 'failed').length
    await bed.door.pushed(hook)
    assert.ok(await until(async () => ((await failed()) === 1 ? true : undefined), soon))
    for (let again = 0; again < 2; again++) {
      const { looked } = await bed.view()
      await bed.door.pushed(hook)
      assert.ok(await until(async () => ((await bed.view()).looked !== looked ? true : undefined), soon))
    }
    assert.deepEqual([(await bed.jobs.list()).length, (await bed.view()).failure?.code], [2, 'wrong-platform'])
    await bed.hold('shop:1', { files: { a: 'mended' } })
    await bed.door.pushed(hook)
    assert.ok(await until(() => bed.announced[1], soon), 'another one is taken')
  })
})

describe('what was unregistered', () => {
  it('takes its images along; one that a container has is left to the engine, which removes it after that', async () => {
    await using bed = await ImageBed.open()
    const first = `berth-abcdefgh/shop:i${(await bed.hold('shop:1')).slice(7, 18)}`
    for (const inUse of [true, false]) {
      await bed.registered({ image: bed.registry.name('shop:1') })
      if (inUse) bed.inUse.add(first)
      else bed.inUse.clear()
      await bed.door.forget(shop)
      assert.deepEqual([await bed.door.views(), (await bed.db.doorRows('image').all()).size], [[], 0])
      assert.deepEqual(bed.removed, inUse ? [] : [first])
    }
  })
})

describe('a registration', () => {
  it('is there with its variables, or not at all; those that one of its name may have left are not its own', async () => {
    await using bed = await ImageBed.open()
    await bed.hold('shop:1')
    const body = { image: bed.registry.name('shop:1'), env: { MODE: 'quiet' } }
    const put = bed.db.secrets.put.bind(bed.db.secrets)
    bed.db.secrets.put = async () => await Promise.reject(new Error('the disk is full'))
    await assert.rejects(bed.registered(body), /disk is full/)
    assert.deepEqual(await bed.door.views(), [])
    bed.db.secrets.put = put
    await bed.door.environments.change(shop, { set: { LEFT: 'over' }, unset: [] }, 'before')
    await bed.registered(body)
    assert.deepEqual(
      (await bed.door.env(shop, true)).map(({ name, value }) => [name, value]),
      [['MODE', 'quiet']],
    )
  })
})

describe('a registry of the LAN that speaks plain HTTP', () => {
  it('is signed in to, brought from and watched where Docker trusts it', async () => {
    await using bed = await ImageBed.open({ isPrivate: true })
    const host = `0.0.0.0:${bed.registry.address.split(':')[1] ?? ''}` // not an address of this machine itself to whoever reads it
    const body = { host, user: 'ada', password: 'correct horse battery' }
    await assert.rejects(bed.door.logins.logIn(body, signal), { code: 'registry-unproven' })
    bed.fake.trustRegistry(host)
    await bed.door.logins.logIn(body, signal)
    bed.fake.addRemote(`${host}/shop@${await bed.hold('shop:1')}`, { exposed: [3000] })
    await bed.registered({ image: `${host}/shop:1` })
    const digest = await bed.hold('shop:1', { files: { a: 'newer' } })
    assert.equal((await bed.door.check(shop, signal)).newer['web']?.digest, digest)
  })
})
