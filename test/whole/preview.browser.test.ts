import assert from 'node:assert/strict'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { openDocker } from '../../src/docker/real.ts'
import { bringTestImage } from '../../src/docker/testimage.ts'
import { silent } from '../../src/kit/log.ts'
import { Browser, violationsOn } from '../browser/harness.ts'
import { Reviewer } from './reviewer.ts'

before(async () => {
  await using docker = await openDocker({ socket: '/var/run/docker.sock', log: silent })
  await bringTestImage(docker, join(process.env['BERTH_DATA'] ?? '/var/lib/berth', 'cache', 'busybox'))
})

const slowly = 'FROM berth-test/busybox:1\nRUN echo compiling && sleep 4 && echo compiled\nCOPY index.html /www/index.html\nCMD ["httpd", "-f", "-p", "8080", "-h", "/www"]\n'

describe('somebody who reviews, with a browser, against a real engine, real git and real Docker', () => {
  it('approves the commit of a fork, watches it being built, opens it, and sees it go when the pull request is closed', async () => {
    await using reviewer = await Reviewer.open()
    const { github, berth } = reviewer
    await using browser = await Browser.open()
    const page = await browser.page(`http://berth.localhost:${berth.port}/signin`)
    await page.getByLabel('Password', { exact: true }).fill('a long password of Ada')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByRole('link', { name: 'Previews' }).click()

    const title = '<img src=x onerror=alert(1)> a shop of **Eve**'
    const { number } = await github.openPull('acme/shop', { author: 'eve', fork: true, title, files: { 'index.html': 'by Eve', Dockerfile: slowly, 'berth.yaml': 'port: 8080\n' } })
    const name = `shop-pr-${number}`
    const row = page.locator(`[data-preview="${name}"]`)
    await row.getByText(title).waitFor()
    await row.locator('[data-state="approval"]').waitFor()
    assert.deepEqual(await violationsOn(page), [])
    await row.getByRole('button', { name: 'Approve…' }).click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Approve [0-9a-f]{7}/ })
      .click()
    await row.locator('[data-state="building"]').waitFor()
    await row.locator('[data-state="running"]').waitFor({ timeout: 90_000 })
    const [app] = await Promise.all([page.context().waitForEvent('page'), row.getByRole('link', { name: 'Open' }).click()])
    await app.getByText('by Eve').waitFor({ timeout: 60_000 })
    await app.close()

    await github.close('acme/shop', number)
    await row.waitFor({ state: 'detached', timeout: 60_000 })
    await berth.becomes(name, undefined, 60)
    assert.deepEqual([(await berth.shelf()).length, browser.complaints], [0, []])
  })
})
