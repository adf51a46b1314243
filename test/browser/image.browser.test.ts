import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { becomes } from './harness.ts'
import { Stage } from './stage.ts'
import { comingImage, imageOf, newer, unhealthy } from './stand-in/images.ts'
import { ago, instanceOf } from './stand-in/sample.ts'

async function wiki(stage: Stage, path = '/images/wiki'): Promise<Page> {
  stage.rows.registered.fill()
  stage.rows.put(instanceOf('wiki', { origin: { door: 'image', image: 'wiki' }, version: '2' }))
  const page = await stage.at(path)
  await page.getByRole('heading', { name: 'Wiki', level: 1 }).waitFor()
  return page
}

describe("an image's page", () => {
  it('offers what is newer, takes it, and says when that does not get well', async () => {
    await using stage = await Stage.open()
    const page = await wiki(stage)
    await page.locator('[data-newer]').getByText('ghcr.io/acme/wiki:1.3').waitFor()
    await page.getByRole('button', { name: 'Take it' }).click()
    await page.locator('[data-work]').getByRole('progressbar').waitFor()
    assert.ok(await page.getByRole('button', { name: 'Take it' }).isDisabled())
    const [job] = [...stage.rows.jobs.values()]
    assert.ok(job)
    stage.rows.jobLog.set(job.id, [{ seq: 1, at: ago(0), line: 'layer 3 of 5', step: 'pull' }])
    await page.getByRole('log').getByText('layer 3 of 5').waitFor()
    stage.rows.putJob({ ...job, state: 'done', step: null })
    stage.rows.registered.put(imageOf('wiki', { failure: unhealthy }))
    await page.getByText('wiki 1.3 did not get healthy').waitFor()
    await page.getByText('Release 2 still serves.').waitFor()
    await page.locator('[data-newer]').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Look now' }).click()
    await page.getByText('Its registry was looked at.').waitFor()
    await page.locator('[data-standing]').getByText('Nothing newer was seen.').waitFor()
    assert.deepEqual(stage.asked, ['POST /api/images/wiki/take', 'POST /api/images/wiki/check'])
  })

  it('has a policy in words', async () => {
    await using stage = await Stage.open()
    const page = await wiki(stage)
    await page.getByRole('radio', { name: /Larger ones by itself/ }).check()
    await page.getByText('Saved.').waitFor()
    await page.getByLabel('Looks at its registry').selectOption('every 5 minutes')
    await page.getByLabel('Until').selectOption('04:00')
    await page.getByText('A version that does not get well is put back by itself.').waitFor()
    assert.deepEqual(
      stage.rows.asked.map(({ body }) => body),
      [{ policy: { take: 'minor', every: 60, from: 0, to: 0 } }, { policy: { take: 'minor', every: 5, from: 0, to: 0 } }, { policy: { take: 'minor', every: 5, from: 0, to: 4 } }],
    )
    // Refused: what is shown is what is.
    stage.rows.registered.all.delete('wiki')
    await page.getByLabel('Looks at its registry').selectOption('every day')
    await page.getByText('There is no image called wiki.').waitFor()
    await becomes(page, "document.querySelector('select[id$=-every]').value === '5'")
  })

  it('changes only what differs', async () => {
    await using stage = await Stage.open()
    const page = await wiki(stage, '/images/wiki/settings')
    const save = page.getByRole('button', { name: 'Save', exact: true })
    assert.ok(await save.isDisabled())
    await page.getByLabel('Image', { exact: true }).fill('ghcr.io/acme/wiki:2')
    await page.getByLabel('Memory at most').fill('512m')
    await save.click()
    await page.getByText('Saved.').waitFor()
    assert.deepEqual(stage.rows.asked, [{ what: 'PATCH /api/images/wiki', body: { image: 'ghcr.io/acme/wiki:2', memory: '512m' } }])
  })

  it('takes no limit that is none, and leaves alone what somebody else changes meanwhile', async () => {
    await using stage = await Stage.open()
    const page = await wiki(stage, '/images/wiki/settings')
    const save = page.getByRole('button', { name: 'Save', exact: true })
    await page.getByLabel('Processors at most').fill('1,5')
    await page.getByText('Write a number such as 1.5.').waitFor()
    assert.ok(await save.isDisabled())
    await page.getByLabel('Processors at most').fill('1.5')
    stage.rows.registered.put(imageOf('wiki', { images: { web: 'ghcr.io/acme/wiki:1.9' } }))
    await becomes(page, "[...document.querySelectorAll('input')].some(({ value }) => value === 'ghcr.io/acme/wiki:1.9')")
    await save.click()
    await page.getByText('Saved.').waitFor()
    assert.deepEqual(stage.rows.asked, [{ what: 'PATCH /api/images/wiki', body: { cpus: 1.5 } }])
  })

  it('whose registry does not answer says so, and not that there is nothing newer', async () => {
    await using stage = await Stage.open()
    stage.rows.registered.put(imageOf('wiki', { cause: { code: 'registry-down', message: 'ghcr.io does not answer.', fix: 'Look again later.', at: ago(0) } }))
    const page = await stage.at('/images/wiki')
    await page.getByRole('button', { name: 'Look now' }).click()
    await page.getByRole('region', { name: 'Notices' }).getByText('ghcr.io does not answer.').waitFor()
    assert.equal(await page.getByText('Its registry was looked at.').count(), 0)
    assert.equal(await page.getByText('Nothing newer was seen.').count(), 0)
  })

  it('goes back to an earlier release', async () => {
    await using stage = await Stage.open()
    const page = await wiki(stage, '/images/wiki/releases')
    await page.locator('[data-release="2"]').getByText('newer version of the image').waitFor()
    await page.getByRole('button', { name: 'Go back to it… Release 1' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Go back to 1' }).click()
    await page.getByText('It goes back to release 1.').waitFor()
    assert.deepEqual(stage.rows.asked, [{ what: 'POST /api/images/wiki/rollback', body: { release: 1 } }])
  })

  it('has variables, which make a release or wait for the next', async () => {
    await using stage = await Stage.open()
    const page = await wiki(stage, '/images/wiki/variables')
    await page.locator('[data-env=MODE]').waitFor()
    await page.getByLabel('Keep changes for the next release').check()
    await page.getByLabel('Name').fill('MORE')
    await page.getByLabel('Value').fill('x')
    await page.getByRole('button', { name: 'Add' }).click()
    await page.getByText('MORE is set. Kept for the next release.').waitFor()
    assert.deepEqual(stage.rows.asked, [{ what: 'PATCH /api/images/wiki/env', body: { set: { MORE: 'x' }, unset: [], later: true } }])
  })

  it('is what the updates of its app lead to', async () => {
    await using stage = await Stage.open()
    const page = await wiki(stage, '/apps/wiki')
    await page.getByRole('link', { name: 'Image', exact: true }).click()
    await page.getByRole('button', { name: 'Take it' }).waitFor()
    await page.getByRole('link', { name: 'Image wiki' }).click()
    await page.getByText('http://berth.localhost/doors/image/h00k').waitFor()
    stage.rows.registered.put(comingImage('fresh'))
    const coming = await stage.at('/apps/fresh')
    await coming.getByText('It is on its way').waitFor()
    await coming.getByRole('link', { name: 'Image fresh' }).click()
    await coming.getByText('Nothing yet: it is being fetched.').waitFor()
  })

  it('is removed by its name, and its data kept', async () => {
    await using stage = await Stage.open()
    const page = await wiki(stage, '/apps/wiki/danger')
    await page.getByRole('button', { name: 'Remove wiki…' }).click()
    const yes = page.getByRole('dialog').getByRole('button', { name: 'Remove, keep its data' })
    assert.ok(await yes.isDisabled())
    await page.getByLabel('Type wiki to confirm').fill('wiki')
    await yes.click()
    await page.getByText('wiki is removed. Its data is on the shelf.').waitFor()
    assert.deepEqual(stage.rows.asked, [{ what: 'DELETE /api/images/wiki', body: { confirm: 'wiki' } }])
  })

  it('that is newer by a digest only is shown too', async () => {
    await using stage = await Stage.open()
    stage.rows.registered.put(imageOf('wiki', { newer: { web: { ...newer.web, image: 'ghcr.io/acme/wiki:1.2' } } }))
    const page = await stage.at('/images/wiki')
    await page.locator('[data-newer]').getByText('sha256:cdcdcdcdcdcdcdcd…').waitFor()
  })
})

describe('documents beside an app', () => {
  it('are added from a file or from git, read, and removed', async () => {
    await using stage = await Stage.open()
    const page = await wiki(stage, '/images/wiki/documents')
    assert.equal(await page.getByRole('link', { name: 'Read A guide' }).getAttribute('href'), '/documentation/wiki/guide/')
    await page.getByRole('heading', { name: 'More <script>of it</script>' }).waitFor()
    await page.getByRole('button', { name: 'Add a document' }).click()
    await page.keyboard.type('guide')
    await page.getByRole('status').getByText('“A guide” has this name already:').waitFor()
    await page.getByRole('button', { name: 'Replace it' }).waitFor()
    await page.getByLabel('Name').fill('first-steps')
    await page.getByRole('textbox', { name: 'Markdown' }).fill('no title')
    const add = page.getByRole('button', { name: 'Add', exact: true })
    await add.click()
    await page.getByRole('alert').getByText('it has no title').waitFor()
    await page.locator('input[type=file]').setInputFiles({ name: 'a.md', mimeType: 'text/markdown', buffer: Buffer.from('# First steps\n\n## One\n') })
    await add.click()
    await page.locator('[data-document=first-steps]').getByRole('heading', { name: 'First steps' }).waitFor()
    await page.getByRole('button', { name: 'Add a document' }).click()
    await page.getByLabel('Name').fill('second')
    await page.getByRole('radio', { name: /In git/ }).check()
    await page.getByRole('textbox', { name: 'Repository' }).fill('https://git.harbour.example/labs')
    await page.getByLabel('Branch').fill('next/one')
    await add.click()
    await page.locator('[data-document=second]').getByText('from git: https://git.harbour.example/labs').waitFor()
    const fetched = page.waitForResponse((answer) => answer.request().method() === 'PUT')
    await page.getByRole('button', { name: 'Fetch anew From git' }).click()
    await fetched
    const git = { url: 'https://git.harbour.example/labs', branch: 'next/one' }
    assert.deepEqual(
      stage.rows.asked.slice(-2).map(({ body }) => body),
      [{ git }, { git: { ...git, path: 'documentation.md' } }],
    )
    await page.getByRole('button', { name: 'Remove… First steps' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await page.locator('[data-document=first-steps]').waitFor({ state: 'detached' })
    assert.deepEqual(
      stage.rows.asked.slice(1).map(({ what }) => what),
      ['PUT /api/documents/wiki/first-steps', 'PUT /api/documents/wiki/second', 'PUT /api/documents/wiki/second', 'DELETE /api/documents/wiki/first-steps'],
    )
  })
})
