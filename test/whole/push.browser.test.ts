import assert from 'node:assert/strict'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { openDocker } from '../../src/docker/real.ts'
import { bringTestImage } from '../../src/docker/testimage.ts'
import { silent } from '../../src/kit/log.ts'
import { Browser, violationsOn } from '../browser/harness.ts'
import { Pusher } from './pusher.ts'

before(async () => {
  await using docker = await openDocker({ socket: '/var/run/docker.sock', log: silent })
  await bringTestImage(docker, join(process.env['BERTH_DATA'] ?? '/var/lib/berth', 'cache', 'busybox'))
})

describe('a developer with a browser beside the terminal, against a real engine, real git and real Docker', () => {
  it('sees the push as it is built, what serves, a variable changed, and goes back', async () => {
    await using dev = await Pusher.open()
    await using browser = await Browser.open()
    const page = await browser.page(`http://berth.localhost:${dev.berth.port}/signin`)
    await page.getByLabel('Password', { exact: true }).fill('a long password of Ada')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByRole('link', { name: 'Projects' }).click()
    await page.getByRole('link', { name: 'blog' }).click()
    await page.getByText(dev.address.replace('127.0.0.1', 'localhost')).waitFor()

    const slowly = 'FROM berth-test/busybox:1\nRUN echo compiling && sleep 4 && echo compiled\nCOPY index.html /www/index.html\nCMD ["httpd", "-f", "-p", "8080", "-h", "/www"]\n'
    await dev.commit({ 'index.html': 'one', 'berth.yaml': 'access: public\n', Dockerfile: slowly }, 'First words')
    const pushed = dev.push()
    await page.locator('[data-work]').getByText('compiling', { exact: true }).waitFor()
    const { remote } = await pushed
    assert.match(remote, /^compiling$[^]*^compiled$[^]*Release 1 serves/m, 'the terminal was told the same')
    await page.locator('[data-serving]').getByText('Release 1').waitFor()

    await dev.commit({ 'index.html': 'two' }, 'Other words')
    await dev.push()
    await page.locator('[data-serving]').getByText('Release 2').waitFor()
    await page.getByRole('link', { name: 'Releases' }).click()
    await page.locator('[data-release="2"]').getByText('Other words').waitFor()
    assert.deepEqual(await violationsOn(page), [])
    await page.getByRole('button', { name: 'Go back to it… Release 1' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Go back to 1' }).click()
    await page.locator('[data-release="3"]').getByText('Serves now').waitFor()
    assert.equal(await dev.shows(), 'one')
    assert.deepEqual(browser.complaints, [])
  })
})
