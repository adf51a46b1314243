import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Browser } from '../browser/harness.ts'
import { Berth } from './berth.ts'
import { claimed, installClub, password } from './club.ts'

describe('a visitor of an app that signs people in, in a browser', () => {
  it('signs in once at the console and is known to the app; signed out of the app, they are still signed in at the console', async () => {
    await using berth = await Berth.open()
    await using browser = await Browser.open()
    await claimed(berth)
    await installClub(berth, { access: 'public', paths: {} })
    const page = await browser.page(`http://club.localhost:${berth.port}/`)
    await page.getByRole('link', { name: 'Sign in' }).click()
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByText('"preferred_username":"Ada"').waitFor()
    assert.equal(new URL(page.url()).hostname, 'club.localhost')

    const again = await browser.page(`http://club.localhost:${berth.port}/cgi-bin/login`)
    await again.getByText('"preferred_username":"Ada"').waitFor()
    const cookies = await browser.context.cookies(`http://club.localhost:${berth.port}/`)
    assert.ok(
      cookies.every(({ name }) => !name.includes('oidc')),
      'the provider’s cookies stay at the console',
    )

    await again.goto(`http://club.localhost:${berth.port}/cgi-bin/logout`)
    await again.getByRole('link', { name: 'Sign in' }).waitFor()
    assert.match((await berth.visit('club', '/cgi-bin/refresh')).text, /400/, 'what the app was given has ended')
    await again.getByRole('link', { name: 'Sign in' }).click()
    await again.getByText('"preferred_username":"Ada"').waitFor()
    assert.deepEqual(browser.complaints, [])
  })
})
