import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { FakeDocker } from '../../docker/fake.ts'
import { silent } from '../../kit/log.ts'
import { AppName } from '../../model/names.ts'
import type { Origin } from '../../model/origin.ts'
import { doorContract } from '../door.contract.ts'
import type { DoorBench } from '../door.contract.ts'
import { storeDoor } from './store.ts'

const originOf = (app: string): Origin => ({ door: 'store', store: 'sample', app: AppName.parse(app) })
const good = { origin: originOf('good'), version: '1' }

doorContract('the store', async () => await Sample.open())

describe('the store door', () => {
  it('an image that is built gets what the machine gives it', async () => {
    await using sample = await Sample.open()
    await sample.fetch()
    assert.equal(await readFile(join(sample.into, 'tool'), 'utf8'), 'busybox')
    assert.equal((await stat(join(sample.into, 'tool'))).mode & 0o777, 0o755)
    assert.equal(await sample.docker.hasImage('good:1'), true)
  })

  it('a template is filled before it is read, and an image may be built in a folder of the app', async () => {
    await using sample = await Sample.open()
    await mkdir(join(sample.app, 'server'))
    await sample.template('services:\n  web:\n    image: server:1\n    build: {{ fs.installation_dir }}/server\n')
    await sample.fetch()
    assert.equal(await sample.docker.hasImage('server:1'), true)
  })

  it('an image that is not here and cannot be had is told by its name', async () => {
    await using sample = await Sample.open()
    await sample.template('services: { web: { image: "nowhere/x:1" } }')
    await assert.rejects(sample.fetch(), /nowhere\/x:1/)
  })

  const faults: readonly [string, (sample: Sample) => Promise<unknown>, RegExp][] = [
    ['a link among its files', async (s) => await symlink('/etc/shadow', join(s.app, 'link')), /link: only files and folders/],
    ['a meta that is no JSON', async (s) => await writeFile(join(s.app, 'app_meta.json'), '{'), /it is no JSON/],
    ['a wrong field', async (s) => await s.meta({ entrypoints: [{ container_name: 'web', container_port: 'x', entrypoint_port: 'http' }] }), /entrypoints\.0\.container_port/],
    ['an unknown format', async (s) => await s.meta({ v: '9.9' }), /app_meta\.json: v/],
    ['another name than its folder', async (s) => await s.meta({ name: 'other' }), /it says other/],
    ['another version than was announced', async (s) => await s.meta({ app_version: '2' }), /good 1/],
    ['a template that is missing', async (s) => await rm(join(s.app, 'docker-compose.yml.template')), /it is missing/],
    ['a build outside the app', async (s) => await s.template('services: { web: { image: a, build: ../other } }'), /the file or folder \.\.\/other/],
    ['a mount of the machine, before any image is fetched', async (s) => await s.template('services: { web: { image: "nowhere/x:1", volumes: ["/etc:/etc"] } }'), /the folder \/etc of the machine/],
    ['a template that cannot be filled', async (s) => await s.template('services: {{ nothing.here }}'), /docker-compose\.yml\.template/],
    ['a service without an image', async (s) => await s.template('services: { web: { build: . } }'), /services\.web\.image/],
    ['a build file with a path', async (s) => await s.meta({ 'x-berth': { build_files: { '../x': 'busybox-static' } } }), /plain file name/],
  ]
  for (const [says, spoil, pattern] of faults) {
    it(`refuses ${says}, with a sentence`, async () => {
      await using sample = await Sample.open()
      await spoil(sample)
      await assert.rejects(sample.fetch(), pattern)
    })
  }

  it('a catalogue that cannot be read offers nothing and hides no other', async () => {
    await using sample = await Sample.open()
    const stores = [
      { name: 'lost', folder: '/nonexistent' },
      { name: 'sample', folder: sample.folder },
    ]
    const door = storeDoor({ stores, docker: sample.docker, busybox: '', log: silent })
    assert.deepEqual(
      (await door.offers()).map(({ origin }) => origin.app),
      ['good', 'bad'],
    )
  })

  it('gives an icon, and none that lies elsewhere', async () => {
    await using sample = await Sample.open()
    assert.equal((await sample.door.icon(good.origin))?.type, 'image/svg+xml')
    await sample.meta({ icon: '../../secret.svg' })
    assert.equal(await sample.door.icon(good.origin), undefined)
    await symlink('/etc/hostname', join(sample.app, 'link.svg'))
    await sample.meta({ icon: 'link.svg' })
    assert.equal(await sample.door.icon(good.origin), undefined)
  })
})

/** A catalogue with one good and one bad app, on a Docker in memory. */
class Sample implements DoorBench {
  readonly docker = new FakeDocker()
  readonly good = good
  readonly bad = originOf('bad')
  readonly folder: string
  readonly into: string
  readonly app: string

  private constructor(root: string) {
    this.folder = join(root, 'catalogue')
    this.into = join(root, 'into')
    this.app = join(this.folder, 'all_apps', 'good')
  }

  static async open(): Promise<Sample> {
    const sample = new Sample(await mkdtemp(join(tmpdir(), 'berth-store-')))
    await mkdir(sample.app, { recursive: true })
    await writeFile(join(sample.folder, 'busybox'), 'busybox')
    await writeFile(join(sample.app, 'icon.svg'), '<svg/>')
    await writeFile(
      join(sample.folder, 'all_apps', 'store_metadata.json'),
      JSON.stringify({ apps: [{ name: 'good', app_version: '1' }, { name: 'bad', app_version: '1' }, { name: 'NO NAME' }, null] }),
    )
    await sample.meta({})
    await sample.template('services: { web: { image: "good:1", build: . } }')
    return sample
  }

  get door(): DoorBench['door'] {
    return storeDoor({ stores: [{ name: 'sample', folder: this.folder }], docker: this.docker, busybox: join(this.folder, 'busybox'), log: silent })
  }

  async meta(over: object): Promise<void> {
    const entry = { container_name: 'web', container_port: 80, entrypoint_port: 'http' }
    const meta = { v: '1.3', app_version: '1', name: 'good', pretty_name: 'Good', icon: 'icon.svg', entrypoints: [entry], paths: {}, 'x-berth': { build_files: { tool: 'busybox-static' } } }
    await writeFile(join(this.app, 'app_meta.json'), JSON.stringify({ ...meta, ...over }))
  }

  async template(text: string): Promise<void> {
    await writeFile(join(this.app, 'docker-compose.yml.template'), text)
  }

  async fetch(): Promise<void> {
    const tools = { signal: new AbortController().signal, step: async <T>(_: string, work: () => Promise<T>) => await work(), log: () => undefined, progress: () => undefined }
    await this.door.fetch(good, this.into, tools)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(join(this.folder, '..'), { recursive: true, force: true })
  }
}
