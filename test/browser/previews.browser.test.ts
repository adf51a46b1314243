import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { Stage } from './stage.ts'
import { connections, first, hostile, previewOf, repositories, second, unbuilt, waitingOf } from './stand-in/previews.ts'

async function filled(stage: Stage, path = '/previews'): Promise<Page> {
  stage.rows.pull.fill()
  const page = await stage.at(path)
  await page.getByRole('heading', { name: 'Previews', level: 1 }).waitFor()
  return page
}

function row(page: Page, name: string) {
  return page.locator(`[data-preview=${name}]`)
}

describe('previews', () => {
  it('begin with connecting where the code lies', async () => {
    await using stage = await Stage.open()
    const page = await stage.at('/previews')
    await page.getByRole('heading', { name: 'No preview yet' }).waitFor()
    await page.getByRole('link', { name: 'Connect GitHub' }).click()
    await page.getByRole('form', { name: 'Connect GitHub' }).waitFor()
    stage.rows.pull.connections = connections
    const connected = await stage.at('/previews')
    await connected.getByText('It is connected.').waitFor()
  })

  it('stand by repository, and what their authors wrote is text', async () => {
    await using stage = await Stage.open()
    const page = await filled(stage)
    assert.deepEqual(await page.locator('section[data-repository] h2').allInnerTexts(), ['acme/shop · GitHub', 'harbour/of/wiki · GitLab'])
    const shown = await row(page, 'shop-pr-12').getByRole('heading').innerText()
    assert.ok(shown.includes(hostile.replaceAll(/\s+/g, ' ')), shown)
    assert.equal(await page.locator('main img').count(), 0)
    assert.equal(await page.title(), 'Previews · Berth')
    await row(page, 'shop-pr-9').getByText('The build failed at RUN npm test').waitFor()
    await row(page, 'shop-pr-11').getByText('the rules of its repository leave drafts out').waitFor()
    await row(page, 'shop-pr-10').getByText('goes within the hour if nobody visits').waitFor()
    assert.deepEqual(stage.browser.complaints, [])
  })

  it('are filtered by repository and state, in the address', async () => {
    await using stage = await Stage.open()
    const page = await filled(stage)
    await page.getByLabel('Repository').selectOption('harbour/of/wiki')
    await row(page, 'shop-pr-7').waitFor({ state: 'detached' })
    await page.getByLabel('State').selectOption('Starting')
    await row(page, 'wiki-pr-2').waitFor({ state: 'detached' })
    await row(page, 'wiki-main').waitFor()
    assert.equal(new URL(page.url()).search, '?repository=harbour%2Fof%2Fwiki&state=starting')
    stage.rows.pull.change('wiki-main', { state: 'running' })
    await page.getByText('No preview is like that.').waitFor()
    await page.getByRole('link', { name: 'Show all' }).click()
    await row(page, 'shop-pr-7').waitFor()
  })

  it('change as it happens, and the menu says how many wait', async () => {
    await using stage = await Stage.open()
    const page = await filled(stage)
    const menu = page.getByRole('navigation', { name: 'Main menu' })
    await menu.getByRole('link', { name: 'Previews (1 waits for approval)' }).waitFor()
    stage.rows.pull.put(waitingOf('shop-pr-20', 20))
    await menu.getByRole('link', { name: 'Previews (2 wait for approval)' }).waitFor()
    await row(page, 'shop-pr-8').getByText('build · 3 of 7 steps').waitFor()
    assert.equal(await row(page, 'shop-pr-8').getByRole('progressbar').getAttribute('aria-valuenow'), '40')
    stage.rows.pull.put(previewOf('shop-pr-8', 8))
    await row(page, 'shop-pr-8').getByText('Running').waitFor()
    assert.equal(await row(page, 'shop-pr-8').getByRole('link', { name: 'Open shop-pr-8' }).getAttribute('href'), 'http://shop-pr-8.localhost/')
    stage.rows.pull.drop(previewOf('shop-pr-8', 8))
    await row(page, 'shop-pr-8').waitFor({ state: 'detached' })
  })

  it('are seen on Home and found by their titles', async () => {
    await using stage = await Stage.open()
    stage.rows.pull.put(previewOf('shop-pr-7', 7, { title: 'Paint the hull' }), waitingOf('shop-pr-12', 12))
    const page = await stage.at('/')
    await page.getByRole('heading', { name: '1 pull request waits for approval' }).waitFor()
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill('hull')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: '#7 Paint the hull' }).waitFor()
  })

  it('are listed for members, who cannot do anything about them', async () => {
    await using stage = await Stage.open()
    stage.rows.account.role = 'member'
    stage.rows.pull.put(previewOf('shop-pr-7', 7), waitingOf('shop-pr-12', 12))
    const page = await stage.at('/')
    await page.getByRole('link', { name: 'Previews' }).click()
    await row(page, 'shop-pr-7').getByRole('link', { name: 'Open' }).waitFor()
    assert.equal(await page.locator('[data-preview]').getByRole('button').count(), 0)
    assert.equal(await page.getByRole('link', { name: 'Connections' }).count(), 0)
  })
})

describe('a preview by hand', () => {
  it('is started from an address or from its parts', async () => {
    await using stage = await Stage.open()
    stage.rows.pull.connections = connections
    const page = await stage.at('/previews')
    await page.getByRole('button', { name: 'Start by hand' }).click()
    const field = page.getByLabel('Pull request')
    await field.fill('<b>nonsense</b>')
    await page.getByRole('button', { name: 'Start', exact: true }).click()
    await page.getByText('Write the address of a pull request').waitFor()
    await field.fill('acme/shop#31')
    await field.press('Enter')
    await page.getByRole('heading', { name: '#31', exact: false, level: 1 }).waitFor()
    await page.getByText('shop-pr-31 is being started.').waitFor()
    await page.goBack()
    await page.getByRole('button', { name: 'Start by hand' }).click()
    await page.getByLabel('Pull request').fill('https://github.com/acme/shop/pull/32')
    await page.getByLabel('Pull request').press('Enter')
    await page.getByRole('heading', { name: '#32', level: 1 }).waitFor()
    assert.deepEqual(
      stage.rows.asked.map(({ body }) => body),
      [{ organisation: 'acme', repository: 'shop', pull: 31 }, { url: 'https://github.com/acme/shop/pull/32' }],
    )
  })

  it('is left by keyboard at the button that it was begun with', async () => {
    await using stage = await Stage.open()
    const page = await filled(stage)
    await page.getByRole('button', { name: 'Start by hand' }).press('Enter')
    await page.keyboard.type('acme/shop#31')
    assert.equal(await page.getByLabel('Pull request').inputValue(), 'acme/shop#31')
    await page.getByRole('button', { name: 'Cancel' }).press('Enter')
    await page.locator('button:focus', { hasText: 'Start by hand' }).waitFor()
  })

  it('needs a connection, and that is said', async () => {
    await using stage = await Stage.open()
    const page = await stage.at('/previews')
    await page.getByRole('button', { name: 'Start by hand' }).click()
    await page.getByLabel('Pull request').fill('https://github.com/acme/shop/pull/32')
    await page.getByRole('button', { name: 'Start', exact: true }).click()
    await page.getByRole('alert').getByText('Nothing here is connected with').waitFor()
  })
})

describe('a commit of an outsider', () => {
  it('is approved by keyboard, exactly the one that was shown', async () => {
    await using stage = await Stage.open()
    const page = await filled(stage)
    await page.getByRole('button', { name: 'Approve… shop-pr-12' }).focus()
    await page.keyboard.press('Enter')
    const sheet = page.getByRole('dialog', { name: 'Approve this commit?' })
    await sheet.getByText(first).waitFor()
    await sheet.getByText('mallory/shop · topic/`id`').waitFor()
    await sheet.getByText('It gets no secrets').waitFor()
    assert.equal(await sheet.getByRole('link', { name: 'See what it changes' }).getAttribute('href'), `https://github.com/acme/shop/pull/12/files/${first}`)
    const head = { ...waitingOf('shop-pr-12', 12).head, commit: second }
    stage.rows.pull.put(waitingOf('shop-pr-12', 12, { head }))
    await sheet.getByRole('alert').getByText('at another commit by now: 12345678').waitFor()
    const yes = sheet.getByRole('button', { name: 'Approve abcdef12' })
    assert.ok(await yes.isDisabled())
    await sheet.getByRole('button', { name: 'Show that one' }).click()
    await sheet.getByText(second).waitFor()
    await sheet.getByRole('button', { name: 'Approve 12345678' }).focus()
    await page.keyboard.press('Enter')
    await page.getByText('The commit 12345678 is approved and will be built.').waitFor()
    await row(page, 'shop-pr-12').getByText('Queued').waitFor()
    assert.deepEqual(stage.rows.asked, [{ what: 'POST /api/previews/shop-pr-12/approve', body: { commit: second } }])
  })

  it('that moved on while it was looked at is not approved', async () => {
    await using stage = await Stage.open()
    const page = await filled(stage)
    await page.getByRole('button', { name: 'Approve… shop-pr-12' }).click()
    const before = stage.rows.pull.all.get('shop-pr-12')
    assert.ok(before)
    // Not told to the console yet.
    stage.rows.pull.all.set('shop-pr-12', waitingOf('shop-pr-12', 12, { head: { ...before.head, commit: second } }))
    await page.getByRole('button', { name: 'Approve abcdef12' }).click()
    await page.getByText(`The pull request is at another commit by now: ${second}.`).waitFor()
    await page.getByRole('dialog').waitFor()
  })
})

describe('a preview', () => {
  it('is stopped, started, built again, kept and removed', async () => {
    await using stage = await Stage.open()
    stage.rows.pull.put(previewOf('shop-pr-7', 7))
    const page = await stage.at('/previews')
    const more = page.getByRole('button', { name: 'More shop-pr-7' })
    await more.click()
    await page.getByRole('button', { name: 'Stop shop-pr-7' }).click()
    await page.getByText('shop-pr-7 is stopped. Its data stays.').waitFor()
    await page.getByRole('button', { name: 'Start again shop-pr-7' }).click()
    await page.getByRole('button', { name: 'Build again shop-pr-7' }).click()
    await page.getByText('shop-pr-7 is being built again.').waitFor()
    await page.getByRole('button', { name: 'Keep longer… shop-pr-7' }).click()
    await page.getByRole('radio', { name: /A week/ }).check()
    await page.getByRole('button', { name: 'Keep it' }).click()
    await page.getByText('shop-pr-7 stays 1 week longer.').waitFor()
    await page.getByRole('button', { name: 'Remove… shop-pr-7' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove it with its data' }).click()
    await row(page, 'shop-pr-7').getByText('Ending').waitFor()
    assert.deepEqual(stage.asked, [
      'POST /api/previews/shop-pr-7/stop',
      'POST /api/previews/shop-pr-7/resume',
      'POST /api/previews/shop-pr-7/redeploy',
      'POST /api/previews/shop-pr-7/extend',
      'DELETE /api/previews/shop-pr-7',
    ])
  })

  it('that a rule keeps out can be started anyway', async () => {
    await using stage = await Stage.open()
    stage.rows.pull.connections = connections
    stage.rows.pull.repositories = repositories
    const branch = previewOf('shop-live', 1, { of: { kind: 'branch', branch: 'live' }, state: 'held', held: 'the branch live has no preview of its own' })
    stage.rows.pull.put(unbuilt('shop-pr-11', 11, { state: 'held', held: 'It is a draft.' }), branch)
    const page = await stage.at('/previews')
    assert.equal(await row(page, 'shop-live').getByRole('button', { name: 'Start anyway' }).count(), 0)
    await page.getByRole('button', { name: 'Start anyway shop-pr-11' }).click()
    await row(page, 'shop-pr-11').getByText('Queued').waitFor()
    assert.deepEqual(stage.rows.asked, [{ what: 'POST /api/previews', body: { connection: 'c0nnect1', organisation: 'acme', repository: 'shop', pull: 11 } }])
  })
})
