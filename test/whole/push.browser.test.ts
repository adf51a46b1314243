import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Browser, violationsOn } from '../browser/harness.ts'
import { Pusher } from './pusher.ts'

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

    await dev.commit({ 'index.html': 'one', 'berth.yaml': 'access: public\n' }, 'First words')
    const pushed = dev.push()
    await page.locator('[data-work]').getByText('Builder: static').waitFor()
    const { remote } = await pushed
    assert.match(remote, /Builder: static[^]*Release 1 serves/, 'the terminal was told the same')
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
