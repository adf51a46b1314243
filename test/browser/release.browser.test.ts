import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { Stage } from './stage.ts'
import { family } from './stand-in/crowd.ts'
import { projectOf, releaseOf, shopReleases } from './stand-in/projects.ts'
import { instanceOf } from './stand-in/sample.ts'

async function shop(stage: Stage, tab = ''): Promise<Page> {
  stage.rows.push.put(projectOf('shop'))
  stage.rows.push.releases.set('shop', [releaseOf('shop', 3, { state: 'live' }), ...shopReleases.slice(2)])
  stage.rows.put(instanceOf('shop', { origin: { door: 'push', project: 'shop' }, version: '3' }))
  return await stage.at(`/projects/shop${tab}`)
}

describe('releases', () => {
  it('tell what they are made of, and what they said when they were built', async () => {
    await using stage = await Stage.open()
    stage.rows.push.fill()
    const page = await stage.at('/projects/shop/releases?release=3')
    const live = page.locator('[data-release="3"]')
    await live.getByText('Serves now').waitFor()
    await live.getByText('variables changed, with the images of release 2').waitFor()
    assert.deepEqual(await live.locator('ul').first().getByRole('listitem').allInnerTexts(), ['MAIL_FROM\nadded', 'SECRET_KEY\nchanged', 'DEBUG\nremoved'])
    await page.locator('[data-release="4"]').getByText('shop listens on 3000, not on 8080.').waitFor()
    assert.equal(
      await page
        .locator('[data-release="1"]')
        .getByRole('button', { name: /Go back/ })
        .count(),
      0,
      'its images are gone',
    )
    const before = page.locator('[data-release="2"]')
    await before.getByRole('button', { name: 'Details Release 2' }).click()
    await before.getByText('Build log').click()
    await before.getByText('----> Dockerfile found').waitFor()
    await before.locator('[data-ended=true]').waitFor()
  })

  it('are gone back to after a word on what happens', async () => {
    await using stage = await Stage.open()
    const page = await shop(stage, '/releases')
    await page.getByRole('button', { name: 'Go back to it… Release 2' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('nothing is built. Release 3 serves until it is healthy').waitFor()
    await dialog.getByRole('button', { name: 'Go back to 2' }).click()
    await page.getByText('It goes back to release 2.').waitFor()
    assert.deepEqual(stage.rows.asked, [{ what: 'POST /api/projects/shop/rollback', body: { release: 2 } }])
    stage.rows.push.releases.set('shop', [releaseOf('shop', 4, { state: 'live', source: 'rollback', of: 2, job: null }), releaseOf('shop', 3), ...shopReleases.slice(2)])
    stage.rows.push.change('shop', { live: 4, last: 4 })
    await page.locator('[data-release="4"]').getByText('Serves now').waitFor()
  })
})

describe('a project', () => {
  it('gets databases, which say what they give the app, and that their data stays', async () => {
    await using stage = await Stage.open()
    const page = await shop(stage, '/services')
    await page.getByRole('radio', { name: /Redis/ }).check()
    await page.getByRole('radio', { name: /PostgreSQL/ }).check()
    await page.getByText('Other name or image').click()
    await page.getByLabel('Name').fill('db')
    await page.getByRole('button', { name: 'Attach', exact: true }).click()
    const db = page.locator('[data-service=db]')
    await db.getByText('DATABASE_URL').waitFor()
    await db.getByText('DB_URL').waitFor()
    await db.getByRole('button', { name: 'Detach… db' }).click()
    await page.getByRole('dialog').getByText('Its data stays').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Detach, keep its data' }).click()
    await db.waitFor({ state: 'detached' })
    assert.deepEqual(stage.rows.asked, [
      { what: 'POST /api/projects/shop/services', body: { kind: 'postgres', name: 'db' } },
      { what: 'DELETE /api/projects/shop/services/db', body: undefined },
    ])
  })

  it('gets names of its own, and says what their DNS must say', async () => {
    await using stage = await Stage.open()
    const page = await shop(stage, '/domains')
    const field = page.getByLabel('Name')
    await field.fill('not a name')
    await page.getByText('Write a name like shop.example.org.').waitFor()
    assert.ok(await page.getByRole('button', { name: 'Add', exact: true }).isDisabled())
    await field.fill('https://Shop.Example.org/')
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByText('shop.example.org is added.').waitFor()
    assert.deepEqual(stage.rows.asked, [{ what: 'PATCH /api/instances/shop', body: { domains: ['shop.example.org'] } }])
    stage.rows.push.change('shop', { domains: projectOf('shop', { domains: ['shop.example.org'] }).domains, url: 'https://shop.harbour.example/' })
    const row = page.locator('[data-domain="shop.example.org"]')
    await row.getByText('HTTPS is off on this machine').waitFor()
    await row.getByText('What its DNS must say').click()
    await row.getByText('CNAME').waitFor()
    await row.getByText('shop.harbour.example', { exact: true }).waitFor()
    await row.getByRole('button', { name: 'Remove shop.example.org' }).click()
    await page.getByText('shop.example.org is removed.').waitFor()
    assert.deepEqual(stage.rows.asked.at(-1)?.body, { domains: [] })
  })

  it('changes hands and branch, and goes after its name was typed', async () => {
    await using stage = await Stage.open()
    stage.rows.crowd.fill()
    const page = await shop(stage, '/settings')
    await page.getByLabel('Owner').selectOption(family[1]?.name ?? '')
    await page.getByText('of Ben').waitFor()
    await page.getByLabel('Branch to deploy').fill('next')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('next is deployed now.').waitFor()
    await page.getByRole('button', { name: 'Delete shop…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Data and repository are kept on the shelf').waitFor()
    const yes = dialog.getByRole('button', { name: 'Delete, keep data and repository' })
    assert.ok(await yes.isDisabled())
    await dialog.getByLabel('Type shop to confirm').fill('shop')
    await yes.click()
    await page.getByRole('heading', { name: 'No project yet' }).waitFor()
    assert.deepEqual(stage.rows.asked.at(-1), { what: 'DELETE /api/projects/shop', body: { confirm: 'shop' } })
  })

  it('and its app lead to each other, and the app has releases for updates', async () => {
    await using stage = await Stage.open()
    const page = await shop(stage)
    await page.getByRole('link', { name: 'Its app' }).click()
    await page.getByRole('heading', { name: 'Shop', level: 1 }).waitFor()
    await page.getByText('the project “shop”').waitFor()
    await page.getByRole('link', { name: 'Releases' }).click()
    await page.getByText('Release 3 serves.').waitFor()
    await page.getByRole('link', { name: 'All releases' }).click()
    await page.locator('[data-release="3"]').waitFor()
    await page.getByRole('link', { name: 'All projects' }).click()
    await page.locator('[data-project=shop]').waitFor()
  })
})
