import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Sample } from './sample.testbed.ts'

const fixtures = fileURLToPath(new URL('../../../../shared/fixtures', import.meta.url))
const skip = existsSync(fixtures) ? false : `the fixtures are not at ${fixtures}`

/** What cannot be installed, and why; everything else can. */
const stores: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  store: {},
  'store-legacy': {
    filebrowser: /^app\.json: image: it names no image/,
    overleaf: /^app\.json: image: it names no image/,
  },
  'store-lifecycle': {
    immich: /^entrypoints\.0\.container_name: no service is called immich_server/,
  },
  'store-odd': {
    template: /^app_meta\.json: name: use 1 to 40/,
  },
}

describe('published apps, as folders of a store', { skip }, () => {
  for (const [store, bad] of Object.entries(stores)) {
    it(`${store}: each is offered, or shown with what is wrong`, async () => {
      await using sample = await Sample.open()
      sample.restart([{ name: store, folder: join(fixtures, store) }])
      const offers = (await sample.door.offers()).map(({ offer }) => offer)
      assert.equal(offers.length, (await readdir(join(fixtures, store))).length)
      assert.deepEqual(offers.flatMap(({ origin, bad: reason }) => (reason === undefined ? [] : [origin.app])).sort(), Object.keys(bad))
      for (const { origin, bad: reason } of offers) {
        if (reason === undefined) assert.ok((await sample.door.details(origin)).services.length > 0, origin.app)
        else assert.match(reason, bad[origin.app] ?? /^$/)
      }
    })
  }
})
