import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Stage } from './stage.ts'
import { auditOf } from './stand-in/crowd.ts'

describe('the audit', () => {
  it('says so when nothing was asked yet', async () => {
    await using stage = await Stage.open()
    const page = await stage.at('/activity/audit')
    await page.getByRole('heading', { name: 'Nothing was asked yet' }).waitFor()
    assert.equal(await page.getByRole('link', { name: /CSV/ }).count(), 0)
  })

  it('is read page by page to its first line', async () => {
    await using stage = await Stage.open()
    stage.rows.audit = auditOf(140)
    const page = await stage.at('/activity/audit')
    const lines = page.getByRole('list', { name: 'Audit' }).getByRole('listitem')
    await page.getByText('The newest 100 lines').waitFor()
    await page.getByRole('button', { name: 'Older lines' }).click()
    await page.getByText('That is the first line.').waitFor()
    assert.equal(await lines.count(), 140)
    await page.getByText('140 lines', { exact: true }).waitFor()
  })

  it('is searched by who, what and on what; the search is in the address and in the files', async () => {
    await using stage = await Stage.open()
    stage.rows.audit = auditOf(24)
    const page = await stage.at('/activity/audit')
    await page.getByLabel('Who', { exact: true }).fill('ben')
    await page.getByLabel('What', { exact: true }).fill('pair')
    await page.keyboard.press('Enter')
    await page.getByText('2 lines', { exact: true }).waitFor()
    assert.equal(new URL(page.url()).search, '?who=ben&action=pair')
    assert.equal(await page.getByRole('link', { name: 'As a table (CSV)' }).getAttribute('href'), '/api/audit/export?format=csv&who=ben&action=pair')
    assert.equal(await page.getByRole('link', { name: 'As JSON' }).getAttribute('href'), '/api/audit/export?format=json&who=ben&action=pair')
    await page.getByLabel('On what').fill('nothing like it')
    await page.getByRole('button', { name: 'Show', exact: true }).click()
    await page.getByRole('heading', { name: 'No line like that' }).waitFor()
    await page.goBack()
    await page.getByText('2 lines', { exact: true }).waitFor()
    await page.getByRole('link', { name: 'Show all' }).click()
    await page.getByText('24 lines', { exact: true }).waitFor()
    assert.equal(await page.getByLabel('Who', { exact: true }).inputValue(), '')
  })

  it('tells in words what was refused, and shows what one person did', async () => {
    await using stage = await Stage.open()
    stage.rows.crowd.fill()
    stage.rows.audit = auditOf(12)
    const page = await stage.at('/people')
    await page.getByRole('button', { name: 'Change Ben' }).click()
    await page.getByRole('link', { name: 'What they did Ben' }).click()
    await page.getByText('4 lines', { exact: true }).waitFor()
    await page.getByText('refused: wrong-password').waitFor()
  })
})
