import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { AppMeta } from '../src/model/app.ts'

const catalogue = join(import.meta.dirname, '../starter/all_apps')
const index = JSON.parse(readFileSync(join(catalogue, 'store_metadata.json'), 'utf8')) as { apps: { name: string; pretty_name: string; app_version: string; icon: string }[] }
const folders = readdirSync(catalogue, { withFileTypes: true }).filter((entry) => entry.isDirectory())

describe('the starter catalogue', () => {
  it('lists exactly the apps that have a folder', () => {
    assert.deepEqual(index.apps.map(({ name }) => name).sort(), folders.map(({ name }) => name).sort())
  })

  for (const listed of index.apps) {
    const folder = join(catalogue, listed.name)
    it(`${listed.name} is an app in our current format, and the catalogue says the same of it`, () => {
      const meta = AppMeta.parse(JSON.parse(readFileSync(join(folder, 'app_meta.json'), 'utf8')))
      const { name, pretty_name, app_version, icon } = meta
      assert.deepEqual({ name, pretty_name, app_version, icon }, { name: listed.name, pretty_name: listed.pretty_name, app_version: listed.app_version, icon: listed.icon })
      assert.ok(existsSync(join(folder, icon)))
      assert.match(readFileSync(join(folder, 'docker-compose.yml.template'), 'utf8'), new RegExp(`image: berth-starter/${name}:${app_version.replaceAll('.', '\\.')}$`, 'm'))
    })

    it(`${listed.name} fetches nothing from elsewhere`, () => {
      const pages = readdirSync(join(folder, 'www'), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, 'www', file))
      const texts = pages.filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile()).map((file) => readFileSync(file, 'utf8'))
      assert.ok(texts.length > 0)
      assert.deepEqual(
        texts.flatMap((text) => text.match(/(?:src|href|url)\s*[=(]\s*["']?https?:[^"')\s]*/g) ?? []),
        [],
      )
    })
  }
})
