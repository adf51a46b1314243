import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { JobId } from '../../src/model/names.ts'
import { Stage } from './stage.ts'
import { boldAsks } from './stand-in/offers.ts'
import { ago, instanceOf } from './stand-in/sample.ts'

const undone = { code: 'update-undone', message: 'notes 1.1.0 did not get well and was put back with its data: it did not answer.', fix: 'It runs as before.', at: ago(1) }
const kept = { id: JobId.parse('job9'), version: '1.0.0', at: ago(3000), bytes: 12_400_000 }

/** The one job at work, as far as it went. */
function work(stage: Stage, changes: object): void {
  const [job] = [...stage.rows.jobs.values()]
  assert.ok(job)
  stage.rows.putJob({ ...job, ...changes })
}

async function opened(stage: Stage, changes: object = {}, tab = 'updates'): Promise<Page> {
  stage.rows.put(instanceOf('notes', { offered: '1.1.0', ...changes }))
  return await stage.at(`/apps/notes/${tab}`)
}

describe('an update', () => {
  it('is offered on Home, shows what changes, and tells how it goes', async () => {
    await using stage = await Stage.open()
    stage.rows.put(instanceOf('notes', { offered: '1.1.0' }))
    const page = await stage.at('/')
    await page.locator('[data-app=notes]').getByText('Update').waitFor()
    await page.getByRole('link', { name: 'Notes: see what changes in 1.1.0' }).click()
    await page.getByRole('link', { name: 'Updates (an update is offered)' }).waitFor()
    await page.getByText('a machine with 2 GB').waitFor()
    await page.getByText('Lines can be marked now.').waitFor()
    await page.getByText('That takes 48.3 MB at most; 61 GB are free.').waitFor()
    await page.getByRole('button', { name: 'Update to 1.1.0' }).click()
    await page.getByRole('progressbar', { name: 'Progress of “Update notes”' }).waitFor()
    assert.deepEqual(stage.rows.asked, [{ what: 'POST /api/instances/notes/update', body: { version: '1.1.0' } }])
    work(stage, { state: 'done', step: null, progress: null, updated: new Date().toISOString() })
    stage.rows.change('notes', { version: '1.1.0', offered: null, job: null, kept })
    await page.getByText('Update: done just now').waitFor()
    await page.getByText('No newer version is offered.').waitFor()
    await page.getByText('Version 1.0.0 with its data').waitFor()
  })

  it('that was put back says why, everywhere, until it is tried again', async () => {
    await using stage = await Stage.open()
    const page = await opened(stage)
    await page.getByRole('button', { name: 'Update to 1.1.0' }).click()
    await page.getByText('is being updated').waitFor()
    work(stage, { state: 'failed', step: null, progress: null, cause: undone })
    stage.rows.change('notes', { job: null, refused: { version: '1.1.0', cause: undone } })
    await page.getByRole('heading', { name: 'Version 1.1.0 was put back' }).waitFor()
    assert.equal(await page.getByText(undone.message).count(), 1, 'said once')
    await page.getByRole('link', { name: 'Home', exact: true }).click()
    const item = page.getByRole('region', { name: 'Needs you' }).getByRole('listitem')
    await item.getByText(undone.message).waitFor()
    assert.equal(await item.count(), 1)
    await page.locator('[data-app=notes]').getByText('Put back').waitFor()
    await item.getByRole('link', { name: 'See the update' }).click()
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('progressbar').waitFor()
    assert.deepEqual(stage.rows.asked.at(-1), { what: 'POST /api/instances/notes/update', body: { version: '1.1.0' } })
  })

  it('that asks for more waits until that is granted', async () => {
    await using stage = await Stage.open()
    stage.rows.versions.set('notes', { asks: [...boldAsks] })
    const page = await opened(stage)
    const button = page.getByRole('button', { name: 'Update to 1.1.0' })
    await page.getByText('Allow all 2 things it asks for first').waitFor()
    assert.ok(await button.isDisabled())
    for (const box of await page.getByRole('checkbox').all()) await box.check()
    await button.click()
    await page.getByText('is being updated').waitFor()
    assert.deepEqual(stage.rows.asked[0]?.body, { version: '1.1.0', grants: ['docker-socket', 'folder:/srv/music:ro'] })
  })

  it('does not begin where there is no room for the copy', async () => {
    await using stage = await Stage.open()
    stage.rows.versions.set('notes', { space: { needed: 9e9, free: 1e9 } })
    const page = await opened(stage)
    await page.getByText('9 GB are needed, 1 GB are free').waitFor()
    assert.ok(await page.getByRole('button', { name: 'Update to 1.1.0' }).isDisabled())
  })

  it('is undone after a question that says what happens', async () => {
    await using stage = await Stage.open()
    const page = await opened(stage, { version: '1.1.0', offered: null, kept })
    await page.getByText('12.4 MB on the disk').waitFor()
    await page.getByRole('button', { name: 'Go back…' }).click()
    await page.getByRole('dialog').getByText('What was written since goes to the shelf; nothing is lost.').waitFor()
    await page.getByRole('button', { name: 'Go back to 1.0.0' }).click()
    await page.getByText('Notes goes back to the version before.').waitFor()
    assert.deepEqual(stage.asked, ['POST /api/instances/notes/rollback'])
  })

  it('comes by itself, in hours one chooses, or never; and the same is fetched again', async () => {
    await using stage = await Stage.open()
    const page = await opened(stage)
    await page.getByRole('radio', { name: /By itself/ }).check()
    await page.getByLabel('From').selectOption('23:00')
    await page.getByRole('radio', { name: /Never/ }).check()
    await page.getByRole('radio', { name: /When I say so/ }).waitFor()
    await page.getByRole('button', { name: 'Fetch again' }).click()
    await page.getByText('Notes is being fetched again.').waitFor()
    assert.deepEqual(
      stage.rows.asked.map(({ body }) => body),
      [{ updates: { when: 'auto', from: 2, to: 5 } }, { updates: { when: 'auto', from: 23, to: 5 } }, { updates: { when: 'never', from: 23, to: 5 } }, { version: '1.0.0' }],
    )
  })
})

describe('what an app may do', () => {
  it('is shown, granted and taken away after a question', async () => {
    await using stage = await Stage.open()
    stage.rows.details.set('notes', { asks: [...boldAsks] })
    const page = await opened(stage, { grants: ['docker-socket'] }, 'permissions')
    const music = page.locator('[data-grant="folder:/srv/music:ro"]')
    await music.getByText('Not allowed').waitFor()
    await music.getByRole('button', { name: 'Allow' }).click()
    await page.getByRole('dialog').getByText('Its containers are made anew with it.').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Allow' }).click()
    await music.getByText('Allowed').waitFor()
    const socket = page.locator('[data-grant="docker-socket"]')
    await socket.getByText('Could do anything on this machine').waitFor()
    await socket.getByRole('button', { name: /Take away/ }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Take away' }).click()
    await socket.getByText('Not allowed').waitFor()
    assert.deepEqual(
      stage.rows.asked.map(({ body }) => body),
      [{ grants: ['docker-socket', 'folder:/srv/music:ro'] }, { grants: ['folder:/srv/music:ro'] }],
    )
  })

  it('and what its data takes stands on its page', async () => {
    await using stage = await Stage.open()
    const page = await opened(stage, { kept }, 'overview')
    const data = page.locator('[data-data]')
    await data.getByText('48.3 MB on the disk').waitFor()
    await data.getByText('Beside it version 1.0.0 is kept with its data, 12.4 MB').waitFor()
    await page.getByText('The first line is yours.').waitFor()
  })
})
