import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { JobId } from '../../src/model/names.ts'
import { Stage } from './stage.ts'
import { building, buildFailed, freshProject, projectOf, releaseOf, shopReleases } from './stand-in/projects.ts'
import { instanceOf, jobOf } from './stand-in/sample.ts'

const build = JobId.parse('build4')

async function shop(stage: Stage, tab = ''): Promise<Page> {
  stage.rows.push.put(projectOf('shop'))
  stage.rows.push.releases.set('shop', [releaseOf('shop', 3, { state: 'live' }), ...shopReleases.slice(2)])
  stage.rows.put(instanceOf('shop', { origin: { door: 'push', project: 'shop' }, version: '3' }))
  return await stage.at(`/projects/shop${tab}`)
}

describe('projects', () => {
  it('begin with the commands that make the first, each to be copied', async () => {
    await using stage = await Stage.open({ permissions: ['clipboard-read', 'clipboard-write'] })
    const page = await stage.at('/')
    await page.getByRole('link', { name: 'Projects' }).click()
    await page.getByRole('heading', { name: 'No project yet' }).waitFor()
    await page.getByText('git remote add berth ssh://berth@127.0.0.1:2222/my-app').waitFor()
    await page.getByRole('button', { name: 'Copy: git push berth main' }).click()
    await page.getByRole('button', { name: 'Copied: git push berth main' }).waitFor()
    assert.equal(await page.evaluate('navigator.clipboard.readText()'), 'git push berth main')
  })

  it('are made for oneself or a group, and say what is wrong with a name', async () => {
    await using stage = await Stage.open()
    stage.rows.crowd.fill()
    stage.rows.put(instanceOf('notes'))
    const page = await stage.at('/projects')
    await page.getByRole('button', { name: 'New project' }).click()
    const form = page.getByRole('form', { name: 'New project' })
    await form.getByLabel('Name').fill('notes')
    await form.getByRole('button', { name: 'Make the project' }).click()
    await form.getByText('There is already an app called notes.').waitFor()
    await form.getByLabel('Name').fill('tide')
    await form.getByLabel('Owner').selectOption('the group family')
    await form.getByLabel('Branch to deploy').fill('release')
    await form.getByRole('button', { name: 'Make the project' }).click()
    await page.getByRole('heading', { name: 'tide', level: 1 }).waitFor()
    await page.getByText('git remote add berth ssh://berth@berth.localhost:2222/tide').waitFor()
    await page.getByText('git push berth release').waitFor()
    assert.deepEqual(stage.rows.asked.at(-1), { what: 'POST /api/projects', body: { name: 'tide', owner: { kind: 'group', name: 'family' }, branch: 'release' } })
  })

  it('are listed as they are now, with the last commit and what is at work', async () => {
    await using stage = await Stage.open()
    stage.rows.push.fill()
    const page = await stage.at('/projects')
    await page.locator('[data-project=shop]').getByText('Change 4 of the till').waitFor()
    await page.locator('[data-project=site]').getByText('Last push failed').waitFor()
    await page.locator('[data-project=tide]').getByText('Waits for a push').waitFor()
    stage.rows.putJob(jobOf(build, { kind: 'build', title: 'Build tide', instance: 'tide' }))
    stage.rows.push.change('tide', { job: build })
    await page.locator('[data-project=tide]').getByRole('progressbar').waitFor()
    const gone = stage.rows.push.all.get('site')
    assert.ok(gone)
    stage.rows.push.drop(gone)
    await page.locator('[data-project=site]').waitFor({ state: 'detached' })
  })

  it('are found by the search, and say on Home what failed', async () => {
    await using stage = await Stage.open()
    stage.rows.put(instanceOf('site', { origin: { door: 'push', project: 'site' } }))
    stage.rows.push.fill()
    const page = await stage.at('/')
    await page.getByRole('region', { name: 'Needs you' }).getByText(buildFailed.message).waitFor()
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill('tid')
    await page.getByRole('option', { name: /tide/ }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'tide', level: 1 }).waitFor()
  })

  it('are there for members who have some, and for nobody else', async () => {
    await using stage = await Stage.open()
    stage.rows.account.role = 'member'
    stage.rows.push.put(freshProject('tide'))
    const page = await stage.at('/')
    await page.getByRole('link', { name: 'Projects' }).click()
    await page.getByRole('link', { name: 'tide' }).click()
    await page.getByText('git push berth main').waitFor()
    stage.rows.account.role = 'guest'
    const guest = await stage.at('/projects')
    await guest.getByRole('heading', { name: 'Nothing here', level: 1 }).waitFor()
  })
})

describe('a push', () => {
  it('is followed as it is built, to the address or to the cause', async () => {
    await using stage = await Stage.open()
    const page = await shop(stage)
    await page.locator('[data-serving]').getByText('Release 3').waitFor()
    stage.rows.putJob(jobOf(build, { kind: 'build', title: 'Build shop', instance: 'shop', step: 'build' }))
    stage.rows.jobSteps.set(build, [{ name: 'check out', at: new Date().toISOString(), milliseconds: 412 }])
    stage.rows.push.say(build, ...building)
    stage.rows.push.change('shop', { job: build })
    const work = page.locator(`[data-work=${build}]`)
    await work.getByText('----> Dockerfile found').waitFor()
    await work.getByText('check out').waitFor()
    await work.getByText('0.4 s').waitFor()
    stage.rows.push.say(build, { type: 'line', line: '#9 exporting to image' })
    await work.getByText('#9 exporting to image').waitFor()
    stage.rows.push.say(build, { type: 'end', ok: false, lines: ['The build failed at RUN npm ci: exit code 1.'], url: null, release: null })
    stage.rows.push.change('shop', { job: null, cause: buildFailed })
    await work.locator('[data-ended=false]').getByText('exit code 1').waitFor()
    await page.getByRole('heading', { name: 'The last push did not become the one that serves' }).waitFor()
    await page.getByText('Release 3 still serves.').waitFor()
    await page.getByRole('button', { name: 'Deploy again' }).click()
    await page.getByText('It is being deployed again.').waitFor()
    assert.deepEqual(stage.asked, ['POST /api/projects/shop/redeploy'])
  })

  it('can go by SSH or by HTTPS', async () => {
    await using stage = await Stage.open()
    const page = await shop(stage)
    await page.getByText('ssh://berth@berth.localhost:2222/shop').waitFor()
    await page.getByRole('radio', { name: /By HTTPS/ }).check()
    await page.getByText('https://berth.localhost/git/shop.git').waitFor()
    await page.getByRole('link', { name: 'Make an API token' }).click()
    await page.getByRole('heading', { name: 'API tokens' }).waitFor()
  })
})
