import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Stage } from './stage.ts'
import { sessions } from './stand-in/sample.ts'

describe('settings', () => {
  it('signs another device out', async () => {
    await using stage = await Stage.open()
    stage.rows.sessions = sessions
    const page = await stage.at('/settings')
    await page.getByRole('button', { name: 'Sign out Safari on iPhone' }).click()
    await page.getByText('That device is signed out.').waitFor()
    assert.equal(await page.getByText('Safari on iPhone').count(), 0)
    assert.deepEqual(stage.asked, ['DELETE /api/sessions/s2'])
  })

  it('shows a new token once, and revokes it', async () => {
    await using stage = await Stage.open()
    const page = await stage.at('/settings')
    await page.getByLabel('What is it for?').fill('Backup')
    await page.getByLabel('Valid for').selectOption('30 days')
    await page.getByRole('button', { name: 'Create a token' }).click()
    await page.getByText('berth_4f9a2c7d1e8b4f9a2c7d1e8b').waitFor()
    assert.deepEqual(stage.rows.asked[0]?.body, { label: 'Backup', days: 30 })
    await page.getByRole('button', { name: 'I have copied it' }).click()
    assert.equal(await page.getByText('berth_4f9a2c7d1e8b4f9a2c7d1e8b').count(), 0)
    await page.getByRole('button', { name: 'Revoke Backup' }).click()
    await page.getByText('No tokens.').waitFor()
  })
})
