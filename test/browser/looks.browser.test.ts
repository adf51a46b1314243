import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { overhangOf, violationsOn } from './harness.ts'
import { Stage } from './stage.ts'
import { boldAsks, largeStore, offerOf, schoolStore, sparePart, stores } from './stand-in/offers.ts'
import { audit, harbour, jobs, keptOf, sessions, tokens } from './stand-in/sample.ts'

const screens = [
  '/',
  '/store',
  '/store?q=zzz&offline=1',
  '/store/starter/notes',
  '/store/starter/bold',
  '/store/starter/broken',
  '/store/starter/nothing',
  '/apps/notes',
  '/apps/notes/access',
  '/apps/notes/updates',
  '/apps/radio/updates',
  '/apps/notes/permissions',
  '/apps/ledger',
  '/apps/notes/history',
  '/apps/welcome/logs',
  '/apps/notes/settings',
  '/apps/notes/danger',
  '/shelf',
  '/activity',
  '/activity/audit',
  '/settings',
  '/people',
  '/people/groups',
  '/people/devices',
  '/people/invitations',
  '/people/open',
  '/people/outside',
  '/trust',
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
  rows.crowd.fill()
  Object.assign(rows, { sessions, tokens, audit })
  rows.stores = [...stores, schoolStore, sparePart]
  const others = [offerOf('paint', 'Paint', 'For wet days.'), offerOf('chess', 'Chess', 'For two.')]
  rows.offers = [...rows.offers, ...others, offerOf('bold', 'Music and radio for the whole house', 'It plays. '.repeat(20), { size: 'xl', fits: false, icon: false, category: 'Media' })]
  rows.pages.set('bold', { asks: [...boldAsks] })
  rows.details.set('notes', { asks: [...boldAsks] })
  rows.versions.set('notes', { asks: [...boldAsks] })
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

    it('so can a large store, as categories and as a list, and the form for another one', async () => {
      await using stage = await inhabited(options)
      stage.rows.offers = largeStore(400)
      for (const path of ['/store', '/store?category=Files&fits=1']) {
        const page = await stage.at(path)
        await page.locator('[data-offer]').first().waitFor()
        await assertSound(page, path)
        await page.close()
      }
      const settings = await stage.at('/settings#stores')
      await settings.getByRole('button', { name: 'Add a store' }).click()
      await settings.getByRole('form', { name: 'Add a store' }).waitFor()
      await assertSound(settings, 'the form for a store')
      assert.deepEqual(stage.browser.complaints, [])
    })

    it('so can the questions it asks, the search and its notices', async () => {
      await using stage = await inhabited(options)
      const page = await stage.at('/store')
      await page.getByRole('button', { name: /Install.*Paint/ }).click()
      await page.getByRole('dialog').waitFor()
      await assertSound(page, 'the choice of kept data')
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      await page.getByRole('button', { name: /Install.*Chess/ }).click()
      await page.getByText('Chess is being installed.').waitFor()
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
