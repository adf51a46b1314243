import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { overhangOf, violationsOn } from './harness.ts'
import { Stage } from './stage.ts'
import { audit, harbour, jobs, keptOf, sessions, tokens } from './stand-in/sample.ts'

const screens = [
  '/',
  '/store',
  '/apps/notes',
  '/apps/ledger',
  '/apps/notes/history',
  '/apps/welcome/logs',
  '/apps/notes/settings',
  '/apps/notes/danger',
  '/shelf',
  '/activity',
  '/activity/audit',
  '/settings',
  '/nowhere',
]

const looks: Readonly<Record<string, BrowserContextOptions>> = {
  'in light colours': { colorScheme: 'light', viewport: { width: 1280, height: 860 } },
  'in dark colours': { colorScheme: 'dark', viewport: { width: 1280, height: 860 } },
  'on a phone of 360 pixels': { colorScheme: 'dark', viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true },
}

async function inhabited(options: BrowserContextOptions): Promise<Stage> {
  const stage = await Stage.open({ ...options, reducedMotion: 'reduce' })
  const { rows } = stage
  rows.put(...harbour)
  rows.putJob(...jobs)
  rows.putShelf([keptOf('paint'), keptOf('notes')])
  rows.say('welcome', 'x'.repeat(300))
  rows.say('welcome', 'a fault', 'db', 'err')
  Object.assign(rows, { sessions, tokens, audit })
  return stage
}

/** Axe finds nothing serious, and nothing stands out to the side. */
async function assertSound(page: Page, where: string): Promise<void> {
  assert.deepEqual(await violationsOn(page), [], where)
  assert.equal(await overhangOf(page), 0, `${where} is wider than its window`)
}

for (const [look, options] of Object.entries(looks)) {
  describe(look, () => {
    it('every screen can be used by everybody, fits its window and keeps to the content security policy', async () => {
      await using stage = await inhabited(options)
      for (const path of screens) {
        const page = await stage.at(path)
        await page.locator('h1').waitFor()
        await assertSound(page, path)
        await page.close()
      }
      assert.deepEqual(stage.browser.complaints, [])
    })

    it('so can the questions it asks, the search and its notices', async () => {
      await using stage = await inhabited(options)
      const page = await stage.at('/store')
      await page.getByRole('button', { name: /Install.*Guestbook/ }).click()
      await page.getByRole('dialog').waitFor()
      await assertSound(page, 'the choice of kept data')
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      await page.getByRole('button', { name: /Install.*Files/ }).click()
      await page.getByText('Files is being installed.').waitFor()
      await page.keyboard.press('Control+k')
      await page.getByRole('dialog').waitFor()
      await assertSound(page, 'the search')
      assert.deepEqual(stage.browser.complaints, [])
    })

    it('so can the screens before one is in', async () => {
      await using stage = await Stage.open({ ...options, signedOut: true })
      const signin = await stage.at('/')
      await signin.getByLabel('Password', { exact: true }).waitFor()
      await assertSound(signin, 'sign in')
      stage.rows.claimed = false
      const claim = await stage.at('/claim')
      await claim.getByLabel('Password', { exact: true }).fill('three small boats')
      await assertSound(claim, 'claim')
      assert.deepEqual(stage.browser.complaints, [])
    })
  })
}

describe('the colours', () => {
  it('follow what the visitor prefers', async () => {
    const ground = async (colorScheme: 'light' | 'dark'): Promise<string> => {
      await using stage = await Stage.open({ colorScheme })
      const page = await stage.at('/')
      return await page.evaluate<string>('getComputedStyle(document.body).backgroundColor')
    }
    assert.equal(await ground('light'), 'rgb(243, 240, 232)')
    assert.equal(await ground('dark'), 'rgb(11, 22, 32)')
  })
})
