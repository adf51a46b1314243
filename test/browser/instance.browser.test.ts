import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Stage } from './stage.ts'
import { instanceOf, keptOf } from './stand-in/sample.ts'

describe('the page of an app', () => {
  it('changes when it runs', async () => {
    await using stage = await Stage.open()
    stage.rows.put(instanceOf('notes', { state: 'stopped' }))
    const page = await stage.at('/apps/notes')
    await page.getByRole('radio', { name: /Off/ }).check()
    await page.getByText('Switched off').first().waitFor()
    await page.getByRole('button', { name: 'Switch on' }).click()
    await page.getByRole('radio', { name: /Always on/ }).check()
    assert.deepEqual(stage.rows.asked, [
      { what: 'PATCH /api/instances/notes', body: { mode: 'off' } },
      { what: 'POST /api/instances/notes/start', body: undefined },
      { what: 'PATCH /api/instances/notes', body: { mode: 'always' } },
    ])
  })

  it('goes back to what is when a change is refused', async () => {
    await using stage = await Stage.open()
    const notes = instanceOf('notes')
    stage.rows.put(notes)
    const page = await stage.at('/apps/notes')
    await page.getByRole('radio', { name: /On request/ }).waitFor()
    stage.rows.instances.delete('notes')
    await page.getByRole('radio', { name: /Always on/ }).click()
    await page.getByText('There is no app called notes.').waitFor()
    assert.ok(await page.getByRole('radio', { name: /On request/ }).isChecked())
  })

  it('changes its title and how it sleeps', async () => {
    await using stage = await Stage.open()
    stage.rows.put(instanceOf('notes'))
    const page = await stage.at('/apps/notes/settings')
    await page.getByLabel('Title').fill('Our guests')
    await page.getByRole('button', { name: 'Save' }).first().click()
    await page.getByRole('heading', { name: 'Our guests', level: 1 }).waitFor()
    await page.getByLabel('Dozes after', { exact: true }).fill('20')

    await page.getByText('Deep sleep must come later than dozing.').waitFor()
    const save = page.getByRole('button', { name: 'Save' }).last()
    assert.ok(await save.isDisabled())
    await page.getByLabel('Sleeps deeply after', { exact: true }).fill('30')
    await save.click()
    await page.getByText('Saved.').last().waitFor()
    assert.deepEqual(
      stage.rows.asked.map(({ body }) => body),
      [{ title: 'Our guests' }, { lifecycle: { always_on: false, skip_pause: false, idle_for_pause: 1200, idle_for_stop: 1800 } }],
    )
  })

  it('follows its logs, holds them, and shows only what is asked for', async () => {
    await using stage = await Stage.open()
    stage.rows.put(instanceOf('notes'))
    stage.rows.say('notes', 'listening on 8080')
    const page = await stage.at('/apps/notes/logs')
    const box = page.getByRole('log', { name: 'Log lines' })
    await box.getByText('listening on 8080').waitFor()
    stage.rows.say('notes', 'GET /first')
    await box.getByText('GET /first').waitFor()
    await page.getByRole('button', { name: 'Pause' }).click()
    stage.rows.say('notes', 'GET /held')
    await page.getByText('1 new line').waitFor()
    assert.equal(await box.getByText('GET /held').count(), 0)
    await page.getByRole('button', { name: 'Go on' }).click()
    await box.getByText('GET /held').waitFor()
    stage.rows.say('notes', 'ready to accept connections', 'db')
    await page.getByLabel('Service').selectOption('db')
    await box.getByText('ready to accept').waitFor()
    assert.equal(await box.getByText('GET /held').count(), 0)
    await page.getByLabel('Service').selectOption('')
    await page.getByLabel('Only lines with').fill('FIRST')
    await box.getByText('ready to accept').waitFor({ state: 'detached' })
    assert.ok(await box.getByText('GET /first').isVisible())
  })

  it('shows its history', async () => {
    await using stage = await Stage.open()
    stage.rows.put(instanceOf('notes', { state: 'paused' }))
    const page = await stage.at('/apps/notes/history')
    const lines = page.getByRole('list', { name: 'History' }).getByRole('listitem')
    await lines.first().getByText('until now').waitFor()
    assert.equal(await lines.count(), 12)
  })

  it('says so when there is no such app', async () => {
    await using stage = await Stage.open()
    const page = await stage.at('/apps/nothing')
    await page.getByRole('heading', { name: 'There is no app called nothing', level: 1 }).waitFor()
  })
})

describe('uninstalling', () => {
  it('keeps the data on the shelf, from where it can be used again', async () => {
    await using stage = await Stage.open()
    stage.rows.put(instanceOf('notes'))
    const page = await stage.at('/apps/notes/danger')
    await page.getByRole('button', { name: 'Uninstall Notes' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Its data goes to the shelf').waitFor()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    assert.deepEqual(stage.asked, [], 'nothing was asked yet')
    await page.getByRole('button', { name: 'Uninstall Notes' }).click()
    await dialog.getByRole('button', { name: 'Uninstall, keep its data' }).click()
    await page.getByRole('heading', { name: 'The quay is empty' }).waitFor()
    await page.getByRole('navigation').getByRole('link', { name: 'Shelf' }).click()
    const kept = page.locator('[data-kept=notes]')
    await kept.getByText('48.3 MB').waitFor()
    await kept.getByRole('button', { name: 'Install again' }).click()
    await kept.waitFor({ state: 'detached' })
    assert.deepEqual(stage.rows.asked.at(-1)?.body, { door: 'store', store: 'starter', app: 'notes', shelf: 'notes-kept1' })
  })

  it('deletes kept data only when its name is typed', async () => {
    await using stage = await Stage.open()
    stage.rows.shelf = [keptOf('files')]
    const page = await stage.at('/shelf')
    await page.locator('[data-kept=files]').getByRole('button', { name: 'Delete' }).click()
    const yes = page.getByRole('button', { name: 'Delete for ever' })
    assert.ok(await yes.isDisabled())
    await page.getByLabel('Type files to confirm').fill('Files')
    assert.ok(await yes.isDisabled(), 'letter by letter')
    await page.getByLabel('Type files to confirm').fill('files')
    await yes.click()
    await page.getByRole('heading', { name: 'The shelf is empty' }).waitFor()
    assert.deepEqual(stage.rows.asked.at(-1), { what: 'DELETE /api/shelf/files-kept1', body: { confirm: 'files' } })
  })
})
