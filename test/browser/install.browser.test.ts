import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Stage } from './stage.ts'
import { boldAsks, offerOf } from './stand-in/offers.ts'
import { instanceOf, keptOf } from './stand-in/sample.ts'

describe('installing from a tile', () => {
  it('shows its progress until it is there', async () => {
    await using stage = await Stage.open()
    const page = await stage.at('/store')
    const tile = page.locator('[data-offer=notes]')
    await tile.getByRole('button', { name: 'Install Guestbook' }).click()
    await tile.getByRole('button', { name: 'Installing' }).waitFor()
    const [job] = [...stage.rows.jobs.values()]
    assert.ok(job)
    stage.rows.putJob({ ...job, step: 'image busybox', progress: 0.5 })
    await tile.getByText('50%').waitFor()
    stage.rows.putJob({ ...job, state: 'done', step: null, progress: null })
    stage.rows.change('notes', { state: 'stopped', job: null })
    await tile.getByRole('button', { name: 'Install another' }).waitFor()
    await tile.getByRole('link', { name: 'Installed: notes' }).click()
    await page.getByRole('heading', { name: 'Guestbook', level: 1 }).waitFor()
  })

  it('a second one is named on its page', async () => {
    await using stage = await Stage.open()
    stage.rows.put(instanceOf('notes', { title: 'Guestbook' }))
    const page = await stage.at('/store')
    await page.getByRole('button', { name: 'Install another Guestbook' }).click()
    await page.getByRole('heading', { name: 'Guestbook', level: 1 }).waitFor()
    const name = page.getByLabel('Its own name')
    assert.equal(await name.getAttribute('placeholder'), 'notes-2')
    await name.fill('notes')
    await page.getByText('There is already an app called notes.').waitFor()
    assert.ok(await page.getByRole('button', { name: 'Install another' }).isDisabled())
    await name.fill('class-7b')
    await page.getByRole('button', { name: 'Install another' }).click()
    await page.locator('[data-installed=class-7b]').getByRole('progressbar').waitFor()
    assert.deepEqual(stage.rows.asked, [{ what: 'POST /api/instances', body: { door: 'store', store: 'starter', app: 'notes', name: 'class-7b' } }])
  })

  it('asks whether to start with kept data', async () => {
    await using stage = await Stage.open()
    stage.rows.shelf = [keptOf('notes')]
    const page = await stage.at('/store')
    await page.getByRole('button', { name: 'Install Guestbook' }).click()
    const dialog = page.getByRole('dialog')
    assert.ok(await dialog.getByRole('radio', { name: /kept data of “notes”/ }).isChecked())
    await dialog.getByRole('button', { name: 'Install' }).click()
    await dialog.waitFor({ state: 'detached' })
    assert.deepEqual(stage.rows.asked[0]?.body, { door: 'store', store: 'starter', app: 'notes', shelf: 'notes-kept1' })
  })

  it('starts afresh when that is chosen, and leaves the shelf alone', async () => {
    await using stage = await Stage.open()
    stage.rows.shelf = [keptOf('notes')]
    const page = await stage.at('/store')
    await page.getByRole('button', { name: 'Install Guestbook' }).click()
    await page.getByRole('radio', { name: /Start afresh/ }).check()
    await page.getByRole('dialog').getByRole('button', { name: 'Install' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    assert.deepEqual(stage.rows.asked[0]?.body, { door: 'store', store: 'starter', app: 'notes' })
  })

  it('says what went wrong when it is refused', async () => {
    await using stage = await Stage.open()
    const page = await stage.at('/store')
    await page.locator('[data-offer=notes]').waitFor()
    stage.rows.offers = []
    await page.getByRole('button', { name: 'Install Guestbook' }).click()
    await page.getByText('No catalogue offers an app called notes.').waitFor()
  })

  it('leads to its page where there is something to decide', async () => {
    await using stage = await Stage.open()
    stage.rows.pages.set('notes', { asks: [...boldAsks] })
    stage.rows.offers = [...stage.rows.offers, offerOf('huge', 'Huge', 'A large one.', { size: 'xl', fits: false })]
    const page = await stage.at('/store')
    const large = page.locator('[data-offer=huge]')
    await large.getByText('Too large for this machine').waitFor()
    await page.getByRole('button', { name: 'Install Guestbook' }).click()
    await page.getByText('What it may do').waitFor()
    await page.goBack()
    await large.getByRole('button', { name: 'See what it needs' }).click()
    await page.getByText('it needs 16 GB of memory, here are 7.6 GB').waitFor()
    assert.deepEqual(stage.asked, [], 'nothing was installed')
  })
})
