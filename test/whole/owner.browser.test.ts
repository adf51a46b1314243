import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { Browser, violationsOn } from '../browser/harness.ts'
import { Berth } from './berth.ts'

describe('an owner in a browser, against a real engine and real Docker', () => {
  it('claims the machine, installs, visits, sees it sleep and wake, sees a crash, uninstalls and finds the data again', async () => {
    await using berth = await Berth.open({ pause: 6, stop: 600 })
    await using browser = await Browser.open()
    const { claim } = await berth.json<{ claim: string }>('/api/local/urls')

    const page = await browser.page(claim)
    await page.getByLabel('Your name').fill('Ada')
    await page.getByLabel('Password', { exact: true }).fill('three small boats')
    await page.getByRole('button', { name: 'Become the owner' }).click()
    await page.getByRole('button', { name: 'Not now' }).click()
    await page.getByRole('heading', { name: /Ada/ }).waitFor()

    await install(page, 'hello')
    const visitor = await browser.page(`http://hello.localhost:${berth.port}/`)
    await visitor.getByText('hello', { exact: true }).waitFor()
    await berth.visit('hello', '/cgi-bin/add', { method: 'POST', body: 'precious' })

    await page.getByRole('link', { name: 'Home', exact: true }).click()
    await page.getByText('Paused').first().waitFor()
    await visitor.reload()
    await visitor.getByText('hello', { exact: true }).waitFor()
    await page.getByText('Running').first().waitFor()

    await page.getByRole('link', { name: 'Store', exact: true }).click()
    await install(page, 'broken')
    const failing = await browser.page(`http://broken.localhost:${berth.port}/`)
    await failing.getByText(/exit code 7/).waitFor()
    await page.getByRole('link', { name: 'Home', exact: true }).click()
    await page
      .getByText(/exit code 7/)
      .first()
      .waitFor()

    await page.goto(`${new URL(claim).origin}/apps/hello/danger`)
    await page.getByRole('button', { name: 'Uninstall hello' }).click()
    await page.getByRole('button', { name: 'Uninstall, keep its data' }).click()
    await berth.becomes('hello', undefined)
    await page.getByRole('link', { name: 'Shelf', exact: true }).click()
    await page.getByText('hello').first().waitFor()
    assert.deepEqual(await violationsOn(page), [])

    await page.getByRole('link', { name: 'Store', exact: true }).click()
    await page.getByRole('searchbox').fill('hello')
    await page.locator('[data-offer=hello]').getByRole('button', { name: 'Install hello' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Install' }).click()
    await berth.becomes('hello', 'stopped')
    assert.match((await berth.visit('hello', '/cgi-bin/add')).text, /precious/)
    assert.deepEqual(browser.complaints, [])
  })

  it('is led to the sign-in before a private app, and to the app after it', async () => {
    await using berth = await Berth.open()
    await using browser = await Browser.open()
    const { code } = await berth.json<{ code: string }>('/api/local/urls')
    await berth.json('/api/claim', { method: 'POST', body: { code, name: 'Ada', password: 'three small boats' } })
    await berth.install('secretive')
    await berth.becomes('secretive', 'stopped')
    const page = await browser.page(`http://secretive.localhost:${berth.port}/`)
    await page.getByRole('heading', { name: 'Welcome back' }).waitFor()
    assert.equal((await berth.instance('secretive'))?.state, 'stopped')
    await page.getByLabel('Password', { exact: true }).fill('three small boats')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByText('hello', { exact: true }).waitFor()
    assert.equal(new URL(page.url()).hostname, 'secretive.localhost')
  })
})

async function install(page: Page, app: string): Promise<void> {
  await page.getByRole('link', { name: 'Store', exact: true }).click()
  await page.getByRole('searchbox').fill(app)
  const tile = page.locator(`[data-offer=${app}]`)
  await tile.getByRole('button', { name: `Install ${app}` }).click()
  await tile.getByRole('button', { name: 'Install another' }).waitFor({ timeout: 30_000 })
}
