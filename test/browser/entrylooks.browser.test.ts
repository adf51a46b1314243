import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { overhangOf, violationsOn } from './harness.ts'
import { OutsideId } from '../../src/model/outside.ts'
import { GroupName } from '../../src/model/person.ts'
import { Stage } from './stage.ts'
import { harbour, sessions, tokens } from './stand-in/sample.ts'

const looks: Readonly<Record<string, BrowserContextOptions>> = {
  'in light colours': { colorScheme: 'light', viewport: { width: 1280, height: 860 } },
  'in dark colours': { colorScheme: 'dark', viewport: { width: 1280, height: 860 } },
  'on a phone of 360 pixels': { colorScheme: 'dark', viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true },
}

const expires = new Date(Date.now() + 86_400_000).toISOString()

async function inhabited(options: BrowserContextOptions): Promise<Stage> {
  const stage = await Stage.open({ ...options, reducedMotion: 'reduce', signedOut: true })
  const { rows } = stage
  rows.put(...harbour)
  Object.assign(rows, { sessions, tokens })
  rows.account.ways = { outside: [{ id: OutsideId.parse('school'), label: 'the school' }], pairing: false, people: true }
  rows.account.groups = [GroupName.parse('family')]
  const invited = { known: false, password: true, name: 'Ben', role: 'member' as const, by: 'Ada', expires }
  rows.account.invitations.set('new', invited).set('back', { ...invited, known: true })
  return stage
}

/** Axe finds nothing serious, and nothing stands out to the side. */
async function assertSound(page: Page, where: string): Promise<void> {
  await page.locator('h1').waitFor()
  assert.deepEqual(await violationsOn(page), [], where)
  assert.equal(await overhangOf(page), 0, `${where} is wider than its window`)
}

for (const [look, options] of Object.entries(looks)) {
  describe(look, () => {
    it('the ways in can be used by everybody, fit their window and keep to the content security policy', async () => {
      await using stage = await inhabited(options)
      for (const url of [stage.standIn.named, stage.standIn.url]) {
        for (const path of ['/signin', '/join#code=new', '/join#code=back', '/join#code=used', '/join', '/pair', '/pair#code=482']) {
          const page = await stage.browser.page(url + path)
          await assertSound(page, path)
          await page.close()
        }
      }
      stage.rows.claimed = false
      const claim = await stage.at('/claim')
      await claim.getByRole('switch').check({ force: true })
      await assertSound(claim, 'the claim of a classroom')
      assert.deepEqual(stage.browser.complaints, [])
    })

    it('so can the account', async () => {
      await using stage = await inhabited(options)
      await stage.browser.signIn(stage.standIn.named)
      const page = await stage.browser.page(`${stage.standIn.named}/account`)
      await page.getByRole('button', { name: 'Set a new password' }).click()
      await page.getByRole('button', { name: 'Show the code' }).click()
      await page.getByRole('img').waitFor()
      await assertSound(page, 'the account')
      assert.deepEqual(stage.browser.complaints, [])
    })

    it('so can the home of those who only use apps', async () => {
      await using stage = await inhabited(options)
      await stage.browser.signIn(stage.standIn.url)
      for (const role of ['member', 'device'] as const) {
        stage.rows.account.role = role
        const page = await stage.at('/')
        await page.locator('[data-app]').first().waitFor()
        await assertSound(page, `the home of a ${role}`)
      }
      assert.deepEqual(stage.browser.complaints, [])
    })
  })
}
