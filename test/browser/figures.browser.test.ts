import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { becomes } from './harness.ts'
import { Stage } from './stage.ts'
import { figuresOf } from './stand-in/projects.ts'
import { instanceOf, jobOf } from './stand-in/sample.ts'

describe('figures', () => {
  it('show what an app takes now and took over the day, to look at and to read', async () => {
    await using stage = await Stage.open()
    stage.rows.put(instanceOf('notes'))
    const page = await stage.at('/apps/notes')
    await page.getByRole('link', { name: 'Figures' }).click()
    const now = page.locator('[data-now]')
    await now.getByText('12.6 %').waitFor()
    await now.getByText('of 268.4 MB (51%)').waitFor()
    await now.getByText('48.3 MB').waitFor()
    await becomes(page, 'document.querySelectorAll("figure canvas").length === 3')
    await page.getByText('As a table').click()
    const hours = page.getByRole('table').first().getByRole('row')
    await hours.nth(12).waitFor()
    await page.getByRole('row', { name: /^db 1.4 % 41 MB none/ }).waitFor()
    await page.getByText('never', { exact: true }).waitFor()
    stage.rows.push.figures = figuresOf({ now: null, uptime: null })
    await page.getByText('It does not run now, so it takes no CPU and no memory.').waitFor()
    assert.deepEqual(stage.browser.complaints, [])
  })

  it('say so where nothing is known yet', async () => {
    await using stage = await Stage.open()
    stage.rows.put(instanceOf('notes'))
    stage.rows.push.figures = figuresOf({ day: [], services: [], memoryLimit: null })
    const page = await stage.at('/apps/notes/figures')
    await page.getByText('Nothing is known of the last day yet').waitFor()
    await page.getByText('no limit of its own').waitFor()
  })
})

async function typed(page: Page, text: string): Promise<void> {
  await page.keyboard.type(text)
  await page.keyboard.press('Enter')
}

describe('the terminal', () => {
  it('is closed until it is allowed for the app, and then a shell, within the content security policy', async () => {
    await using stage = await Stage.open()
    stage.rows.put(instanceOf('notes'))
    const page = await stage.at('/apps/notes/terminal')
    await page.getByRole('button', { name: 'Allow the terminal' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Allow the terminal' }).click()
    await page.getByRole('button', { name: 'Open a terminal' }).click()
    await page.locator('[data-line=live]').waitFor()
    await typed(page, 'hello')
    await page.getByText('You said').waitFor()
    const ink = await page.evaluate<string>('getComputedStyle([...document.querySelectorAll("[data-screen] span")].find((span) => span.textContent.startsWith("You said"))).color')
    assert.equal(ink, 'rgb(250, 180, 90)', 'colours of programs are drawn')
    await page.keyboard.press('Control+Shift+Escape')
    assert.equal(await page.evaluate('document.activeElement?.textContent?.trim()'), 'Close', 'the keyboard gets out')
    await page.getByRole('textbox', { name: /^Terminal/ }).focus()
    await typed(page, 'exit')
    await page.getByText('ended with exit code 3').waitFor()
    assert.deepEqual(stage.rows.asked, [{ what: 'PATCH /api/instances/notes', body: { grants: ['terminal'] } }])
    assert.deepEqual(stage.browser.complaints, [])
  })

  it('opens what one asks for, again and again, and tells its size', async () => {
    await using stage = await Stage.open()
    stage.rows.put(instanceOf('notes', { grants: ['terminal'] }))
    const page = await stage.at('/apps/notes/terminal')
    await page.getByLabel('Command').fill(`psql -c 'select 1'`)
    await page.getByRole('button', { name: 'Open a terminal' }).click()
    await page.locator('[data-line=live]').waitFor()
    await page.getByRole('button', { name: 'Close' }).click()
    await page.getByText('closed', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Open it again' }).click()
    await page.locator('[data-line=live]').waitFor()
    await page.setViewportSize({ width: 900, height: 700 })
    const deadline = Date.now() + 10_000
    while (!stage.rows.execs.some((word) => JSON.stringify(word).includes('"size"')) && Date.now() < deadline) await page.evaluate('new Promise(requestAnimationFrame)')
    const [first, second, third] = stage.rows.execs
    assert.partialDeepStrictEqual(first, { type: 'open', service: 'web', command: ['psql', '-c', 'select 1'] })
    assert.partialDeepStrictEqual(second, { type: 'open', service: 'web' })
    assert.partialDeepStrictEqual(third, { type: 'size' })
  })

  it('is no tab for those who may not, wakes an app that sleeps, and waits for one that is off', async () => {
    await using stage = await Stage.open()
    stage.rows.put(instanceOf('notes', { grants: ['terminal'], state: 'paused' }))
    const page = await stage.at('/apps/notes/terminal')
    await page.getByText('Opening a terminal wakes it').waitFor()
    stage.rows.change('notes', { state: 'stopped', mode: 'off' })
    await page.getByText('It is switched off or failed').waitFor()
    assert.ok(await page.getByRole('button', { name: 'Open a terminal' }).isDisabled())
    stage.rows.account.role = 'member'
    const member = await stage.at('/apps/notes/terminal')
    await member.getByRole('heading', { name: 'Nothing here', level: 1 }).waitFor()
  })
})

describe('the activity of projects', () => {
  it('is filtered by project, and shows steps with their times', async () => {
    await using stage = await Stage.open()
    stage.rows.push.fill()
    stage.rows.putJob(jobOf('build5', { kind: 'build', title: 'Build shop', instance: 'shop', step: 'build' }), jobOf('job1', { title: 'Install wiki', instance: 'wiki' }))
    stage.rows.jobSteps.set('build5', [{ name: 'check out', at: new Date().toISOString(), milliseconds: 64_400 }])
    const page = await stage.at('/activity')
    await page.locator('[data-job=job1]').waitFor()
    await page.getByLabel('Project').selectOption('shop')
    await page.locator('[data-job=job1]').waitFor({ state: 'detached' })
    const row = page.locator('[data-job=build5]')
    await row.getByRole('button', { name: 'Log' }).click()
    await row.getByText('1 min 4 s').waitFor()
    await row.getByRole('link', { name: 'project shop' }).click()
    await page.getByRole('heading', { name: 'shop', level: 1 }).waitFor()
    await page.goBack()
    assert.equal(await page.getByLabel('Project').inputValue(), 'shop', 'as one left it')
  })
})
