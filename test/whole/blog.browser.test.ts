import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { Browser } from '../browser/harness.ts'
import { bringDebianImages } from '../debian/base.ts'
import { Berth } from './berth.ts'
import { BlogPages } from './blogpages.ts'
import { addStore, seesOffer, update } from './storeapi.ts'
import { StoreShed } from './storeshed.ts'

describe('a blog with a database of its own, from a store in git', () => {
  before(async () => await bringDebianImages())

  it('lives twice side by side, is updated, and gets back what a spoiling version destroyed', async () => {
    await using shed = await StoreShed.open({ wiki: '1', blog: '1' })
    await using berth = await Berth.open()
    await using browser = await Browser.open()
    await addStore(berth, 'harbour', { kind: 'git', url: shed.repository.url })
    await Promise.all([berth.install('blog', { store: 'harbour' }), berth.install('blog', { store: 'harbour' })])
    for (const name of ['blog', 'blog-2']) await berth.becomes(name, 'stopped', 60)
    const pages = async (name: string): Promise<BlogPages> => new BlogPages(await browser.page('about:blank'), `http://${name}.localhost:${berth.port}`)
    const [one, two] = [await pages('blog'), await pages('blog-2')]
    for (const name of ['blog', 'blog-2']) await wake(berth, name)

    assert.match(await one.read(), /Hello world!/, 'each name found its own database behind the same inner name')
    await one.comment('The harbour is quiet today.')
    await two.comment('Fresh fish on Friday.')
    assert.doesNotMatch(await one.read(), /fish/)
    assert.doesNotMatch(await two.read(), /quiet/)
    assert.equal((await berth.visit('blog', '/wp-admin/')).status, 401, 'paths the author keeps private are')

    await shed.publish({ wiki: '1', blog: '2' })
    await seesOffer(berth, 'harbour', 'blog', '2')
    assert.equal((await update(berth, 'blog')).state, 'done')
    assert.match(await one.edition(), /The second edition/)
    assert.match(await one.read(), /quiet today/)

    await shed.publish({ wiki: '1', blog: '3' })
    await seesOffer(berth, 'harbour', 'blog', '3')
    const refused = await update(berth, 'blog')
    assert.equal(refused.state, 'failed')
    const saved = await berth.instance('blog')
    assert.equal(saved?.version, '2')
    assert.equal(saved.refused?.version, '3')
    assert.equal(saved.refused.cause.code, 'unhealthy')
    assert.match(await one.read(), /quiet today/, 'its migration had deleted the comments')
    assert.match(await one.edition(), /The second edition/)
    assert.match(await two.read(), /fish/)
    assert.deepEqual(browser.complaints, [])
  })
})

async function wake(berth: Berth, name: string): Promise<void> {
  await berth.json(`/api/instances/${name}/start`, { method: 'POST' })
  await berth.becomes(name, 'running', 60)
}
