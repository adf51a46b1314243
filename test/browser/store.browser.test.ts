import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Stage } from './stage.ts'
import { instanceOf, jobOf, keptOf } from './stand-in/sample.ts'

describe('the store', () => {
  it('installs with progress on the tile until it is there', async () => {
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
    await tile.getByRole('link', { name: 'notes' }).click()
    await page.getByRole('heading', { name: 'Guestbook', level: 1 }).waitFor()
  })

  it('finds as one types, without capitals and accents, and says when there is nothing', async () => {
    await using stage = await Stage.open()
    const page = await stage.at('/store')
    await page.getByText('4 apps').waitFor()
    await page.getByRole('searchbox').fill('LÍNE everybody')
    await page.getByText('1 app', { exact: true }).waitFor()
    assert.equal(await page.locator('[data-offer]').count(), 1)
    await page.getByRole('searchbox').fill('submarine')
    await page.getByText('No app here matches “submarine”.').waitFor()
  })

  it('shows why a bad entry cannot be installed, and offers no button', async () => {
    await using stage = await Stage.open()
    const page = await stage.at('/store')
    const bad = page.locator('[data-offer=broken]')
    await bad.getByText('this version is not known').waitFor()
    assert.equal(await bad.getByRole('button').count(), 0)
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
})

describe('activity', () => {
  it('follows a job, cancels it and retries it', async () => {
    await using stage = await Stage.open()
    stage.rows.put(instanceOf('wiki', { state: 'fetching', job: 'job1' }))
    stage.rows.putJob(jobOf('job1', { title: 'Install wiki', instance: 'wiki' }))
    const page = await stage.at('/activity')
    const row = page.locator('[data-job=job1]')
    await row.getByRole('button', { name: 'Log' }).click()
    stage.rows.jobLog.set('job1', [{ seq: 1, at: new Date().toISOString(), line: 'layer 3 of 7' }])
    await row.getByText('layer 3 of 7').waitFor()
    await row.getByRole('button', { name: 'Cancel' }).click()
    stage.rows.putJob(jobOf('job1', { title: 'Install wiki', instance: 'wiki', state: 'cancelled', progress: null }))
    await row.getByText('Cancelled').waitFor()
    await row.getByRole('button', { name: 'Retry' }).click()
    await page.getByText('It is tried again.').waitFor()
    assert.deepEqual(stage.asked, ['POST /api/jobs/job1/cancel', 'POST /api/jobs/job1/retry'])
  })
})
