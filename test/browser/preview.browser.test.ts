import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { JobId } from '../../src/model/names.ts'
import { becomes } from './harness.ts'
import { Stage } from './stage.ts'
import { fell, first, hostile, previewOf, second, unbuilt, waitingOf } from './stand-in/previews.ts'
import { releaseOf } from './stand-in/projects.ts'
import { ago, instanceOf, jobOf } from './stand-in/sample.ts'

const job = JobId.parse('preview7')

describe("a preview's own page", () => {
  it('follows a build to its address', async () => {
    await using stage = await Stage.open()
    const { pull } = stage.rows
    pull.put(unbuilt('shop-pr-7', 7, { state: 'building', job, title: hostile, progress: { step: 'build', fraction: 0.1, note: null } }))
    stage.rows.putJob(jobOf(job, { kind: 'preview', title: 'Build shop-pr-7', instance: 'shop-pr-7', step: 'build' }))
    stage.rows.jobSteps.set(job, [{ name: 'check out', at: ago(0), milliseconds: 412 }])
    stage.rows.jobLog.set(job, [{ seq: 1, at: ago(0), line: '#5 RUN npm test <b>bold</b>', step: 'build' }])
    const page = await stage.at('/previews/shop-pr-7')
    await page.getByRole('heading', { level: 1 }).getByText('onerror').waitFor()
    await page.getByText('No commit became a release yet.').waitFor()
    const log = page.getByRole('log')
    await log.getByText('#5 RUN npm test <b>bold</b>').waitFor()
    await page.getByText('check out').waitFor()
    stage.rows.jobLog.set(job, [...(stage.rows.jobLog.get(job) ?? []), { seq: 2, at: ago(0), line: '#6 exporting to image', step: 'build' }])
    await log.getByText('#6 exporting to image').waitFor()
    stage.rows.putJob(jobOf(job, { kind: 'preview', title: 'Build shop-pr-7', instance: 'shop-pr-7', state: 'done', step: null }))
    pull.releases.set('shop-pr-7', [releaseOf('shop-pr-7', 1, { state: 'live', source: 'pull', job })])
    pull.put(previewOf('shop-pr-7', 7, { title: hostile, job: null }))
    stage.rows.put(instanceOf('shop-pr-7', { origin: { door: 'preview', preview: 'shop-pr-7' } }))
    await page.getByText('serves now').first().waitFor()
    await page.getByRole('link', { name: 'Open shop-pr-7' }).waitFor()
    await page.getByRole('link', { name: 'http://shop-pr-7-abcdef12.localhost/' }).waitFor()
    assert.equal(await page.title(), 'shop-pr-7 · Berth')
    assert.deepEqual(stage.browser.complaints, [])
    await page.getByRole('link', { name: 'Its app' }).click()
    await page.getByRole('link', { name: 'Releases' }).click()
    await page.getByRole('link', { name: 'See the preview' }).click()
    await page.getByRole('button', { name: 'Details Release 1' }).click()
    await page.getByText('commit of a pull request').first().waitFor()
    await page.getByText('Build log').click()
    await page.getByText('#6 exporting to image').waitFor()
  })

  it('gives each commit its own address', async () => {
    await using stage = await Stage.open()
    const commits = [
      { commit: first, release: 2, at: ago(10) },
      { commit: second, release: 1, at: ago(600) },
    ]
    stage.rows.pull.put(previewOf('shop-pr-7', 7, { commits }))
    const page = await stage.at('/previews/shop-pr-7')
    await page.locator('[data-commit="12345678"]').getByRole('link', { name: 'http://shop-pr-7-12345678.localhost/' }).waitFor()
    await page.locator('[data-commit="abcdef12"]').getByText('serves now').waitFor()
  })

  it('says why there is nothing to see: approval, a rule, a failure', async () => {
    await using stage = await Stage.open()
    stage.rows.pull.put(
      waitingOf('shop-pr-1', 1),
      unbuilt('shop-pr-2', 2, { state: 'held', held: 'It has the label no-preview.' }),
      unbuilt('shop-pr-3', 3, { state: 'failed', failure: { commit: first, cause: fell, step: 'build', job } }),
    )
    stage.rows.jobLog.set(job, [{ seq: 1, at: ago(0), line: 'AssertionError: it is not blue at all', step: 'build' }])
    stage.rows.pull.put(previewOf('shop-pr-4', 4, { state: 'failed' }))
    stage.rows.put(instanceOf('shop-pr-4', { origin: { door: 'preview', preview: 'shop-pr-4' }, state: 'failed', cause: { ...fell, message: 'web of shop-pr-4 ended 3 times in a row.' } }))
    const ailing = await stage.at('/previews/shop-pr-4')
    await ailing.getByRole('heading', { name: 'It was built, and does not run' }).waitFor()
    await ailing.getByText('ended 3 times in a row').waitFor()
    assert.equal(await ailing.getByRole('link', { name: 'What it says' }).getAttribute('href'), '/apps/shop-pr-4/logs')
    const waiting = await stage.at('/previews/shop-pr-1')
    await waiting.getByText('Nothing of it runs before somebody approves exactly this commit.').waitFor()
    await waiting.getByText('mallory/shop · topic/`id`').waitFor()
    const held = await stage.at('/previews/shop-pr-2')
    await held.getByText('It has the label no-preview.').waitFor()
    const failed = await stage.at('/previews/shop-pr-3#log')
    await failed.getByRole('heading', { name: 'The commit abcdef12 came to nothing' }).waitFor()
    await failed.getByText('It fell at “build”.').waitFor()
    await failed.getByText('it is not blue at all').waitFor()
    await becomes(failed, 'document.activeElement?.id === "log"')
  })

  it('whose build is long ago has no log, and that is no trouble', async () => {
    await using stage = await Stage.open()
    const branch = { of: { kind: 'branch', branch: 'main' }, job: 'longago1' }
    stage.rows.pull.put(previewOf('shop-main', 1, branch))
    const page = await stage.at('/previews/shop-main')
    await page.getByRole('log').getByText('this log is not kept any more').waitFor()
    assert.equal(await page.getByRole('alert').count(), 0)
    await page.getByRole('link', { name: 'The branch' }).waitFor()
    stage.rows.pull.put(previewOf('shop-main', 1, { ...branch, state: 'ending', ending: 'closed', open: false }))
    await page.getByText('The branch is gone: the preview goes, with its data.').waitFor()
  })

  it('is gone when the pull request is closed', async () => {
    await using stage = await Stage.open()
    stage.rows.pull.put(previewOf('shop-pr-7', 7))
    const page = await stage.at('/previews/shop-pr-7')
    await page.getByRole('link', { name: 'Open' }).waitFor()
    stage.rows.pull.change('shop-pr-7', { state: 'ending', ending: 'closed', open: false })
    await page.getByText('The pull request was closed: the preview goes, with its data.').waitFor()
    assert.equal(await page.getByRole('link', { name: 'Open' }).count(), 0)
    stage.rows.pull.drop(previewOf('shop-pr-7', 7))
    await page.getByRole('heading', { name: 'There is no preview called shop-pr-7', level: 1 }).waitFor()
  })
})
