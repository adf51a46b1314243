import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { Stage } from './stage.ts'
import { instanceOf } from './stand-in/sample.ts'

/** Tabs on until the focus is on something of that name; at most forty times. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let step = 0; step < 40; step += 1) {
    await page.keyboard.press('Tab')
    const here = await page.evaluate<string>('document.activeElement?.textContent ?? ""')
    if (here.replace(/\s+/g, ' ').trim().startsWith(name)) return
  }
  assert.fail(`the keyboard never comes to ${name}`)
}

describe('with the keyboard alone', () => {
  it('one skips to the content, goes through the menu, installs, and the focus is seen', async () => {
    await using stage = await Stage.open()
    const page = await stage.at('/')
    await page.getByRole('heading', { name: 'The quay is empty' }).waitFor()
    await page.keyboard.press('Tab')
    const skip = page.getByRole('link', { name: 'Skip to the content' })
    assert.ok(await skip.isVisible())
    await page.keyboard.press('Enter')
    assert.equal(await page.evaluate('document.activeElement?.id'), 'content')
    await page.reload()
    await page.getByRole('heading', { name: 'The quay is empty' }).waitFor()
    await tabTo(page, 'Store')
    assert.notEqual(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle'), 'none')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Store', level: 1 }).waitFor()
    await page.locator('[data-offer=files]').waitFor()
    assert.equal(await page.evaluate('document.activeElement?.tagName'), 'H1', 'the new screen is read from its top')
    await tabTo(page, 'Install')
    await page.keyboard.press('Enter')
    await page.getByText('Welcome is being installed.').waitFor()
  })

  it('a question keeps the focus, gives it back, and ends with Escape', async () => {
    await using stage = await Stage.open()
    stage.rows.put(instanceOf('notes'))
    const page = await stage.at('/apps/notes/danger')
    const button = page.getByRole('button', { name: 'Uninstall Notes' })
    await button.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    for (let step = 0; step < 6; step += 1) {
      await page.keyboard.press('Tab')
      assert.equal(await page.evaluate('document.activeElement?.closest("[role=dialog]") !== null'), true)
    }
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.waitForFunction('document.activeElement?.textContent.includes("Uninstall Notes")')
    assert.deepEqual(stage.asked, [])
  })

  it('the search finds an app and goes there', async () => {
    await using stage = await Stage.open()
    stage.rows.put(instanceOf('notes', { title: 'Guestbook' }), instanceOf('files'))
    const page = await stage.at('/')
    await page.locator('[data-app=notes]').waitFor()
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill('guest')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Guestbook', level: 1 }).waitFor()
  })

  it('back and forward go where one was', async () => {
    await using stage = await Stage.open()
    const page = await stage.at('/')
    await page.getByRole('navigation').getByRole('link', { name: 'Shelf' }).click()
    await page.getByRole('heading', { name: 'Shelf', level: 1 }).waitFor()
    await page.goBack()
    await page.getByRole('heading', { name: /Ada/ }).waitFor()
    await page.goForward()
    await page.getByRole('heading', { name: 'Shelf', level: 1 }).waitFor()
  })
})
