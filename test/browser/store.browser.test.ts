import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { becomes } from './harness.ts'
import { Stage } from './stage.ts'
import { largeStore, schoolStore, stores } from './stand-in/offers.ts'

describe('looking for an app', () => {
  it('finds as one types, and says when there is nothing and what then', async () => {
    await using stage = await Stage.open()
    const page = await stage.at('/store')
    await page.getByText('4 apps').waitFor()
    const field = page.getByRole('searchbox')
    await field.fill('LÍNE everybody ')
    await page.getByText('1 app for “LÍNE everybody”').waitFor()
    assert.equal(await page.locator('[data-offer]').count(), 1)
    assert.equal(await field.inputValue(), 'LÍNE everybody ', 'what is typed stays as typed')
    await field.fill('submarine')
    await page.getByRole('heading', { name: 'No app here matches “submarine”.' }).waitFor()
    await page.getByRole('link', { name: 'Show all apps' }).click()
    await page.getByText('4 apps', { exact: true }).waitFor()
    assert.equal(await field.inputValue(), '')
  })

  it('drops an answer that comes too late', async () => {
    await using stage = await Stage.open()
    const held = Promise.withResolvers<void>()
    const answered = Promise.withResolvers<void>()
    stage.rows.beforeSearch = async (words) => {
      if (words === 'welcome') await held.promise
    }
    const page = await stage.at('/store')
    page.on('requestfinished', (request) => {
      if (request.url().includes('q=welcome')) answered.resolve()
    })
    const field = page.getByRole('searchbox')
    const asked = page.waitForRequest(/q=welcome/)
    await field.fill('welcome')
    await asked
    await field.fill('look at')
    await page.getByText('1 app for “look at”').waitFor()
    held.resolve()
    await answered.promise
    await page.evaluate('new Promise(requestAnimationFrame)')
    assert.equal(await page.locator('[data-offer=files]').count(), 1)
    assert.equal(await page.locator('[data-offer=welcome]').count(), 0)
  })

  it('begins with the key /, and what is looked for stands in the address', async () => {
    await using stage = await Stage.open()
    stage.rows.offers = largeStore(60)
    const page = await stage.at('/store')
    await page.getByRole('heading', { name: /^Featured/ }).waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('sentence')
    await page.getByText('60 apps for “sentence”').waitFor()
    await page.getByRole('button', { name: 'Works offline' }).click()
    await page.getByRole('button', { name: 'Fits this machine' }).click()
    await page.getByLabel('Category').selectOption('Media')
    await page.getByLabel('Store', { exact: true }).selectOption('school')
    await page.waitForURL(/\?q=sentence&category=Media&store=school&fits=1&offline=1$/)
    await page.getByText('1 app for “sentence”').waitFor()
    await page.reload()
    await page.getByText('1 app for “sentence”').waitFor()
    assert.equal(await page.getByRole('button', { name: 'Works offline' }).getAttribute('aria-pressed'), 'true')
    assert.equal(await page.getByRole('searchbox').inputValue(), 'sentence')
    assert.equal(await page.getByLabel('Category').inputValue(), 'Media')
  })

  it('shows why a bad entry cannot be installed, at the end and without a button', async () => {
    await using stage = await Stage.open()
    const page = await stage.at('/store')
    const bad = page.locator('[data-offer=broken]')
    await bad.getByText('this version is not known').waitFor()
    assert.equal(await bad.getByRole('button').count(), 0)
    assert.equal(await page.locator('[data-offer]').last().getAttribute('data-offer'), 'broken')
  })

  it('says what is wrong with a store, and what to do where there is none', async () => {
    await using stage = await Stage.open()
    stage.rows.stores = [...stores, schoolStore]
    stage.rows.offers = []
    const page = await stage.at('/store')
    await page.getByText('The store “school” could not be read anew.').click()
    await page.getByText('apps.school.example does not answer').waitFor()
    await page.getByRole('link', { name: 'Add a store' }).click()
    await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor()
    await page.locator('#stores:focus').waitFor()
  })

  it('shows what a store has as soon as it was read', async () => {
    await using stage = await Stage.open()
    stage.rows.stores = stores.map((store) => ({ ...store, refreshing: true }))
    const { offers } = stage.rows
    stage.rows.offers = []
    const page = await stage.at('/store')
    await page.getByText('Nothing is offered yet').waitFor()
    stage.rows.offers = offers
    stage.rows.stores = stores
    await page.locator('[data-offer=notes]').waitFor()
  })
})

describe('a store of 2,000 apps', () => {
  it('shows the featured and each category, a few of each, and asks for no picture that is not there', async () => {
    await using stage = await Stage.open()
    stage.rows.offers = largeStore(2000)
    const page = await stage.browser.context.newPage()
    const pictures: string[] = []
    page.on('request', (request) => {
      if (request.url().endsWith('/icon')) pictures.push(request.url())
    })
    await page.goto(`${stage.standIn.url}/store`)
    await page.getByText('2,000 apps').waitFor()
    const titles = await page.getByRole('heading', { level: 2 }).allTextContents()
    assert.deepEqual(
      titles.map((title) => title.replace(/ [\d,]+ apps$/, '')),
      ['Featured', 'Files', 'Media', 'Notes', 'Office', 'Photos', 'Smart home', 'Together', 'Others', '40 entries that cannot be installed'],
    )
    assert.ok((await page.locator('[data-offer]').count()) <= 9 * 6 + 6)
    await page.locator('[data-offer=app-1]').first().waitFor()
    assert.ok(pictures.length > 0)
    assert.deepEqual(
      pictures.filter((url) => Number(/app-(\d+)/.exec(url)?.[1]) % 5 === 1),
      [],
    )
  })

  it('shows all of one category bit by bit, and comes back to the same place', async () => {
    await using stage = await Stage.open()
    stage.rows.offers = largeStore(2000)
    const page = await stage.at('/store')
    await page.getByRole('link', { name: 'Show all of Media' }).click()
    const all = `${stage.rows.offers.filter(({ category }) => category === 'Media').length} apps`
    await page.getByText(all, { exact: true }).waitFor()
    const tiles = page.locator('main ul.grid [data-offer]')
    const first = await tiles.count()
    assert.ok(first < 200, `${first} at once`)
    await page.evaluate('scrollTo(0, document.body.scrollHeight)')
    const far = tiles.nth(first + 5)
    await far.scrollIntoViewIfNeeded()
    const title = await far.getByRole('heading').textContent()
    await far.getByRole('link').first().click()
    await page.getByRole('heading', { name: title ?? '', level: 1, exact: true }).waitFor()
    await page.goBack()
    await page.getByText(all, { exact: true }).waitFor()
    await becomes(page, 'scrollY > 500')
    await far.getByRole('heading', { name: title ?? '', exact: true }).waitFor()
  })
})
