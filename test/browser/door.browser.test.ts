import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { instanceOf } from './stand-in/sample.ts'
import { Stage } from './stage.ts'

describe('becoming the owner', () => {
  it('takes the code from the address, a name and a long password, and ends at home', async () => {
    await using stage = await Stage.open({ signedOut: true })
    stage.rows.claimed = false
    const page = await stage.at('/#code=acde-fghj-kmnp-3467')
    assert.equal(await page.getByLabel('Claim code').inputValue(), 'acde-fghj-kmnp-3467')
    assert.equal(new URL(page.url()).hash, '', 'the code does not stay in the address')
    const submit = page.getByRole('button', { name: 'Become the owner' })
    await page.getByLabel('Your name').fill('Ada')
    await page.getByLabel('Password', { exact: true }).fill('too short')
    assert.ok(await submit.isDisabled())
    assert.ok(await page.locator('[aria-live]', { hasText: 'too short' }).isVisible())
    await page.getByLabel('Password', { exact: true }).fill('three small boats')
    await submit.click()
    await page.getByRole('heading', { name: /Ada/ }).waitFor()
    assert.equal(stage.rows.claimed, true)
  })

  it('says how many tries are left after a wrong code, and what to do', async () => {
    await using stage = await Stage.open({ signedOut: true })
    stage.rows.claimed = false
    const page = await stage.at('/claim')
    await page.getByLabel('Claim code').fill('WRONG')
    await page.getByLabel('Your name').fill('Ada')
    await page.getByLabel('Password', { exact: true }).fill('three small boats')
    await page.getByRole('button', { name: 'Become the owner' }).click()
    const alert = page.getByRole('alert')
    await alert.waitFor()
    assert.match((await alert.textContent()) ?? '', /9 tries are left.*berth up/s)
  })
})

describe('signing in', () => {
  it('refuses a wrong password in words, takes the right one and stays where one wanted to be', async () => {
    await using stage = await Stage.open({ signedOut: true })
    const page = await stage.at('/shelf')
    await page.getByLabel('Password', { exact: true }).fill('wrong')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').getByText('That is not the password').waitFor()
    await page.getByLabel('Password', { exact: true }).fill('three small boats')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Shelf', level: 1 }).waitFor()
  })

  it('goes on to the app that asked for it', async () => {
    await using stage = await Stage.open({ signedOut: true })
    const to = '/go?instance=notes&to=http%3A%2F%2Fnotes.localhost%2F'
    const page = await stage.at(`/signin?next=${encodeURIComponent(to)}`)
    await page.getByLabel('Password', { exact: true }).fill('three small boats')
    const asked = page.waitForRequest((request) => new URL(request.url()).pathname === '/go')
    await page.keyboard.press('Enter')
    assert.equal((await asked).url(), stage.standIn.url + to)
  })

  it('never goes on to another site', async () => {
    await using stage = await Stage.open({ signedOut: true })
    const page = await stage.at(`/signin?next=${encodeURIComponent('//evil.example/')}`)
    await page.getByLabel('Password', { exact: true }).fill('three small boats')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: /Ada/ }).waitFor()
    assert.equal(page.url(), `${stage.standIn.url}/`)
  })

  it('shows the password when asked to', async () => {
    await using stage = await Stage.open({ signedOut: true })
    const page = await stage.at('/')
    const field = page.getByLabel('Password', { exact: true })
    assert.equal(await field.getAttribute('type'), 'password')
    await page.getByRole('button', { name: 'Show the password' }).click()
    assert.equal(await field.getAttribute('type'), 'text')
  })

  it('ends when one signs out', async () => {
    await using stage = await Stage.open()
    const page = await stage.at('/account')
    await page.getByRole('button', { name: 'Sign out', exact: true }).click()
    await page.getByRole('heading', { name: 'Welcome back' }).waitFor()
    assert.deepEqual(stage.asked, ['DELETE /api/session'])
  })

  it('is asked for again when the machine no longer knows one', async () => {
    await using stage = await Stage.open()
    stage.rows.put(instanceOf('notes'))
    const page = await stage.at('/apps/notes/danger')
    await page.getByRole('button', { name: 'Uninstall Notes' }).click()
    await stage.browser.context.clearCookies()
    await page.getByRole('button', { name: 'Uninstall, keep its data' }).click()
    await page.getByRole('heading', { name: 'Welcome back' }).waitFor()
    assert.ok(stage.rows.instances.has('notes'))
  })
})
