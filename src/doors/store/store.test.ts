import assert from 'node:assert/strict'
import { mkdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import type { Offer } from '../../model/origin.ts'
import { doorContract, toolsWith } from '../door.contract.ts'
import { sampleAs } from './kinds.testbed.ts'
import { originOf, Sample, writeApp } from './sample.testbed.ts'

for (const kind of ['folder', 'zip', 'git', 'http'] as const) doorContract(`a store that is a ${kind}`, async () => await sampleAs(kind))

const fetchGood = async (sample: Sample): Promise<unknown> => await sample.door.fetch(sample.good, sample.into, toolsWith(new Map()))

describe('the store door', () => {
  it('an image that is built gets what the machine gives it', async () => {
    await using sample = await Sample.open()
    await fetchGood(sample)
    assert.equal(await readFile(join(sample.into, 'tool'), 'utf8'), 'busybox')
    assert.equal((await stat(join(sample.into, 'tool'))).mode & 0o777, 0o755)
    assert.equal(await sample.docker.hasImage('good:1'), true)
  })

  it('a template is filled before it is read, and an image may be built in a folder of the app', async () => {
    await using sample = await Sample.open()
    await mkdir(join(sample.app, 'server'))
    await sample.template('services:\n  web:\n    image: server:1\n    build: {{ fs.installation_dir }}/server\n')
    await fetchGood(sample)
    assert.equal(await sample.docker.hasImage('server:1'), true)
  })

  it('an image that is not here and cannot be had is told by its name, and ends what is brought beside it', async () => {
    await using sample = await Sample.open()
    await sample.template('services: { web: { image: "nowhere/x:1" }, other: { image: "nowhere/x:1" }, third: { image: "good:1", build: . } }')
    await assert.rejects(fetchGood(sample), /nowhere\/x:1/)
  })

  it('each image is brought once, in a step of its own', async () => {
    await using sample = await Sample.open()
    await sample.template('services: { web: { image: "a:1", build: . }, twin: { image: "a:1" }, third: { image: "b:1", build: . } }')
    const ran: string[] = []
    await sample.door.fetch(sample.good, sample.into, toolsWith(new Map(), { ran }))
    assert.deepEqual(ran, ['files', 'image a:1', 'image b:1'])
  })

  const faults: readonly [string, (sample: Sample) => Promise<unknown>, RegExp][] = [
    ['a link among its files', async (s) => await symlink('/etc/shadow', join(s.app, 'link')), /link: only files and folders/],
    ['a meta that is no JSON', async (s) => await writeFile(join(s.app, 'app_meta.json'), '{'), /app_meta\.json/],
    ['a wrong field', async (s) => await s.meta({ entrypoints: [{ container_name: 'web', container_port: 'x', entrypoint_port: 'http' }] }), /entrypoints\.0\.container_port/],
    ['an unknown format', async (s) => await s.meta({ v: '9.9' }), /app_meta\.json: v/],
    ['another name than its folder', async (s) => await s.meta({ name: 'other' }), /other/],
    ['another version than was announced', async (s) => await s.meta({ app_version: '2' }), /good 1/],
    ['a template that is missing', async (s) => await rm(join(s.app, 'docker-compose.yml.template')), /it is missing/],
    ['a build outside the app', async (s) => await s.template('services: { web: { image: a, build: ../other } }'), /\.\.\/other/],
    ['a mount of the machine, before any image is fetched', async (s) => await s.template('services: { web: { image: "nowhere/x:1", volumes: ["/etc:/etc"] } }'), /the folder \/etc of the machine/],
    ['a template that cannot be filled', async (s) => await s.template('services: {{ nothing.here }}'), /docker-compose\.yml\.template/],
    ['a service without an image', async (s) => await s.template('services: { web: { build: . } }'), /services\.web\.image/],
    ['a build file with a path', async (s) => await s.meta({ 'x-berth': { build_files: { '../x': 'busybox-static' } } }), /plain file name/],
  ]
  for (const [says, spoil, pattern] of faults) {
    it(`refuses ${says}, with a sentence`, async () => {
      await using sample = await Sample.open()
      await spoil(sample)
      await assert.rejects(fetchGood(sample), pattern)
    })
  }

  it('shows what has no usable name, too, and hides nothing for it', async () => {
    await using sample = await Sample.open()
    const offers = await offersOf(sample)
    assert.deepEqual(
      offers.map(({ origin, title, bad }) => [origin.app, title, bad !== undefined]),
      [
        ['good', 'Good', false],
        ['asking', 'asking', false],
        ['bad', 'bad', true],
        ['no-name', 'NO NAME', true],
        ['entry-5', 'entry 5', true],
      ],
    )
  })

  it('a store that cannot be read offers nothing and hides no other', async () => {
    await using sample = await Sample.open()
    sample.restart([{ name: 'lost', folder: join(sample.root, 'lost') }, ...sample.stores])
    assert.ok((await offersOf(sample)).some(({ origin }) => origin.app === 'good'))
    await assert.rejects(sample.door.stores.refresh('lost'), /The store lost cannot be read: it is not there/)
    assert.equal((await sample.door.stores.list())[0]?.cause?.code, 'store-unreadable')
  })

  it('gives an icon, and none that lies elsewhere', async () => {
    await using sample = await Sample.open()
    assert.equal((await sample.door.icon(sample.good.origin))?.type, 'image/svg+xml')
    await symlink('/etc/hostname', join(sample.app, 'link.svg'))
    for (const icon of ['../../secret.svg', 'link.svg', 'nothing.png', 'icon.txt']) {
      await sample.meta({ icon })
      sample.restart()
      assert.equal(await sample.door.icon(sample.good.origin), undefined, icon)
      assert.equal((await offersOf(sample))[0]?.icon, false)
    }
  })

  it('knows what works without a network: images that are here, or that are built from nothing else', async () => {
    await using sample = await Sample.open()
    const apps = join(sample.folder, 'all_apps')
    await writeApp(join(apps, 'here'))
    await writeApp(join(apps, 'elsewhere'), {}, 'services: { web: { image: "elsewhere:1" } }')
    await sample.listing(['good', 'here', 'elsewhere'].map((name) => ({ name, app_version: '1' })))
    sample.docker.addImage('here:1')
    await sample.door.details(originOf('here'))
    await sample.door.details(originOf('elsewhere'))
    assert.deepEqual(
      (await offersOf(sample)).map(({ offline }) => offline),
      [true, true, false],
    )
  })

  it('a folder with apps but no listing is looked through, in every place they are usual', async () => {
    for (const place of ['all_apps', 'apps', '.', 'repository-main/apps']) {
      await using sample = await Sample.open()
      const folder = join(sample.root, 'plain')
      await writeApp(join(folder, place, 'notes'))
      await writeApp(join(folder, place, 'Odd_One'))
      await mkdir(join(folder, place, 'no-app'))
      sample.restart([{ name: 'plain', folder }])
      assert.deepEqual(
        (await offersOf(sample)).map(({ origin, bad }) => [origin.app, bad?.split(' ')[0]]),
        [
          ['odd-one', 'name:'],
          ['notes', undefined],
        ],
        place,
      )
    }
  })

  it('a folder is read anew when one of its apps or its listing has changed', async () => {
    await using sample = await Sample.open()
    const first = await sample.door.offers()
    await sample.door.stores.refresh('sample')
    assert.equal((await sample.door.offers())[0], first[0])
    await sample.meta({ app_version: '20' })
    await sample.door.stores.refresh('sample')
    assert.equal((await offersOf(sample))[0]?.version, '20')
  })
})

async function offersOf({ door }: Sample): Promise<readonly Offer[]> {
  return (await door.offers()).map(({ offer }) => offer)
}
