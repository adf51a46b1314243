import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Stage } from './stage.ts'
import { schoolStore, stores } from './stand-in/offers.ts'
import { instanceOf } from './stand-in/sample.ts'

describe('stores', () => {
  it('are listed with where they come from, what they have and why they could not be read', async () => {
    await using stage = await Stage.open()
    stage.rows.stores = [...stores, schoolStore]
    const page = await stage.at('/settings')
    const school = page.locator('[data-store=school]')
    await school.getByText('https://apps.school.example/{branch}').waitFor()
    await school.getByText('2 entries cannot be installed').waitFor()
    await school.getByText('apps.school.example does not answer').waitFor()
    await page.locator('[data-store=starter]').getByText('set by this machine').waitFor()
    assert.equal(
      await page
        .locator('[data-store=starter]')
        .getByRole('button', { name: /Remove/ })
        .count(),
      0,
    )
    await school.getByRole('button', { name: 'Read anew' }).click()
    await school.getByText('Being read…').waitFor()
    stage.rows.stores = [...stores, { ...schoolStore, cause: null, refreshed: new Date().toISOString() }]
    await school.getByText('read just now').waitFor()
    assert.equal(await school.getByText('does not answer').count(), 0)
  })

  it('are added with a name from their address, and what is wrong is said in the form', async () => {
    await using stage = await Stage.open()
    stage.rows.stores = [...stores, schoolStore]
    const page = await stage.at('/settings')
    await page.getByRole('button', { name: 'Add a store' }).click()
    const form = page.getByRole('form', { name: 'Add a store' })
    await form.getByRole('radio', { name: /Git repository/ }).check()
    await form.getByLabel('Address of the repository').fill('https://git.example/School.git')
    await form.getByLabel('Branch').fill('next')
    await form.getByRole('button', { name: 'Add', exact: true }).click()
    await form.getByText('There is already a store called school.').waitFor()
    await form.getByLabel('Name').fill('git-school')
    await form.getByRole('button', { name: 'Add', exact: true }).click()
    await page.locator('[data-store=git-school]').getByText('Being read…').waitFor()
    assert.deepEqual(stage.rows.asked.at(-1)?.body, { name: 'git-school', source: { kind: 'git', url: 'https://git.example/School.git', branch: 'next' } })
  })

  it('follow another branch, and are removed after a word on what that means', async () => {
    await using stage = await Stage.open()
    stage.rows.stores = [schoolStore]
    stage.rows.put(instanceOf('notes', { origin: { door: 'store', store: 'school', app: 'notes' } }))
    const page = await stage.at('/settings')
    const school = page.locator('[data-store=school]')
    await school.getByLabel('Branch').selectOption('next')
    await school.getByRole('button', { name: 'Switch' }).click()
    await page.getByText('“school” now follows next.').waitFor()
    await school.getByRole('button', { name: 'Remove' }).click()
    await page.getByRole('dialog').getByText('1 app installed from it stays and goes on running, but without updates.').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await school.waitFor({ state: 'detached' })
    assert.deepEqual(stage.rows.asked, [
      { what: 'PATCH /api/stores/school', body: { branch: 'next' } },
      { what: 'DELETE /api/stores/school', body: undefined },
    ])
  })
})
