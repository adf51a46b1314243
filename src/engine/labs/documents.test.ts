import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { documentSample } from '../../model/doorviews.testbed.ts'
import { LabDesk } from './labs.testbed.ts'

describe('documents beside apps', () => {
  async function withDocuments(count = 2): Promise<LabDesk> {
    const desk = await LabDesk.open()
    const all = ['documentation', 'user_guide'].slice(0, count).map((document) => documentSample({ app: 'steam', document, title: `<${document}>` }))
    desk.images.door.documents = async () => all
    desk.images.door.page = async (app, document) => (app === 'steam' && all.some((one) => one.document === document) ? `<!doctype html>page ${document}` : undefined)
    return desk
  }

  it('one is shown at once, of several there is a list, and what is not there is told so', async () => {
    await using desk = await withDocuments()
    desk.lab('steam', 'public', 'stopped')
    const list = await desk.get('/documentation/steam/')
    assert.match(list.body, /<a href="user_guide\/">&#60;user_guide&#62;<\/a> · 4 steps · 20 min/)
    const page = await desk.get('/documentation/steam/user_guide/')
    assert.deepEqual([page.status, page.body], [200, '<!doctype html>page user_guide'])
    assert.match(String(page.headers['content-security-policy']), /^default-src 'none'; style-src 'sha256-.*frame-ancestors 'none'/)
    assert.equal(page.headers['x-content-type-options'], 'nosniff')
    assert.equal((await desk.get('/documentation/steam/user_guide?x')).headers.location, '/documentation/steam/user_guide/?x')
    for (const path of ['/documentation/steam/none/', '/documentation/none/', '/documentation/none/x/', '/documentation/%3Cb%3E/']) assert.equal((await desk.get(path)).status, 404)
    await using one = await withDocuments(1)
    one.lab('steam', 'public', 'stopped')
    assert.equal((await one.get('/documentation/steam/')).body, '<!doctype html>page documentation')
  })

  it('they are for those who may use the app: whoever is not signed in is sent there, others see nothing', async () => {
    await using desk = await withDocuments()
    desk.lab('steam', 'members', 'stopped')
    const path = '/documentation/steam/user_guide/'
    assert.equal((await desk.get(path)).headers.location, `http://berth.school.test:8080${path}`)
    assert.equal((await desk.get(path, { host: 'berth.school.test' })).headers.location, `/signin?next=${encodeURIComponent(path)}`)
    assert.equal((await desk.get(path, { who: 'gus' })).status, 404)
    assert.equal((await desk.get(path, { who: 'ben', host: 'berth.school.test' })).status, 200)
    assert.equal((await desk.get(path, { who: 'ben' })).status, 200)
  })

  it('those of an app that is no more are for who runs the machine', async () => {
    await using desk = await withDocuments()
    assert.equal((await desk.get('/documentation/steam/user_guide/')).status, 404)
    assert.equal((await desk.get('/documentation/steam/user_guide/', { who: 'ben' })).status, 404)
    assert.equal((await desk.get('/documentation/steam/user_guide/', { who: 'owner' })).status, 200)
  })
})
