import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { Authenticator } from './authenticator.ts'
import { overhangOf, violationsOn } from './harness.ts'
import { Stage } from './stage.ts'

/** A window at a name, with an authenticator; signed in unless told otherwise. */
async function named(stage: Stage, path: string, signedIn = true): Promise<{ readonly page: Page; readonly authenticator: Authenticator }> {
  if (signedIn) await stage.browser.signIn(stage.standIn.named)
  const page = await stage.browser.page('about:blank')
  const authenticator = await Authenticator.in(page)
  await page.goto(stage.standIn.named + path)
  return { page, authenticator }
}

async function add(page: Page, label: string): Promise<void> {
  await page.getByLabel('Name of the new passkey').fill(label)
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await page.getByText('The passkey is added.').first().waitFor()
}

describe('passkeys', () => {
  it('are added in the account, sign in without a name or a password, and are removed', async () => {
    await using stage = await Stage.open({ signedOut: true })
    const { page, authenticator } = await named(stage, '/account')
    await page.evaluate('PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false)')
    await page.getByText('You have none yet.').waitFor()
    await add(page, 'My phone')
    const [credential] = await authenticator.credentials()
    assert.ok(credential?.userHandle, 'the key finds its owner by itself')
    await page.getByRole('button', { name: 'Sign out', exact: true }).first().click()
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await page.getByText(/used just now/).waitFor()
    await page.getByRole('button', { name: 'Remove My phone' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await page.getByText('You have none yet.').waitFor()
    assert.deepEqual(stage.browser.complaints, [])
  })

  it('are offered at the field itself where the browser can', async () => {
    await using stage = await Stage.open({ signedOut: true })
    const { page } = await named(stage, '/account')
    await add(page, 'Laptop')
    // The authenticator shows its key as soon as the list at the field is asked for.
    await page.getByRole('button', { name: 'Sign out', exact: true }).first().click()
    await page.getByText(/used just now/).waitFor()
    assert.ok(stage.asked.includes('POST /api/session/passkey'))
  })

  it('one device is given one, and says so the second time', async () => {
    await using stage = await Stage.open({ signedOut: true })
    const { page, authenticator } = await named(stage, '/account')
    await add(page, 'Phone')
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await page.getByText('This device holds a passkey of yours already.').waitFor()
    assert.equal((await authenticator.credentials()).length, 1)
  })

  it('a copied one is refused, and so is one whose owner does not show themselves', async () => {
    await using stage = await Stage.open({ signedOut: true })
    const { page, authenticator } = await named(stage, '/account')
    await add(page, 'Phone')
    await authenticator.countTo(7)
    await page.getByRole('button', { name: 'Sign out', exact: true }).first().click()
    await page.getByText(/used just now/).waitFor()
    await authenticator.countTo(3)
    await page.getByRole('button', { name: 'Sign out', exact: true }).first().click()
    await page.getByText('The passkey Phone counts backwards').waitFor()
    await authenticator.refuse()
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await page.getByText('No passkey was chosen.').waitFor()
  })

  it('the last way in stays', async () => {
    await using stage = await Stage.open({ signedOut: true })
    stage.rows.account.password = null
    const { page } = await named(stage, '/account')
    await add(page, 'Phone')
    await page.getByRole('button', { name: 'Remove Phone' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await page.getByText('Phone is your only way to sign in.').waitFor()
    await page.getByText('Set a password or add another passkey first.').waitFor()
  })

  it('an address of numbers has none, and the page says why', async () => {
    await using stage = await Stage.open({ signedOut: true })
    const page = await stage.at('/')
    await page.getByText('Passkeys belong to a name, and 127.0.0.1 is a number').waitFor()
    assert.equal(await page.getByRole('link', { name: 'How to get an encrypted connection' }).getAttribute('href'), '/trust')
    assert.equal(await page.getByRole('button', { name: 'Sign in with a passkey' }).count(), 0)
    assert.ok(!stage.asked.includes('POST /api/session/passkey/options'))
  })

  it('one is offered after the claim, and can be left for later', async () => {
    await using stage = await Stage.open({ signedOut: true })
    stage.rows.claimed = false
    const { page, authenticator } = await named(stage, '/claim#code=ACDE-FGHJ-KMNP-3467', false)
    await page.getByLabel('Your name').fill('Ada')
    await page.getByLabel('Password', { exact: true }).fill('three small boats')
    await page.getByRole('button', { name: 'Become the owner' }).click()
    await page.getByRole('heading', { name: 'Add a passkey?' }).waitFor()
    assert.deepEqual(await violationsOn(page), [])
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await page.getByRole('heading', { name: /Ada/ }).waitFor()
    assert.equal((await authenticator.credentials()).length, 1)
  })

  it('an invited person comes in with one alone; without it they are asked for another way back', async () => {
    await using stage = await Stage.open({ signedOut: true, viewport: { width: 360, height: 740 } })
    const look = { known: false, password: true, name: null, role: 'member' as const, by: 'Ada', expires: new Date(Date.now() + 86_400_000).toISOString() }
    stage.rows.account.invitations.set('first', look).set('second', look)
    const { page, authenticator } = await named(stage, '/join#code=first', false)
    await page.getByLabel('Your name').fill('Ben')
    await page.getByRole('button', { name: 'Join', exact: true }).click()
    await page.getByRole('heading', { name: /Ben/ }).waitFor()
    assert.equal((await authenticator.credentials()).length, 1)

    await stage.browser.context.clearCookies()
    await authenticator.refuse()
    await page.goto(`${stage.standIn.named}/join#code=second`)
    await page.getByLabel('Your name').fill('Cleo')
    await page.getByRole('button', { name: 'Join', exact: true }).click()
    await page.getByRole('heading', { name: 'One last thing' }).waitFor()
    assert.deepEqual(await violationsOn(page), [])
    assert.equal(await overhangOf(page), 0)
    await page.getByLabel('Set a password instead').fill('three small boats')
    await page.getByRole('button', { name: 'Set the password' }).click()
    await page.getByRole('heading', { name: /Cleo/ }).waitFor()
    assert.equal(stage.rows.account.password, 'three small boats')
  })
})
