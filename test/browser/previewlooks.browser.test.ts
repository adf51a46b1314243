import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { overhangOf, violationsOn } from './harness.ts'
import { Stage } from './stage.ts'
import { imageOf, unclear, unhealthy } from './stand-in/images.ts'
import { waitingOf } from './stand-in/previews.ts'
import { ago, instanceOf, jobOf } from './stand-in/sample.ts'

const looks: Readonly<Record<string, BrowserContextOptions>> = {
  'in light colours': { colorScheme: 'light', viewport: { width: 1280, height: 860 } },
  'in dark colours on a phone of 360 pixels': { colorScheme: 'dark', viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true },
}

async function pasted(page: Page, what: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Image, docker run line' }).fill(what)
}

/** As long as a name can be, and a word without a place to break it. */
const longest = 'b'.repeat(40)
const word = 'x'.repeat(120)

/** What is opened on a screen before it is looked at. */
const scenes: readonly (readonly [string, (page: Page) => Promise<unknown>])[] = [
  ['/', (page) => page.getByRole('heading', { name: '2 pull requests wait' }).waitFor()],
  ['/store', (page) => page.getByRole('link', { name: 'Run an image' }).waitFor()],
  ['/previews', (page) => page.getByRole('button', { name: 'Start by hand' }).click()],
  ['/previews?state=approval', (page) => page.getByRole('button', { name: 'Approve… shop-pr-12' }).click()],
  ['/previews?state=running', (page) => page.getByRole('button', { name: 'More' }).click()],
  ['/previews/shop-pr-7', (page) => page.getByRole('button', { name: 'Keep longer…' }).click()],
  ['/previews/shop-pr-8', (page) => page.getByText('check out').waitFor()],
  ['/previews/shop-pr-9', (page) => page.getByText('Its last words').click()],
  [`/previews/${longest}`, (page) => page.getByRole('button', { name: 'Approve…' }).click()],
  ['/previews/nobody', (page) => page.getByRole('link', { name: 'All previews' }).waitFor()],
  ['/previews/connections?connect=github', (page) => page.getByText('More: GitHub Enterprise').click()],
  ['/previews/connections?connect=token', (page) => page.getByText('More: a name').click()],
  ['/previews/repositories/0123456789ab', (page) => page.getByLabel('Goes after how many hours').fill('')],
  ['/previews/repositories/0123456789ab/variables', (page) => page.locator('[data-env=KEY]').waitFor()],
  ['/images', (page) => page.locator('[data-image=radio]').waitFor()],
  ['/images/wiki', (page) => page.locator('[data-newer]').waitFor()],
  ['/images/radio', (page) => page.getByText('did not get healthy').waitFor()],
  ['/images/board/settings', (page) => page.getByRole('button', { name: 'Add a folder' }).click()],
  [`/images/${longest}`, (page) => page.getByText(`The registry ${word} broke.`).waitFor()],
  [`/images/${longest}/settings`, (page) => page.getByLabel('Processors at most').fill('1,5')],
  ['/images/wiki/documents', (page) => page.getByRole('button', { name: 'Add a document' }).click()],
  [
    '/run',
    async (page) => {
      await pasted(page, 'docker run nginx')
      await page.getByRole('button', { name: 'Look at it' }).click()
      await page.getByText('It does not say where it listens.').waitFor()
    },
  ],
  ['/run', (page) => pasted(page, 'what is this?')],
  ['/settings', (page) => page.getByRole('button', { name: 'Sign in to a registry' }).click()],
  ['/apps/wiki/updates', (page) => page.locator('[data-newer]').waitFor()],
  ['/apps/shop-pr-7/updates', (page) => page.getByRole('link', { name: 'See the preview' }).waitFor()],
]

/** Axe finds nothing serious, and nothing stands out to the side. */
async function assertSound(page: Page, where: string): Promise<void> {
  assert.deepEqual(await violationsOn(page), [], where)
  assert.equal(await overhangOf(page), 0, `${where} is wider than its window`)
}

for (const [look, options] of Object.entries(looks)) {
  describe(look, () => {
    it('what belongs to previews and images can be used by everybody, fits its window and keeps to the content security policy', async () => {
      await using stage = await Stage.open({ ...options, reducedMotion: 'reduce' })
      const { rows } = stage
      for (const path of ['/previews', '/images']) {
        const empty = await stage.at(path)
        await empty.getByRole('heading', { name: /^No (preview|image) yet$/ }).waitFor()
        await assertSound(empty, `${path}, empty`)
        await empty.close()
      }
      rows.crowd.fill()
      rows.pull.fill()
      rows.registered.fill()
      rows.registered.guess = unclear
      const head = { commit: 'ab'.repeat(20), ref: word, repository: `${word}/y`, fork: true, author: word }
      rows.pull.put(waitingOf(longest, 44, { path: `${word}/y`, repository: 'cccccccccccc', title: word, author: word, base: word, labels: [word], head }))
      rows.registered.put(imageOf(longest, { title: 'T'.repeat(80), images: { web: `registry.example.org/${word}:1` }, failure: { ...unhealthy, message: `The registry ${word} broke.` } }))
      rows.put(instanceOf('notes'), instanceOf('wiki', { origin: { door: 'image', image: 'wiki' }, version: '2' }), instanceOf('shop-pr-7', { origin: { door: 'preview', preview: 'shop-pr-7' } }))
      rows.putJob(jobOf('preview8', { kind: 'preview', title: 'Build shop-pr-8', instance: 'shop-pr-8', step: 'build', note: '3 of 7 steps' }))
      rows.jobSteps.set('preview8', [{ name: 'check out', at: ago(0), milliseconds: 412 }])
      for (const [path, open] of scenes) {
        const page = await stage.at(path)
        await open(page)
        await assertSound(page, path)
        await page.close()
      }
      assert.deepEqual(stage.browser.complaints, [])
    })
  })
}
