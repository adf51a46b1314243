import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { berth } from './child.testbed.ts'

const nowhere = { data: '/nonexistent' }
const meta = { v: '1.3', app_version: '1', name: 'good', pretty_name: 'Good', icon: 'icon.svg', paths: { '': { access: 'public' } }, store_info: { description_short: 'Good.' } }
const entry = { container_name: 'web', container_port: 80, entrypoint_port: 'http' }

describe('tools for authors, without any engine', () => {
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'berth-author-'))
    await writeApp('good', { ...meta, entrypoints: [entry] })
    await writeApp('bad', { ...meta, name: 'bad', entrypoints: [{ ...entry, container_port: 'eighty' }], v: '1.3', icon: 7 })
  })
  after(async () => await rm(folder, { recursive: true, force: true }))

  async function writeApp(name: string, said: object): Promise<void> {
    await mkdir(join(folder, 'apps', name), { recursive: true })
    await writeFile(join(folder, 'apps', name, 'app_meta.json'), JSON.stringify(said))
    await writeFile(join(folder, 'apps', name, 'docker-compose.yml.template'), 'services: { web: { image: "web:1" } }')
    await writeFile(join(folder, 'apps', name, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
  }

  it('berth app check says that all is well', async () => {
    const { code, out, err } = await berth(nowhere, ['app', 'check', join(folder, 'apps', 'good')])
    assert.deepEqual([code, out, err], [0, 'good: all is well.\n', ''])
  })

  it('berth app check says all that is wrong at once, and fails', async () => {
    const { code, out, err } = await berth(nowhere, ['app', 'check', join(folder, 'apps')])
    assert.equal(code, 1)
    assert.match(out, /bad:\n {2}✖ app_meta\.json: icon: .*\n {2}✖ app_meta\.json: entrypoints\.0\.container_port: .*\ngood: all is well/)
    assert.match(err, /These apps cannot be installed as they are: bad/)
  })

  it('berth app check of what holds no app says what it looked for', async () => {
    const { code, err } = await berth(nowhere, ['app', 'check', join(folder, 'nowhere')])
    assert.deepEqual([code, /there is no such folder/.test(err)], [2, true])
    await mkdir(join(folder, 'empty'), { recursive: true })
    assert.match((await berth(nowhere, ['app', 'check', join(folder, 'empty')])).err, /has one of app_meta\.json/)
  })

  it('berth store build makes a site, and says what is left out', async () => {
    const site = join(folder, 'site')
    const { code, out } = await berth(nowhere, ['store', 'build', join(folder, 'apps'), site])
    assert.equal(code, 0)
    assert.match(out, /1 app is in [^]*✖ bad is left out/)
    const { apps } = JSON.parse(await readFile(join(site, 'all_apps', 'store_metadata.json'), 'utf8')) as { apps: { name: string }[] }
    assert.deepEqual(
      apps.map(({ name }) => name),
      ['good'],
    )
  })
})
