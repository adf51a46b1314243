import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { OutsideId } from '../../src/model/outside.ts'
import { Stage } from './stage.ts'
import { ago, sessions } from './stand-in/sample.ts'

describe('my account', () => {
  it('takes another name', async () => {
    await using stage = await Stage.open()
    const page = await stage.at('/account')
    const save = page.getByRole('button', { name: 'Save', exact: true })
    assert.ok(await save.isDisabled())
    await page.getByLabel('My name').fill('Ada L.')
    await save.click()
    await page.getByText('Saved.').first().waitFor()
    assert.equal(stage.rows.account.name, 'Ada L.')
    assert.ok(await page.getByRole('link', { name: 'Ada L. My account' }).isVisible())
  })

  it('sets a new password after the old one, and says what is wrong in the form', async () => {
    await using stage = await Stage.open()
    const page = await stage.at('/account')
    await page.getByRole('button', { name: 'Set a new password' }).click()
    const form = page.getByRole('form', { name: 'Set a new password' })
    await form.getByLabel('The password until now').fill('wrong')
    await form.getByLabel('New password').fill('four large boats')
    await form.getByRole('button', { name: 'Save the password' }).click()
    await form.getByRole('alert').getByText('That is not the password').waitFor()
    await form.getByLabel('The password until now').fill('three small boats')
    await form.getByRole('button', { name: 'Save the password' }).click()
    await page.getByText('The new password holds.').first().waitFor()
    assert.equal(stage.rows.account.password, 'four large boats')
  })

  it('signs another sign-in out, and all others at once', async () => {
    await using stage = await Stage.open()
    stage.rows.sessions = [...sessions, { id: 's9', device: 'Edge on Windows', created: ago(900), seen: ago(800), current: false }]
    const page = await stage.at('/account')
    await page.getByRole('button', { name: 'Sign out Safari on iPhone' }).click()
    await page.getByText('That sign-in is ended.').waitFor()
    assert.equal(await page.getByText('Safari on iPhone').count(), 0)
    assert.deepEqual(stage.asked, ['DELETE /api/sessions/s2'])
    stage.rows.sessions = [...sessions, { id: 's9', device: 'Edge on Windows', created: ago(900), seen: ago(800), current: false }]
    await page.reload()
    await page.getByRole('button', { name: 'Sign out everywhere else' }).click()
    await page.getByText('2 sign-ins are ended.').waitFor()
    assert.equal(stage.rows.sessions.length, 1)
  })

  it('adds and removes accounts elsewhere, and says what did not work there', async () => {
    await using stage = await Stage.open()
    const [school, club] = [OutsideId.parse('school'), OutsideId.parse('club')]
    stage.rows.account.ways = { outside: [{ id: school, label: 'the school' }, { id: club, label: 'the club' }], pairing: false, people: true } // prettier-ignore
    stage.rows.account.outside = [{ id: 'x1', label: 'the club', name: 'ada@club.example' }]
    const page = await stage.at('/account?problem=outside-taken')
    await page.getByRole('alert').getByText('That account is the way in of somebody else here.').waitFor()
    assert.equal(await page.getByRole('link', { name: 'Add the school' }).getAttribute('href'), '/signin/outside/school?link=1&next=/account')
    assert.equal(await page.getByRole('link', { name: 'Add the club' }).count(), 0)
    await page.getByRole('button', { name: 'Remove the club' }).click()
    await page.getByRole('link', { name: 'Add the club' }).waitFor()
  })

  it('shows a code that signs in on another device, this once', async () => {
    await using stage = await Stage.open()
    const page = await stage.at('/account')
    await page.getByRole('button', { name: 'Show the code' }).click()
    await page.getByRole('img', { name: 'Code that signs you in on another device' }).waitFor()
    await page.getByText('http://berth.localhost/join#code=k7dm-2wqx-p4nn-94').waitFor()
    assert.deepEqual(stage.browser.complaints, [])
  })

  it('shows a new token once, and revokes it', async () => {
    await using stage = await Stage.open()
    const page = await stage.at('/account')
    await page.getByLabel('What is it for?').fill('Backup')
    await page.getByLabel('What it may do').selectOption('look, start, stop, update')
    await page.getByLabel('Valid for').selectOption('30 days')
    await page.getByRole('button', { name: 'Create a token' }).click()
    await page.getByText('berth_4f9a2c7d1e8b4f9a2c7d1e8b').waitFor()
    assert.deepEqual(stage.rows.asked[0]?.body, { label: 'Backup', scope: 'run', days: 30 })
    await page.getByRole('button', { name: 'I have copied it' }).click()
    assert.equal(await page.getByText('berth_4f9a2c7d1e8b4f9a2c7d1e8b').count(), 0)
    await page.getByRole('button', { name: 'Revoke Backup' }).click()
    await page.getByText('No tokens.').waitFor()
  })
})
