import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { InstanceName } from '../../src/model/names.ts'
import { Stage } from './stage.ts'
import { crashed, instanceOf, jobOf } from './stand-in/sample.ts'

describe('home', () => {
  it('changes as the machine does, without a reload', async () => {
    await using stage = await Stage.open()
    stage.rows.put(instanceOf('notes', { state: 'paused' }))
    const page = await stage.at('/')
    const tile = page.locator('[data-app=notes]')
    await tile.getByText('Paused').waitFor()
    await page.getByText('1 asleep').waitFor()
    stage.rows.change('notes', { state: 'running' })
    await tile.getByText('Running').waitFor()
    await page.getByText('1 running').waitFor()
    stage.rows.put(instanceOf('files'))
    await page.locator('[data-app=files]').waitFor()
    stage.rows.tell({ type: 'instance-gone', name: InstanceName.parse('notes') })
    await tile.waitFor({ state: 'detached' })
  })

  it('says changes to those who listen', async () => {
    await using stage = await Stage.open()
    stage.rows.put(instanceOf('notes', { state: 'starting' }))
    const page = await stage.at('/')
    await page.locator('[data-app=notes]').waitFor()
    stage.rows.change('notes', { state: 'running' })
    await page.locator('[aria-live=polite]', { hasText: 'Notes: running.' }).waitFor({ state: 'attached' })
  })

  it('shows a failure with its cause, its last words and the next step, and tries again', async () => {
    await using stage = await Stage.open()
    stage.rows.put(instanceOf('ledger', { state: 'failed', cause: crashed, crashes: 3 }))
    const page = await stage.at('/')
    const item = page.getByRole('region', { name: 'Needs you' }).getByRole('listitem')
    await item.getByText(crashed.message).waitFor()
    await item.getByText('Look at its logs').waitFor()
    await item.getByText('Its last words').click()
    await item.getByText('disk I/O error').waitFor()
    await item.getByRole('button', { name: 'Try again' }).click()
    stage.rows.change('ledger', { state: 'starting', cause: null })
    await item.waitFor({ state: 'detached' })
    assert.deepEqual(stage.asked, ['POST /api/instances/ledger/retry'])
  })

  it('warns of Docker and of a full disk', async () => {
    await using stage = await Stage.open()
    stage.rows.put(instanceOf('notes'))
    const page = await stage.at('/')
    await page.locator('[data-app=notes]').waitFor()
    const { machine } = stage.rows
    stage.rows.tell({ type: 'machine', value: { ...machine, docker: 'down', disk: { ...machine.disk, free: 2e8, low: true } } })
    await page.getByRole('heading', { name: 'Docker does not answer' }).waitFor()
    await page.getByText('200 MB are free.').waitFor()
  })

  it('says that the line is lost, keeps what was known, and takes it up again', async () => {
    await using stage = await Stage.open()
    stage.rows.put(instanceOf('notes'))
    const page = await stage.at('/')
    const tile = page.locator('[data-app=notes]')
    await tile.getByText('Running').waitFor()
    stage.standIn.serving = false
    stage.standIn.cut()
    const note = page.getByText('Connection lost. Showing what was last known')
    await note.waitFor()
    assert.ok(await tile.isVisible())
    stage.rows.instances.delete('notes')
    stage.rows.put(instanceOf('files'))
    stage.standIn.serving = true
    await note.waitFor({ state: 'detached' })
    await page.locator('[data-app=files]').waitFor()
    assert.equal(await tile.count(), 0, 'what went meanwhile is gone')
  })

  it('offers first apps on an empty machine, one click each', async () => {
    await using stage = await Stage.open()
    const page = await stage.at('/')
    await page.getByRole('heading', { name: 'The quay is empty' }).waitFor()
    await page.locator('[data-offer=welcome]').getByRole('button').click()
    await page.locator('[data-app=welcome]').getByText('Fetching').waitFor()
    assert.deepEqual(stage.rows.asked, [{ what: 'POST /api/instances', body: { door: 'store', store: 'starter', app: 'welcome' } }])
  })

  it('shows what is at work, live', async () => {
    await using stage = await Stage.open()
    stage.rows.put(instanceOf('wiki', { state: 'fetching', job: 'job1' }))
    stage.rows.putJob(jobOf('job1', { title: 'Install wiki', instance: 'wiki', progress: 0.4 }))
    const page = await stage.at('/')
    const bar = page.locator('[data-app=wiki]').getByRole('progressbar')
    await page.locator('[data-app=wiki] [aria-valuenow="40"]').waitFor()
    stage.rows.putJob(jobOf('job1', { title: 'Install wiki', instance: 'wiki', progress: 0.8, step: 'place' }))
    await page.locator('[data-app=wiki] [aria-valuenow="80"]').waitFor()
    stage.rows.change('wiki', { state: 'stopped', job: null })
    await bar.waitFor({ state: 'detached' })
  })
})
