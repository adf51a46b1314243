import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { overhangOf, violationsOn } from './harness.ts'
import { Stage } from './stage.ts'
import { building } from './stand-in/projects.ts'
import { instanceOf, jobOf } from './stand-in/sample.ts'

const looks: Readonly<Record<string, BrowserContextOptions>> = {
  'in light colours': { colorScheme: 'light', viewport: { width: 1280, height: 860 } },
  'in dark colours on a tablet': { colorScheme: 'dark', viewport: { width: 820, height: 1100 } },
  'on a dark phone of 360 pixels': { colorScheme: 'dark', viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true },
}

/** What is opened on a screen before it is looked at. */
const scenes: readonly (readonly [string, (page: Page) => Promise<unknown>])[] = [
  ['/projects', (page) => page.getByRole('button', { name: 'New project' }).click()],
  ['/projects/shop', (page) => page.getByText('----> Dockerfile found').waitFor()],
  ['/projects/site', (page) => page.getByText('The last push did not become').waitFor()],
  ['/projects/tide', (page) => page.getByText('Push to it for the first time').waitFor()],
  [
    '/projects/shop/releases?release=3',
    async (page) => {
      await page.getByRole('button', { name: 'Details Release 2' }).click()
      await page.getByText('Build log').first().click()
      await page.locator('[data-ended=true]').waitFor()
    },
  ],
  [
    '/projects/shop/releases',
    async (page) => {
      await page
        .getByRole('button', { name: /Release 2/ })
        .first()
        .click()
      await page.getByRole('dialog').waitFor()
    },
  ],
  [
    '/projects/shop/env',
    async (page) => {
      await page.getByRole('button', { name: 'Edit SECRET_KEY' }).click()
      await page.getByRole('button', { name: 'Paste many' }).click()
      await page.getByRole('textbox', { name: 'Paste or drop' }).fill('A=1\nSECRET_KEY=x\nMAIL_FROM=shop@example.org\nbad')
      await page.locator('[data-preview]').waitFor()
    },
  ],
  ['/projects/shop/services', (page) => page.getByText('Other name or image').click()],
  ['/projects/shop/domains', (page) => page.getByText('What its DNS must say').first().click()],
  ['/projects/shop/figures', (page) => page.getByText('As a table').click()],
  ['/projects/shop/keys', (page) => page.getByRole('button', { name: 'Remove build server' }).waitFor()],
  [
    '/projects/shop/settings',
    async (page) => {
      await page.getByRole('button', { name: 'Delete shop…' }).click()
      await page.getByRole('dialog').waitFor()
    },
  ],
  ['/projects/nobody', (page) => page.getByRole('heading', { name: 'There is no project called nobody' }).first().waitFor()],
  ['/projects/tide/domains', (page) => page.getByText('It gets its first address').waitFor()],
  ['/account#keys', (page) => page.getByRole('button', { name: 'Remove ada@laptop' }).waitFor()],
  ['/apps/shop/updates', (page) => page.getByText('Release 3 serves.').waitFor()],
  ['/apps/shop/permissions', (page) => page.locator('[data-grant=terminal]').waitFor()],
  ['/apps/notes/terminal', (page) => page.getByRole('button', { name: 'Allow the terminal' }).waitFor()],
  [
    '/apps/shop/terminal',
    async (page) => {
      await page.getByRole('button', { name: 'Open a terminal' }).click()
      await page.locator('[data-line=live]').waitFor()
    },
  ],
  ['/activity', (page) => page.locator('[data-job=build5]').getByRole('button', { name: 'Log' }).click()],
]

/** Axe finds nothing serious, and nothing stands out to the side. */
async function assertSound(page: Page, where: string): Promise<void> {
  assert.deepEqual(await violationsOn(page), [], where)
  assert.equal(await overhangOf(page), 0, `${where} is wider than its window`)
}

for (const [look, options] of Object.entries(looks)) {
  describe(look, () => {
    it('what belongs to projects can be used by everybody, fits its window and keeps to the content security policy', async () => {
      await using stage = await Stage.open({ ...options, reducedMotion: 'reduce' })
      const { rows } = stage
      const begin = await stage.at('/projects')
      await begin.getByRole('heading', { name: 'No project yet' }).waitFor()
      await assertSound(begin, 'no project yet')
      rows.crowd.fill()
      rows.push.fill()
      rows.push.change('shop', { job: jobOf('build5').id })
      rows.push.said.set('build5', building)
      rows.put(instanceOf('notes'), instanceOf('shop', { title: 'Shop', origin: { door: 'push', project: 'shop' }, version: '3', grants: ['terminal'] }))
      rows.putJob(jobOf('build5', { kind: 'build', title: 'Build shop', instance: 'shop', step: 'build', note: '3 of 7 steps' }))
      rows.jobSteps.set('build5', [{ name: 'check out', at: new Date().toISOString(), milliseconds: 412 }])
      for (const [path, open] of scenes) {
        // What is at work keeps some buttons from being pressed.
        rows.push.change('shop', { job: path === '/projects/shop' ? jobOf('build5').id : null })
        const page = await stage.at(path)
        await open(page)
        await assertSound(page, path)
        await page.close()
      }
      assert.deepEqual(stage.browser.complaints, [])
    })
  })
}
