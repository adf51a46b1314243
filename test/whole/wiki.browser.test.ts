import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { until } from '../../src/kit/until.ts'
import type { StoreView } from '../../src/model/store.ts'
import type { UpdateView } from '../../src/model/update.ts'
import { Browser } from '../browser/harness.ts'
import { bringDebianImages } from '../debian/base.ts'
import { Berth } from './berth.ts'
import { addStore, seesOffer, settled, update } from './storeapi.ts'
import { StoreShed } from './storeshed.ts'
import { WikiPages } from './wikipages.ts'

describe('a wiki from a store on the web', () => {
  before(async () => await bringDebianImages())

  it('lives twice side by side, is updated, saved from a broken version, and taken back', async () => {
    await using shed = await StoreShed.open({ wiki: '1', blog: '1' })
    await using berth = await Berth.open()
    await using browser = await Browser.open()
    await addStore(berth, 'shed', { kind: 'http', url: shed.site.url })
    await Promise.all([berth.install('wiki', { store: 'shed' }), berth.install('wiki', { store: 'shed' })])
    for (const name of ['wiki', 'wiki-2']) await berth.becomes(name, 'stopped', 60)
    const pages = async (name: string): Promise<WikiPages> => new WikiPages(await browser.page('about:blank'), `http://${name}.localhost:${berth.port}`)
    const [one, two] = [await pages('wiki'), await pages('wiki-2')]

    await one.write('The tide comes at noon.')
    await two.write('Boats are painted in May.')
    assert.match(await one.read(), /tide/)
    assert.doesNotMatch(await one.read(), /Boats/)
    assert.doesNotMatch(await two.read(), /tide/)

    await shed.publish({ wiki: '2', blog: '1' })
    await seesOffer(berth, 'shed', 'wiki', '2')
    const news = await berth.json<UpdateView>('/api/instances/wiki/update')
    assert.ok(news.changes.some(({ from, to }) => from?.endsWith('wiki:1') && to?.endsWith('wiki:2')))
    assert.ok(news.space.free > news.space.needed)
    assert.equal((await update(berth, 'wiki')).state, 'done')
    assert.equal(await one.edition(), 'The second edition')
    assert.match(await one.read(), /tide/)
    assert.equal(await two.edition(), 'The first edition', 'nobody asked the other to move')
    await one.write('The tide comes at one.')

    await shed.publish({ wiki: '3', blog: '1' })
    await seesOffer(berth, 'shed', 'wiki', '3')
    const refused = await update(berth, 'wiki')
    assert.equal(refused.state, 'failed')
    assert.match(refused.cause?.message ?? '', /exit code 3/)
    const saved = await berth.instance('wiki')
    assert.equal(saved?.version, '2')
    assert.equal(saved.refused?.version, '3')
    assert.match(saved.refused.cause.message, /exit code 3/)
    assert.match(await one.read(), /at one/)
    assert.equal(await one.edition(), 'The second edition')

    const { job } = await berth.json<{ job: string }>('/api/instances/wiki/rollback', { method: 'POST', body: {} })
    assert.equal((await settled(berth, job)).state, 'done')
    assert.equal(await one.edition(), 'The first edition')
    assert.match(await one.read(), /at noon/, 'with the data as it was then')
    assert.equal((await berth.shelf()).length, 1, 'and what was written since is not lost')
    assert.deepEqual(browser.complaints, [])
  })

  it('is found, shown and installed with the network cut, and finds its kept pages again', async () => {
    await using shed = await StoreShed.open({ wiki: '1', blog: '1' })
    await using berth = await Berth.open()
    await using browser = await Browser.open()
    await addStore(berth, 'shed', { kind: 'http', url: shed.site.url })
    assert.equal(shed.site.asked.filter((path) => path.endsWith('store_metadata.json')).length, 1, 'one request loads the catalogue')
    await berth.install('wiki', { store: 'shed' })
    await berth.becomes('wiki', 'stopped', 60)
    const pages = new WikiPages(await browser.page('about:blank'), `http://wiki.localhost:${berth.port}`)
    await pages.write('Written before the storm.')

    await shed.site.cut()
    await berth.killEngine('SIGTERM')
    await berth.start()
    await berth.local('/api/stores/shed/refresh', { method: 'POST' })
    const troubled = async (): Promise<StoreView | undefined> => (await berth.json<StoreView[]>('/api/stores')).find(({ name, cause }) => name === 'shed' && cause !== null)
    assert.equal((await until(troubled, { deadline: 20_000 }))?.apps, 2, 'why it is not fresh is said, and what is known stays')
    const offers = await berth.json<{ title: string; origin: { store: string; app: string } }[]>('/api/offers')
    assert.deepEqual(offers.flatMap(({ title, origin }) => (origin.store === 'shed' ? title : [])).sort(), ['Blog', 'Wiki'])
    assert.equal((await berth.local('/api/offers/store/shed/wiki')).status, 200)
    assert.equal((await berth.local('/api/offers/store/shed/wiki/icon')).status, 200)
    const blog = await berth.local('/api/instances', { method: 'POST', body: { door: 'store', store: 'shed', app: 'blog' } })
    assert.match(blog.text, /nothing answers at its address/, 'what nobody ever fetched cannot be had now')

    await berth.local('/api/instances/wiki', { method: 'DELETE' })
    await berth.becomes('wiki', undefined, 30)
    const kept = (await berth.shelf()).at(0)
    await berth.install('wiki', { store: 'shed', shelf: kept?.id })
    const isBack = async (): Promise<true | undefined> => (/stopped|running/.test((await berth.instance('wiki'))?.state ?? '') ? true : undefined)
    assert.ok(await until(isBack, { deadline: 60_000 }), 'asleep, or woken already by the page that is still open')
    assert.match(await pages.read(), /before the storm/)
    assert.deepEqual(await berth.shelf(), [])
  })
})
