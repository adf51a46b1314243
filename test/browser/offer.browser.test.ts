import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Stage } from './stage.ts'
import { boldAsks, offerOf } from './stand-in/offers.ts'
import { keptOf } from './stand-in/sample.ts'

describe('the page of an app in the store', () => {
  it('says what it is, what it needs, who may visit it and how it sleeps', async () => {
    await using stage = await Stage.open()
    const page = await stage.at('/store')
    await page.locator('[data-offer=notes]').getByRole('link', { name: 'Guestbook' }).click()
    await page.getByRole('heading', { name: 'Guestbook', level: 1 }).waitFor()
    for (const text of [
      'Lines are kept in one small file.',
      'The first line is yours.',
      'Lines can be marked now.',
      'a machine with 0.5 GB',
      'web pages (port 80)',
      'is on this machine',
      'will be fetched',
      'Owner and admins',
      'everybody',
      'Dozes after 1 minute without a visit.',
      'It asks for nothing',
    ]) {
      await page.getByText(text).first().waitFor()
    }
    const site = page.getByRole('link', { name: 'Its own site' })
    assert.equal(await site.getAttribute('rel'), 'noopener noreferrer')
    assert.equal(await page.getByRole('link', { name: 'Where it is made' }).count(), 0, 'an address that is no web page is no link')
  })

  it('is not installed before all it asks for is granted', async () => {
    await using stage = await Stage.open()
    stage.rows.pages.set('notes', { asks: [...boldAsks] })
    const page = await stage.at('/store/starter/notes')
    const socket = page.getByRole('checkbox', { name: /Docker's own socket.*Could do anything on this machine.*asked for by web, worker/ })
    const music = page.getByRole('checkbox', { name: /The folder \/srv\/music of the machine, to read/i })
    const install = page.getByRole('button', { name: 'Install Guestbook' })
    await install.click()
    await page.getByText('Allow all 2 things it asks for first, or leave it.').waitFor()
    await page.locator('[type=checkbox]:focus').waitFor()
    await socket.check()
    await page.getByText('Allow what it asks for first, or leave it.').waitFor()
    assert.deepEqual(stage.asked, [])
    await music.check()
    await install.click()
    await page.locator('[data-installed=notes]').getByRole('progressbar').waitFor()
    assert.deepEqual(stage.rows.asked[0]?.body, { door: 'store', store: 'starter', app: 'notes', grants: ['docker-socket', 'folder:/srv/music:ro'] })
  })

  it('says that it is too large before it is installed', async () => {
    await using stage = await Stage.open()
    stage.rows.offers = [offerOf('huge', 'Huge', 'A large one.', { size: 'xl', fits: false, offline: false })]
    const page = await stage.at('/store/starter/huge')
    await page.getByText('it is not started here before the machine has more memory').waitFor()
    await page.getByRole('button', { name: 'Install anyway' }).waitFor()
  })

  it('starts from the kept data that the shelf sent along', async () => {
    await using stage = await Stage.open()
    stage.rows.pages.set('notes', { asks: boldAsks.slice(0, 1) })
    stage.rows.shelf = [keptOf('notes'), keptOf('other')]
    const page = await stage.at('/shelf')
    const kept = page.locator('[data-kept=notes]')
    await kept.getByText('From the store “starter”, version 1.0.0').waitFor()
    await kept.getByRole('button', { name: 'Install again' }).click()
    assert.ok(await page.getByRole('radio', { name: /kept data of “notes”/ }).isChecked())
    await page.getByRole('checkbox').check()
    await page.getByRole('button', { name: 'Install Guestbook' }).click()
    await page.getByText('Notes is being installed with its kept data.').waitFor()
    assert.deepEqual(stage.rows.asked[0]?.body, { door: 'store', store: 'starter', app: 'notes', shelf: 'notes-kept1', grants: ['folder:/srv/music:ro'] })
  })

  it('says why a bad one cannot be installed, and where to go when there is none', async () => {
    await using stage = await Stage.open()
    const page = await stage.at('/store/starter/broken')
    await page.getByText('app_meta.json: v: this version is not known').waitFor()
    assert.equal(await page.locator('[data-install]').getByRole('button').count(), 0)
    const nowhere = await stage.at('/store/starter/nothing')
    await nowhere.getByRole('heading', { name: 'No store offers “nothing”', level: 1 }).waitFor()
  })
})
