import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import type { StoreSource, StoreView } from '../../src/model/store.ts'
import { until } from '../../src/kit/until.ts'
import { bringDebianImages } from '../debian/base.ts'
import { writeStore } from '../debian/store.ts'
import { Berth } from './berth.ts'
import { addStore } from './storeapi.ts'
import { StoreShed } from './storeshed.ts'

interface Listed {
  readonly title: string
  readonly version: string
  readonly origin: { readonly store: string; readonly app: string }
}

const kinds: Readonly<Record<string, (shed: StoreShed) => Partial<StoreSource>>> = {
  folder: ({ folder }) => ({ kind: 'folder', folder }),
  zip: ({ zip }) => ({ kind: 'zip', file: zip }),
  git: ({ repository }) => ({ kind: 'git', url: repository.url }),
  http: ({ site }) => ({ kind: 'http', url: site.url }),
}

describe('a store, whatever it comes from', () => {
  before(async () => await bringDebianImages())

  it('is added while Berth runs, lists the same apps, and a wiki from it runs', async () => {
    await using shed = await StoreShed.open({ wiki: '1', blog: '1' })
    await using berth = await Berth.open()
    for (const [name, source] of Object.entries(kinds)) {
      const view = await addStore(berth, name, source(shed))
      assert.deepEqual({ apps: view.apps, bad: view.bad }, { apps: 2, bad: 0 }, name)
      await berth.install('wiki', { store: name, name: `wiki-${name}` })
    }
    for (const name of Object.keys(kinds)) {
      await berth.becomes(`wiki-${name}`, 'stopped', 60)
      const answer = await berth.visit(`wiki-${name}`, '/doku.php')
      assert.equal(answer.status, 200)
      assert.match(answer.text, /The first edition/)
    }
  })

  it('of git offers another branch when it is switched, and goes again without its apps', async () => {
    await using shed = await StoreShed.open({ wiki: '1', blog: '1' })
    await using berth = await Berth.open()
    await writeStore(shed.folder, { wiki: '2', blog: '2' })
    await shed.repository.publish(shed.folder, 'preview')
    const view = await addStore(berth, 'harbour', { kind: 'git', url: shed.repository.url })
    assert.deepEqual(view.branches.toSorted(), ['main', 'preview'])
    await berth.install('wiki', { store: 'harbour' })
    await berth.becomes('wiki', 'stopped', 60)

    await berth.json('/api/stores/harbour', { method: 'PATCH', body: { branch: 'preview' } })
    assert.deepEqual(await versions(berth, 'harbour'), ['blog 2', 'wiki 2'])
    assert.equal(await until(async () => (await berth.instance('wiki'))?.offered ?? undefined, { deadline: 10_000 }), '2')

    await berth.json('/api/stores/harbour', { method: 'DELETE' })
    assert.ok(!(await berth.json<StoreView[]>('/api/stores')).some(({ name }) => name === 'harbour'))
    assert.deepEqual(await versions(berth, 'harbour'), [])
    assert.equal((await berth.visit('wiki', '/doku.php')).status, 200, 'what was installed from it stays')
  })

  it('that cannot be read is refused with why, and nothing of it is kept', async () => {
    await using berth = await Berth.open()
    const refused = await berth.local('/api/stores', { method: 'POST', body: { name: 'nowhere', source: { kind: 'http', url: 'http://127.0.0.1:9' } } })
    assert.ok(refused.status >= 400)
    assert.match(refused.text, /nowhere cannot be read/)
    assert.ok(!(await berth.json<StoreView[]>('/api/stores')).some(({ name }) => name === 'nowhere'))
  })
})

async function versions(berth: Berth, store: string): Promise<readonly string[]> {
  const offers = await berth.json<Listed[]>('/api/offers')
  return offers.flatMap(({ origin, version }) => (origin.store === store ? `${origin.app} ${version}` : [])).sort()
}
