import assert from 'node:assert/strict'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { until } from '../../kit/until.ts'
import { Problem } from '../../model/problem.ts'
import { StoreName, StoreView } from '../../model/store.ts'
import type { StoreSource } from '../../model/store.ts'
import { StoreOrigin } from '../../model/origin.ts'
import type { Announcement, Hall } from '../door.ts'
import { publishSample } from './kinds.testbed.ts'
import { Sample, Site, writeApp, zipFolder } from './sample.testbed.ts'

const name = StoreName.parse('added')
const coded = (code: string) => (error: unknown) => error instanceof Problem && error.code === code

describe('the stores there are', () => {
  it('one that is added is offered at once, seen by people, and there after a restart', async () => {
    await using sample = await Sample.open()
    const source = await anotherFolder(sample)
    const view = StoreView.parse(await sample.door.stores.add({ name, source }))
    assert.deepEqual({ ...view, refreshed: '' }, { name, source, fixed: false, branches: [], apps: 1, bad: 0, refreshed: '', refreshing: false, cause: null })
    for (const _ of [1, 2]) {
      assert.ok((await sample.door.offers()).some(({ offer }) => offer.origin.store === name))
      assert.deepEqual(
        (await sample.door.stores.list()).map((each) => [each.name as string, each.fixed, each.apps, each.bad]),
        [
          ['sample', true, 5, 3],
          ['added', false, 1, 0],
        ],
      )
      sample.restart()
    }
  })

  it('a name is given once', async () => {
    await using sample = await Sample.open()
    const source = await anotherFolder(sample)
    await assert.rejects(sample.door.stores.add({ name: StoreName.parse('sample'), source }), coded('conflict'))
    const both = await Promise.allSettled([sample.door.stores.add({ name, source }), sample.door.stores.add({ name, source })])
    assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  })

  it('one that cannot be read is refused with why, and nothing is kept of it', async () => {
    await using sample = await Sample.open()
    await using site = await Site.open(sample.root)
    const sources: readonly [StoreSource, RegExp][] = [
      [{ kind: 'folder', folder: join(sample.root, 'nothing') }, /The store added cannot be read: it is not there\./],
      [{ kind: 'folder', folder: join(sample.root, 'busybox') }, /no folder/],
      [{ kind: 'folder', folder: join(sample.app) }, /no apps/],
      [{ kind: 'zip', file: join(sample.root, 'busybox') }, /no zip/],
      [{ kind: 'zip', file: `${site.url}/none.zip` }, /answers 404/],
      [{ kind: 'zip', file: `${site.url}/busybox` }, /no zip/],
      [{ kind: 'git', url: sample.root, branch: null }, /git says/],
      [{ kind: 'http', url: site.url, branch: null }, /answers 404/],
    ]
    for (const [source, pattern] of sources) await assert.rejects(sample.door.stores.add({ name, source }), pattern)
    assert.equal(sample.rows.rows.size, 0)
    assert.equal((await sample.door.stores.list()).length, 1)
    assert.deepEqual(await readdir(join(sample.root, 'cache', 'stores')).catch(() => []), [])
  })

  it('one that comes with Berth is not changed here; one that is not there cannot be', async () => {
    await using sample = await Sample.open()
    const { stores } = sample.door
    await assert.rejects(stores.remove('sample'), coded('store-fixed'))
    await assert.rejects(stores.switchBranch('sample', 'x'), coded('store-fixed'))
    for (const act of [stores.remove('nowhere'), stores.refresh('nowhere'), stores.switchBranch('nowhere', 'x')]) await assert.rejects(act, coded('not-found'))
  })

  it('a folder has no branches', async () => {
    await using sample = await Sample.open()
    await sample.door.stores.add({ name, source: await anotherFolder(sample) })
    await assert.rejects(sample.door.stores.switchBranch(name, 'x'), coded('invalid'))
  })

  it('one that is removed leaves nothing behind, and its name is free again', async () => {
    await using sample = await Sample.open()
    const file = join(sample.root, 'catalogue.zip')
    await zipFolder(sample.folder, file)
    await sample.door.stores.add({ name, source: { kind: 'zip', file } })
    await sample.door.stores.remove(name)
    assert.deepEqual(await readdir(join(sample.root, 'cache', 'stores')), [])
    assert.equal(sample.rows.rows.size, 0)
    assert.equal((await sample.door.offers()).length, 5)
    await sample.door.stores.add({ name, source: await anotherFolder(sample) })
    assert.equal((await sample.door.offers()).length, 6)
  })

  it('a row of another version hides no other store', async () => {
    await using sample = await Sample.open()
    await sample.rows.put('store/strange', { source: { kind: 'carrier-pigeon' } })
    await sample.rows.put('store/added', { source: await anotherFolder(sample) })
    assert.equal((await sample.door.stores.list()).length, 2)
  })

  it('a zip at an address is taken again only when it has changed; the last good one stays', async () => {
    await using sample = await Sample.open()
    const file = join(sample.root, 'catalogue.zip')
    await zipFolder(sample.folder, file)
    await using site = await Site.open(sample.root)
    const { stores } = sample.door
    await stores.add({ name, source: { kind: 'zip', file: `${site.url}/catalogue.zip` } })
    const kept = async (): Promise<readonly string[]> => (await readdir(join(sample.root, 'cache', 'stores', name))).sort()
    const before = await kept()
    await stores.refresh(name)
    assert.deepEqual(await kept(), before)
    await rm(file)
    await assert.rejects(stores.refresh(name), /404/)
    assert.equal((await sample.door.offers()).length, 10)
    await site.cut()
    sample.restart()
    assert.equal((await sample.door.offers()).length, 10)
  })

  it('what changes is announced, each store by itself, and no more once it is closed', async () => {
    await using sample = await Sample.open()
    await using site = await publishSample(sample)
    const heard: Announcement<StoreOrigin>[] = []
    const hall: Hall = { announce: async (what) => void heard.push({ ...what, origin: StoreOrigin.parse(what.origin) }), withdraw: async () => undefined }
    const said = async (store: string, version: string): Promise<boolean> =>
      (await until(() => heard.find((what) => what.origin.store === store && what.version === version), { deadline: 5000 })) !== undefined
    {
      await using _ = await sample.door.open(hall, new AbortController().signal)
      assert.ok(await said('sample', '1'))
      await sample.door.stores.add({ name, source: { kind: 'http', url: site.url, branch: null } })
      assert.ok(await said(name, '1'))
      await sample.meta({ app_version: '2' })
      await sample.door.stores.refresh('sample')
      assert.ok(await said('sample', '2'))
    }
    await sample.meta({ app_version: '3' })
    await sample.door.stores.refresh('sample')
    assert.ok(!heard.some(({ version }) => version === '3'))
    assert.ok(!heard.some(({ origin, version }) => origin.store === name && version === '2'))
  })
})

async function anotherFolder(sample: Sample): Promise<StoreSource> {
  const folder = join(sample.root, 'another')
  await writeApp(join(folder, 'apps', 'notes'))
  return { kind: 'folder', folder }
}
