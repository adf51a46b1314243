import assert from 'node:assert/strict'
import { mkdir, readFile, readdir, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { toolsWith } from '../door.contract.ts'
import { publishStore } from './publish.ts'
import { originOf, Sample, Site, writeApp } from './sample.testbed.ts'

const quiet = (): void => undefined

describe('building a catalogue for a web server', () => {
  it('gives what FreeShard gives, with digests, images and icons', async () => {
    await using sample = await Sample.open()
    const site = join(sample.root, 'site')
    await sample.meta({ minimum_portal_size: 's', store_info: { description_short: 'Short', category: 'Tools', is_featured: true } })
    assert.deepEqual(await publishStore(sample.folder, site, quiet), { apps: 2, bad: [] })
    assert.deepEqual((await readdir(site, { recursive: true })).sort(), [
      'all_apps',
      'all_apps/asking',
      'all_apps/asking/asking.zip',
      'all_apps/good',
      'all_apps/good/good.zip',
      'all_apps/good/icon.svg',
      'all_apps/store_metadata.json',
    ])
    const { apps } = JSON.parse(await readFile(join(site, 'all_apps', 'store_metadata.json'), 'utf8')) as { apps: Record<string, unknown>[] }
    const { sha256, ...good } = apps[1] ?? {}
    assert.match(String(sha256), /^[0-9a-f]{64}$/)
    const store_info = { description_short: 'Short', category: 'Tools', is_featured: true }
    assert.deepEqual(good, { name: 'good', pretty_name: 'Good', app_version: '1', icon: 'icon.svg', minimum_portal_size: 's', store_info, images: ['good:1'] })
  })

  it('the same apps give the same bytes, whenever they were written', async () => {
    await using sample = await Sample.open()
    const [first, second] = [join(sample.root, 'first'), join(sample.root, 'second')]
    await publishStore(sample.folder, first, quiet)
    await utimes(join(sample.app, 'app_meta.json'), 1e9, 1e9)
    await publishStore(sample.folder, second, quiet)
    for (const file of ['store_metadata.json', 'good/good.zip']) assert.deepEqual(await readFile(join(first, 'all_apps', file)), await readFile(join(second, 'all_apps', file)))
  })

  it('bad apps are left out and told, each with where', async () => {
    await using sample = await Sample.open()
    const apps = join(sample.root, 'apps')
    await writeApp(join(apps, 'fine'))
    await writeApp(join(apps, 'linked'))
    await symlink('/etc/hostname', join(apps, 'linked', 'link'))
    await writeApp(join(apps, 'broken'), {}, 'services: {}')
    await writeApp(join(apps, 'Odd'))
    await writeApp(join(apps, 'wrong'), { entrypoints: [] })
    const lines: string[] = []
    const { apps: count, bad } = await publishStore(apps, join(sample.root, 'site'), (line) => lines.push(line))
    assert.equal(count, 1)
    assert.deepEqual(
      bad.map(({ app, where }) => [app, where]),
      [
        ['Odd', 'name'],
        ['broken', 'services'],
        ['linked', 'its files'],
        ['wrong', 'app_meta.json: entrypoints'],
      ],
    )
    assert.equal(lines.length, 5)
    assert.deepEqual(await readdir(join(sample.root, 'site', 'all_apps')), ['fine', 'store_metadata.json'])
  })

  it('replaces one that was built before, and nothing else: neither the apps nor what somebody put there', async () => {
    await using sample = await Sample.open()
    const site = join(sample.root, 'site')
    await publishStore(sample.folder, site, quiet)
    await publishStore(sample.folder, site, quiet)
    assert.deepEqual(await readdir(site), ['all_apps'])
    await assert.rejects(publishStore(sample.folder, sample.folder, quiet), /replace the apps themselves/)
    await mkdir(join(sample.root, 'photos', 'all_apps'), { recursive: true })
    await writeFile(join(sample.root, 'photos', 'all_apps', 'photo'), 'x')
    await assert.rejects(publishStore(sample.folder, join(sample.root, 'photos'), quiet), /left alone/)
    assert.equal(await readFile(join(sample.root, 'photos', 'all_apps', 'photo'), 'utf8'), 'x')
    assert.ok(await readFile(join(sample.app, 'app_meta.json')))
    await assert.rejects(publishStore(join(sample.root, 'into'), site, quiet), /from/)
  })

  it('what is built is installed from: as a site, and from the folder itself', async () => {
    await using sample = await Sample.open()
    const folder = join(sample.root, 'site')
    await publishStore(sample.folder, folder, quiet)
    await using site = await Site.open(folder)
    for (const source of [{ kind: 'http', url: site.url, branch: null } as const, { kind: 'folder', folder } as const]) {
      sample.restart([{ name: 'built', source }])
      await sample.door.stores.refresh('built')
      const { template } = await sample.door.fetch({ origin: originOf('good', 'built'), version: '1' }, sample.into, toolsWith(new Map()))
      assert.equal(template.meta.name, 'good')
      assert.equal((await sample.door.icon(originOf('good', 'built')))?.bytes.toString(), '<svg/>')
    }
  })
})
