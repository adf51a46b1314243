import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Stage } from './stage.ts'
import { httpsDomain, httpsLan } from './stand-in/crowd.ts'
import { SecureStandIn } from './stand-in/secure.ts'

describe('HTTPS in the settings', () => {
  it('is switched on for this network, and the page tells when it is there', async () => {
    await using stage = await Stage.open()
    const page = await stage.at('/settings')
    const card = page.getByRole('region', { name: 'HTTPS' })
    await card.getByRole('radio', { name: /On this network/ }).check()
    await card.getByRole('checkbox', { name: /Send everybody from HTTP/ }).check()
    await card.getByRole('button', { name: 'Save' }).click()
    await card.getByText('There is no certificate for it yet.').waitFor()
    assert.deepEqual(stage.rows.asked, [{ what: 'PUT /api/https', body: { mode: 'lan', redirect: true } }])
    stage.rows.crowd.https = { ...httpsLan, redirect: true }
    await card.getByRole('link', { name: 'https://berth-home.local/' }).waitFor()
    await card.getByText('3F A1 0C 77 E2 90 4B 1D').waitFor()
    await card.getByRole('link', { name: 'Make a device trust it' }).waitFor()
  })

  it('for a domain takes the keys of a DNS provider, and sends them only when they are typed', async () => {
    await using stage = await Stage.open()
    const page = await stage.at('/settings')
    const card = page.getByRole('region', { name: 'HTTPS' })
    await card.getByRole('radio', { name: /With a domain/ }).check()
    await card.getByRole('radio', { name: /By DNS/ }).check()
    const save = card.getByRole('button', { name: 'Save' })
    assert.ok(await save.isDisabled(), 'keys are missing')
    await card.getByLabel('DNS provider', { exact: true }).selectOption('porkbun')
    await card.getByLabel('API key').fill('pk1')
    await card.getByLabel('API secret').fill('sk1')
    await card.getByLabel('Your e-mail address').fill('ada@example.org')
    await save.click()
    await card.getByText('Porkbun is set up. Its key is never shown.').waitFor()
    const dns = { kind: 'porkbun', key: 'pk1', secret: 'sk1' }
    assert.deepEqual(stage.rows.asked.at(-1)?.body, { mode: 'acme', redirect: true, challenge: 'dns-01', email: 'ada@example.org', dns })
    await card.getByRole('checkbox', { name: /Send everybody/ }).uncheck()
    await save.click()
    await page.getByText('Saved.').last().waitFor()
    assert.deepEqual(stage.rows.asked.at(-1)?.body, { mode: 'acme', redirect: false, challenge: 'dns-01', email: 'ada@example.org' })
  })

  it('tells how each certificate stands and why, and renews when asked', async () => {
    await using stage = await Stage.open()
    stage.rows.crowd.https = httpsDomain
    const page = await stage.at('/settings')
    const card = page.getByRole('region', { name: 'HTTPS' })
    await card.locator('[data-standing=tried]').getByText('renewal failed').waitFor()
    await card.locator('[data-standing=over]').getByText('expired').waitFor()
    await card.locator('[data-standing=missing]').getByText('could not be got').waitFor()
    await card.getByText('ends soon and could not be renewed').waitFor()
    await card.getByRole('button', { name: 'Renew now' }).click()
    await page.getByText('They are being renewed.').waitFor()
    assert.deepEqual(stage.asked, ['POST /api/https/renew'])
  })

  it('is only looked at by an admin', async () => {
    await using stage = await Stage.open()
    stage.rows.account.role = 'admin'
    stage.rows.crowd.https = httpsLan
    const page = await stage.at('/settings')
    await page.getByText('Only the owner changes HTTPS.').waitFor()
    assert.equal(await page.getByRole('button', { name: 'Renew now' }).count(), 0)
  })
})

describe('trusting the machine', () => {
  it('is open to those who are not signed in, for their device, and turns green once it is trusted', async () => {
    await using stage = await Stage.open({ signedOut: true, userAgent: 'Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/150.0 Mobile Safari/537.36' })
    await using secure = await SecureStandIn.open()
    stage.rows.crowd.https = { ...httpsLan, url: secure.url }
    const page = await stage.at('/trust')
    await page.getByRole('heading', { name: 'Trust this machine', level: 1 }).waitFor()
    assert.ok(await page.getByRole('radio', { name: 'Android (this device)' }).isChecked())
    assert.equal(await page.getByRole('link', { name: 'Load the certificate' }).getAttribute('href'), '/trust/berth.crt')
    await page.getByRole('radio', { name: /iPhone/ }).check()
    assert.equal(await page.getByRole('link', { name: 'Load the profile' }).getAttribute('href'), '/trust/berth.mobileconfig')
    await page.getByRole('img', { name: 'QR code of this page' }).waitFor()
    await page.getByText('3F A1 0C 77').waitFor()
    await page.locator('[data-trusted=false]').getByText('Not yet').waitFor()
    const devtools = await stage.browser.context.newCDPSession(page)
    await devtools.send('Security.setIgnoreCertificateErrors', { ignore: true })
    await page.locator('[data-trusted=true]').getByText('Trusted').waitFor()
    assert.equal(await page.getByRole('link', { name: 'Go on over HTTPS' }).getAttribute('href'), secure.url)
    assert.deepEqual(stage.browser.complaints, [])
  })

  it('has nothing to do where HTTPS is off or everybody trusts it', async () => {
    await using stage = await Stage.open({ signedOut: true })
    const page = await stage.at('/trust')
    await page.getByRole('heading', { name: 'HTTPS is off here' }).waitFor()
    stage.rows.crowd.https = httpsDomain
    await page.reload()
    await page.getByRole('heading', { name: 'Nothing to do' }).waitFor()
  })
})
