import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Stage } from './stage.ts'
import { instanceOf, jobOf } from './stand-in/sample.ts'

describe('activity', () => {
  it('follows a job, cancels it and retries it', async () => {
    await using stage = await Stage.open()
    stage.rows.put(instanceOf('wiki', { state: 'fetching', job: 'job1' }))
    stage.rows.putJob(jobOf('job1', { title: 'Install wiki', instance: 'wiki' }))
    const page = await stage.at('/activity')
    const row = page.locator('[data-job=job1]')
    await row.getByRole('button', { name: 'Log' }).click()
    stage.rows.jobLog.set('job1', [{ seq: 1, at: new Date().toISOString(), line: 'layer 3 of 7', step: 'bring image 1' }])
    await row.getByText('layer 3 of 7').waitFor()
    await row.getByRole('heading', { name: 'bring image 1' }).waitFor()
    await row.getByRole('button', { name: 'Cancel' }).click()
    stage.rows.putJob(jobOf('job1', { title: 'Install wiki', instance: 'wiki', state: 'cancelled', progress: null }))
    await row.getByText('Cancelled').waitFor()
    await row.getByRole('button', { name: 'Retry' }).click()
    await page.getByText('It is tried again.').waitFor()
    assert.deepEqual(stage.asked, ['POST /api/jobs/job1/cancel', 'POST /api/jobs/job1/retry'])
  })
})
