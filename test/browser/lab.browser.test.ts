import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { loadingPage } from '../../src/engine/labs/pages.ts'
import type { LabStatus } from '../../src/engine/labs/status.ts'
import { Browser, violationsOn } from './harness.ts'
import { Site } from './site.ts'

describe('the page of a lab that is being made ready', () => {
  const url = (site: Site): string => site.url('/app/')
  const status = (site: Site, changes: Partial<LabStatus> = {}): LabStatus => ({ running_status: 'starting', url: url(site), reason: null, next: null, usual: 12, ...changes })
  const put = (site: Site, changes: Partial<LabStatus> = {}): void => void site.put('/status/tide', JSON.stringify(status(site, changes)), { type: 'application/json', csp: '' })

  async function waiting(site: Site, browser: Browser): Promise<Page> {
    put(site)
    site.put('/app/', '<h1>The app</h1>')
    const { text, csp } = loadingPage({ title: 'Tide <b>', status: status(site), ask: '/status/tide' })
    const page = await browser.page(site.put('/loading/tide', text, { csp }))
    await page.getByText('It is being made ready').waitFor()
    return page
  }

  for (const running_status of ['running', 'stopped'] as const) {
    it(`goes to the app when it is ${running_status === 'running' ? 'ready' : 'there and asleep, as going there wakes it'}`, async () => {
      await using site = await Site.open()
      await using browser = await Browser.open()
      const page = await waiting(site, browser)
      put(site, { running_status })
      await page.getByRole('heading', { name: 'The app' }).waitFor()
      assert.deepEqual(browser.complaints, [])
    })
  }

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`says why it failed, and asks no more (${colorScheme})`, async () => {
      await using site = await Site.open()
      await using browser = await Browser.open({ colorScheme })
      const page = await waiting(site, browser)
      assert.deepEqual(await violationsOn(page), [])
      put(site, { running_status: 'stopped', reason: 'There is no image <x>.', next: 'Check its name.' })
      await page.getByRole('heading', { name: 'Tide <b> could not start' }).waitFor()
      assert.match(await page.locator('main').innerText(), /There is no image <x>\.\s+Check its name\.\s+Try again/)
      assert.deepEqual(await violationsOn(page), [])
      put(site, { running_status: 'running' })
      await page.clock.install()
      await page.clock.runFor(60_000)
      assert.equal(await page.getByRole('heading', { name: 'could not start' }).count(), 1)
    })
  }

  it('ends where it is taken away, says when it takes long, and gives up in the end', async () => {
    await using site = await Site.open()
    await using browser = await Browser.open()
    const page = await waiting(site, browser)
    site.drop('/status/tide')
    await page.getByRole('heading', { name: 'Tide <b> is not here' }).waitFor()
    const late = await browser.context.newPage()
    await late.clock.install()
    put(site)
    await late.goto(site.url('/loading/tide'))
    await late.clock.fastForward(30_000)
    await late.getByText('It takes longer than usual: 30 seconds so far').waitFor()
    await late.clock.fastForward(21 * 60_000)
    await late.getByRole('heading', { name: 'Tide <b> is not ready' }).waitFor()
    assert.equal(await late.locator('#bar:visible').count(), 0)
  })
})
