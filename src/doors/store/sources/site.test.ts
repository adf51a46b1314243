import assert from 'node:assert/strict'
import { cp, mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { until } from '../../../kit/until.ts'
import type { Offer } from '../../../model/origin.ts'
import type { Hall } from '../../door.ts'
import { toolsWith } from '../../door.contract.ts'
import { addToListing, publishSample } from '../kinds.testbed.ts'
import { publishStore } from '../publish.ts'
import { originOf, Sample, writeZip } from '../sample.testbed.ts'
import type { Site } from '../sample.testbed.ts'
import { addressIn } from './address.ts'

const deaf: Hall = { announce: async () => undefined, withdraw: async () => undefined }

describe('a store that is a site', () => {
  it('one request loads it, and one that answers "not modified" leaves it as it is', async () => {
    await using sited = await open()
    const { sample, site } = sited
    await sample.door.stores.refresh('sample')
    assert.deepEqual(site.asked, ['/all_apps/store_metadata.json'])
    const before = await sample.door.offers()
    assert.equal(before.length, 3)
    await sample.door.stores.refresh('sample')
    const again = await sample.door.offers()
    assert.ok(again.every((offered, at) => offered === before[at]))
    assert.equal(site.asked.length, 2)
  })

  it("an app's files come when its page is opened, once; after that it is known whether it works without a network", async () => {
    await using sited = await open()
    const { sample, site } = sited
    await sample.door.stores.refresh('sample')
    assert.equal((await offer(sample, 'good')).offline, false)
    assert.equal((await sample.door.details(sample.good.origin)).services[0]?.image, 'good:1')
    await sample.door.details(sample.good.origin)
    assert.deepEqual(
      site.asked.filter((path) => path.endsWith('.zip')),
      ['/all_apps/good/good.zip'],
    )
    assert.equal((await offer(sample, 'good')).offline, true)
  })

  it('with the network cut it still browses, shows and installs what is here, also after a restart', async () => {
    await using sited = await open()
    const { sample, site } = sited
    await sample.door.stores.refresh('sample')
    await sample.door.details(sample.good.origin)
    await sample.door.icon(sample.good.origin)
    await site.cut()
    sample.restart()
    assert.equal((await offer(sample, 'good')).offline, true)
    assert.equal((await sample.door.icon(sample.good.origin))?.bytes.toString(), '<svg/>')
    assert.ok(await sample.door.details(sample.good.origin))
    assert.equal((await sample.door.fetch(sample.good, sample.into, toolsWith(new Map()))).template.meta.name, 'good')
    await assert.rejects(sample.door.details(sample.asking.origin), /The store sample cannot be read: nothing answers at its address/)
    await assert.rejects(sample.door.stores.refresh('sample'), /nothing answers/)
    const [view] = await sample.door.stores.list()
    assert.equal(view?.apps, 3)
    assert.equal(view.cause?.code, 'store-unreadable')
    assert.ok(view.refreshed)
  })

  it('what breaks off, is no listing or is an error leaves the last good one, and says why', async () => {
    await using sited = await open()
    const { sample, site } = sited
    await sample.door.stores.refresh('sample')
    const path = '/all_apps/store_metadata.json'
    const faults: readonly [Parameters<Site['instead']['set']>[1], RegExp][] = [
      [(answer) => answer.writeHead(500).end(), /answers 500/],
      [(answer) => answer.writeHead(200).end('<html>'), /no JSON/],
      [(answer) => answer.writeHead(200).end('{}'), /not as expected: apps/],
      [(answer) => answer.writeHead(200, { 'content-length': '1000' }).write('{', () => answer.destroy()), /broke off/],
      [(answer) => answer.writeHead(302, { location: 'file:///etc/passwd' }).end(), /cannot be read/],
    ]
    for (const [fault, pattern] of faults) {
      site.instead.set(path, fault)
      await assert.rejects(sample.door.stores.refresh('sample'), pattern)
      assert.equal((await sample.door.offers()).length, 3)
    }
    site.instead.delete(path)
    await sample.door.stores.refresh('sample')
    assert.equal((await sample.door.stores.list())[0]?.cause, null)
  })

  it('a zip that is not the listed one, or not the listed version, is refused and not kept', async () => {
    await using sited = await open()
    const { sample, site } = sited
    const zip = join(site.folder, 'all_apps', 'good', 'good.zip')
    const whole = await readFile(zip)
    await sample.door.stores.refresh('sample')
    await writeZip(zip, { 'app_meta.json': '{}' })
    await assert.rejects(sample.door.details(sample.good.origin), /good\.zip: .*SHA-256/)
    await writeFile(zip, whole)
    assert.ok(await sample.door.details(sample.good.origin))

    await addToListing(site.folder, { name: 'late', app_version: '2' })
    await mkdir(join(site.folder, 'all_apps', 'late'))
    const meta = (await readFile(join(sample.app, 'app_meta.json'), 'utf8')).replace('"good"', '"late"')
    await writeZip(join(site.folder, 'all_apps', 'late', 'late.zip'), { 'late/app_meta.json': meta, 'late/docker-compose.yml.template': 'services: { web: { image: a } }' })
    await sample.door.stores.refresh('sample')
    await assert.rejects(sample.door.details(originOf('late')), /the catalogue says 2, its files say 1/)
  })

  it('a new version is fetched anew, and what was kept of the old one goes', async () => {
    await using sited = await open()
    const { sample, site } = sited
    await sample.door.stores.refresh('sample')
    await sample.door.details(sample.good.origin)
    await sample.meta({ app_version: '2' })
    await publishStore(sample.folder, site.folder, () => undefined)
    await sample.door.stores.refresh('sample')
    assert.equal((await offer(sample, 'good')).version, '2')
    const kept = async (): Promise<number> => (await readdir(join(sample.root, 'cache/stores/sample'))).filter((name) => name.startsWith('app-good-')).length
    assert.equal(await kept(), 0)
    assert.ok(await sample.door.fetch({ ...sample.good, version: '2' }, sample.into, toolsWith(new Map())))
    await assert.rejects(sample.door.fetch(sample.good, sample.into, toolsWith(new Map())), /good 1/)
    assert.equal(await kept(), 1)
  })

  it('pictures come in the background after a refresh, each once', async () => {
    await using sited = await open()
    const { sample, site } = sited
    const pictures = (): number => site.asked.filter((path) => path.endsWith('.svg')).length
    {
      await using _ = await sample.door.open(deaf, new AbortController().signal)
      const kept = async (): Promise<true | undefined> => (await readdir(join(sample.root, 'cache/stores/sample')).catch(() => [])).some((file) => file.startsWith('icon-good-')) || undefined
      assert.ok(await until(kept, { deadline: 5000 }))
    }
    sample.restart()
    assert.equal((await sample.door.icon(sample.good.origin))?.type, 'image/svg+xml')
    assert.equal(await sample.door.icon(sample.asking.origin), undefined)
    assert.equal(pictures(), 1)
  })

  it('the branch goes where the address says, and can be switched; one that is not there changes nothing', async () => {
    await using sample = await Sample.open()
    await using site = await publishSample(sample)
    await cp(join(site.folder, 'all_apps'), join(site.folder, 'main', 'all_apps'), { recursive: true })
    await cp(join(site.folder, 'all_apps'), join(site.folder, 'preview', 'x', 'all_apps'), { recursive: true })
    await addToListing(join(site.folder, 'preview', 'x'), { name: 'newer', app_version: '1' })
    const { stores } = sample.door
    const name = (await stores.list())[0]?.name
    assert.ok(name)
    await assert.rejects(stores.switchBranch('sample', 'x'), /is not changed here/)
    sample.restart([])
    const added = await sample.door.stores.add({ name, source: { kind: 'http', url: `${site.url}/{branch}`, branch: null } })
    assert.equal(added.apps, 3)
    assert.equal((await sample.door.stores.switchBranch(name, 'preview/x')).apps, 4)
    await assert.rejects(sample.door.stores.switchBranch(name, 'nowhere'), /answers 404/)
    assert.equal((await sample.door.stores.list())[0]?.apps, 4)
    sample.restart()
    await site.cut()
    assert.equal((await sample.door.offers()).length, 4)
  })

  it('a query, like a signature, stays at the end of an address', () => {
    assert.equal(addressIn({ url: 'https://a/b/{branch}/?sig=1%2F', branch: 'up/1' })('notes', 'a b.png'), 'https://a/b/up/1/all_apps/notes/a%20b.png?sig=1%2F')
  })
})

interface Sited extends AsyncDisposable {
  readonly sample: Sample
  readonly site: Site
}

async function open(): Promise<Sited> {
  const sample = await Sample.open()
  const site = await publishSample(sample)
  sample.restart([{ name: 'sample', source: { kind: 'http', url: site.url, branch: null } }])
  const close = async (): Promise<void> => {
    await site[Symbol.asyncDispose]()
    await sample[Symbol.asyncDispose]()
  }
  return { sample, site, [Symbol.asyncDispose]: close }
}

async function offer({ door }: Sample, app: string): Promise<Offer> {
  const found = (await door.offers()).find(({ offer: { origin } }) => origin.app === app)
  assert.ok(found)
  return found.offer
}
