import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { becomes } from './harness.ts'
import { Stage } from './stage.ts'
import { deviceOf } from './stand-in/crowd.ts'
import { instanceOf } from './stand-in/sample.ts'

async function inhabited(): Promise<Stage> {
  const stage = await Stage.open()
  stage.rows.crowd.fill()
  return stage
}

describe('people', () => {
  it('are listed from owner to guest, with how they sign in; the only one is told how to get company', async () => {
    await using stage = await Stage.open()
    const page = await stage.at('/people')
    await page.getByRole('heading', { name: 'Only you so far' }).waitFor()
    stage.rows.crowd.fill()
    await page.reload()
    await page.locator('[data-person]').nth(4).waitFor()
    const names = await page.locator('[data-person] strong').allTextContents()
    assert.deepEqual(names, ['Ada', 'Cleo', 'Ben', 'Dora van den Oever-Bartholomäus', 'Emil'])
    await page.locator('[data-person=cleo1]').getByText('signs in with 1 passkey, School').waitFor()
    await page.locator('[data-person=emil1]').getByText('cannot sign in').waitFor()
  })

  it('get another name, role and groups', async () => {
    await using stage = await inhabited()
    const page = await stage.at('/people')
    const ben = page.locator('[data-person=ben1]')
    await ben.getByRole('button', { name: 'Change Ben' }).click()
    await ben.getByLabel('Name', { exact: true }).fill('Benjamin')
    await ben.getByRole('radio', { name: /Guest/ }).check()
    await ben.getByRole('checkbox', { name: 'class 7b' }).check()
    await ben.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').waitFor()
    await ben.locator('strong').getByText('Benjamin').waitFor()
    assert.deepEqual(stage.rows.asked.at(-1), { what: 'PATCH /api/people/ben1', body: { name: 'Benjamin', groups: ['family', 'class 7b'], role: 'guest' } })
    assert.ok(await ben.getByRole('button', { name: 'Save' }).isDisabled(), 'nothing is left to save')
  })

  it('get a way back in that is shown once', async () => {
    await using stage = await inhabited()
    const page = await stage.at('/people')
    await page.getByRole('button', { name: 'Change Ben' }).click()
    await page.getByRole('button', { name: 'Make a sign-in link Ben' }).click()
    const once = page.getByRole('group', { name: 'Sign-in link for Ben' })
    await once.getByText('http://berth-home.local/join#code=k7dm-2wqx-p4nn-94').waitFor()
    await once.getByRole('img', { name: 'QR code that signs Ben in' }).waitFor()
    await once.getByRole('button', { name: 'I have passed it on' }).click()
    await once.waitFor({ state: 'detached' })
  })

  it('are signed out where they are, one by one', async () => {
    await using stage = await inhabited()
    const page = await stage.at('/people')
    const ben = page.locator('[data-person=ben1]')
    await ben.getByRole('button', { name: 'Change Ben' }).click()
    await ben.getByRole('button', { name: /Firefox on Linux/ }).click()
    await ben.getByText('Firefox on Linux').waitFor({ state: 'detached' })
    assert.equal(stage.rows.asked.at(-1)?.what, 'DELETE /api/sessions/s7')
    await ben.getByText('Safari on iPhone').waitFor()
  })

  it('are removed after a word on what follows', async () => {
    await using stage = await inhabited()
    stage.rows.put(instanceOf('notes', { title: 'Guestbook', policy: { access: { people: ['ben1'], groups: [], devices: [] }, paths: {} } }))
    const page = await stage.at('/people')
    await page.getByRole('button', { name: 'Change Ben' }).click()
    await page.getByRole('button', { name: /Remove… Ben/ }).click()
    const dialog = page.getByRole('dialog', { name: 'Remove Ben?' })
    await dialog.getByText('Ben is signed out of 2 devices at once').waitFor()
    await dialog.getByText('Guestbook names them and will be closed to them.').waitFor()
    await dialog.getByRole('button', { name: 'Remove them' }).click()
    await page.locator('[data-person=ben1]').waitFor({ state: 'detached' })
    assert.deepEqual(stage.asked, ['DELETE /api/people/ben1'])
  })

  it('an admin changes members and guests, but no admins and not the owner', async () => {
    await using stage = await inhabited()
    Object.assign(stage.rows.account, { role: 'admin', name: 'Cleo' })
    const page = await stage.at('/people')
    await page.getByRole('button', { name: 'Change Cleo' }).click()
    await page.locator('[data-person=cleo1]').getByText('Only the owner changes admins.').waitFor()
    await page.getByRole('button', { name: 'Change Ben' }).click()
    await page.getByRole('radio', { name: /Member/ }).waitFor()
    assert.equal(await page.getByRole('radio', { name: /Admin/ }).count(), 0)
    await page.goto(`${stage.standIn.url}/people/open`)
    await page.getByText('Only the owner changes open mode.').waitFor()
    assert.ok(await page.getByRole('switch', { name: 'Visitors' }).isDisabled())
    await page.goto(`${stage.standIn.url}/people/outside`)
    await page.getByText('Only the owner changes how people sign in').waitFor()
    assert.equal(await page.getByRole('button', { name: 'Add a provider' }).count(), 0)
  })
})

describe('groups', () => {
  it('are made, filled and removed, and it is said which apps they open', async () => {
    await using stage = await inhabited()
    stage.rows.put(instanceOf('notes', { title: 'Guestbook', policy: { access: 'private', paths: { '/a': { people: [], groups: ['family'], devices: [] } } } }))
    const page = await stage.at('/people/groups')
    await page.getByLabel('Name of a new group').fill('Chess Club')
    await page.getByRole('button', { name: 'Add the group' }).click()
    const club = page.locator('[data-group="chess club"]')
    await club.getByText('nobody in it').waitFor()
    await club.getByRole('button', { name: 'Who is in it' }).click()
    await club.getByRole('checkbox', { name: 'Emil' }).check()
    await club.getByText('1 person').waitFor()
    assert.deepEqual(stage.rows.asked.at(-1), { what: 'PATCH /api/people/emil1', body: { groups: ['chess club'] } })
    const family = page.locator('[data-group=family]')
    await family.getByText('may use Guestbook').waitFor()
    await family.getByRole('button', { name: 'Remove… family' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('3 people are no longer in it').waitFor()
    await dialog.getByText('Whoever may use Guestbook only through it').waitFor()
    await dialog.getByRole('button', { name: 'Remove the group' }).click()
    await family.waitFor({ state: 'detached' })
  })
})

describe('devices', () => {
  it('are paired with a code that counts down, and it is said who came', async () => {
    await using stage = await inhabited()
    const page = await stage.at('/people/devices')
    await page.locator('[data-device=tablet1]').waitFor()
    await page.getByLabel('The code works for').selectOption('30')
    await page.getByRole('checkbox', { name: /For many devices/ }).check()
    await page.getByRole('button', { name: 'Make a code' }).click()
    await page.getByRole('img', { name: 'Pairing code: 4 8 2 9 1 3' }).getByText('482 913').waitFor()
    await page.getByText('On the device, open berth-home.local/pair and type').waitFor()
    await page
      .getByRole('timer')
      .getByText(/Ends in (30:00|29:5\d)/)
      .waitFor()
    assert.deepEqual(stage.rows.asked.at(-1)?.body, { minutes: 30, many: true })
    stage.rows.crowd.devices = [...stage.rows.crowd.devices, deviceOf('tablet3', 'Tablet 3')]
    await page.getByText('Paired: Tablet 3.').waitFor()
    await page.locator('[data-device=tablet3]').waitFor()
    await page.getByRole('button', { name: 'End it now' }).click()
    await page.getByRole('button', { name: 'Make a code' }).waitFor()
  })

  it('a code that is used up goes by itself', async () => {
    await using stage = await inhabited()
    const page = await stage.at('/people/devices')
    await page.getByRole('button', { name: 'Make a code' }).click()
    await page.getByText('for one device').waitFor()
    stage.rows.crowd.pairing = null
    await page.getByRole('button', { name: 'Make a code' }).waitFor()
  })

  it('are renamed, and removed after a word on what follows', async () => {
    await using stage = await inhabited()
    const page = await stage.at('/people/devices')
    const tablet = page.locator('[data-device=tablet2]')
    await tablet.getByText('paired itself in open mode').waitFor()
    await tablet.getByRole('button', { name: 'Rename' }).click()
    await tablet.getByLabel('Name of the device').fill('Window')
    await page.keyboard.press('Enter')
    await tablet.getByText('Window · Safari on iPad').waitFor()
    await tablet.getByRole('button', { name: 'Remove… Window' }).click()
    await page.getByRole('dialog').getByText('It is out at once').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove the device' }).click()
    await tablet.waitFor({ state: 'detached' })
    assert.deepEqual(stage.asked, ['PATCH /api/devices/tablet2', 'DELETE /api/devices/tablet2'])
  })
})

describe('invitations', () => {
  it('are made with a link that is shown once, listed and withdrawn', async () => {
    await using stage = await inhabited()
    const page = await stage.at('/people/invitations')
    await page.getByRole('radio', { name: /Guest/ }).check()
    await page.getByRole('checkbox', { name: 'class 7b' }).check()
    await page.getByLabel('Their name, if you know it').fill('Greta')
    await page.getByLabel('Works for').selectOption('1')
    await page.getByRole('button', { name: 'Make the invitation' }).click()
    const once = page.getByRole('group', { name: 'Invitation for Greta' })
    await once.getByRole('img', { name: 'QR code of the invitation' }).waitFor()
    await becomes(page, 'document.activeElement?.getAttribute("aria-label") === "Invitation for Greta"')
    assert.deepEqual(stage.rows.asked.at(-1), { what: 'POST /api/invitations', body: { role: 'guest', groups: ['class 7b'], days: 1, name: 'Greta' } })
    await page.locator('[data-invitation=i2]').getByText('expired').waitFor()
    await page.getByRole('button', { name: 'Withdraw Greta' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click()
    await once.waitFor({ state: 'detached' })
    assert.match(stage.asked.at(-1) ?? '', /^DELETE \/api\/invitations\/i\d+$/)
  })
})

describe('open mode', () => {
  it('says what each part opens, asks before it opens and before it closes', async () => {
    await using stage = await inhabited()
    stage.rows.put(instanceOf('wiki', { policy: { access: 'devices', paths: {} } }))
    const page = await stage.at('/people/open')
    await page.getByText('Open mode is off').waitFor()
    const visitors = page.getByRole('switch', { name: 'Visitors' })
    assert.equal(await visitors.getAttribute('aria-checked'), 'false')
    await visitors.click()
    await page.getByRole('dialog').getByText('Everybody on the network may use Wiki at once, without signing in.').waitFor()
    await page.keyboard.press('Escape')
    assert.deepEqual(stage.asked, [], 'nothing was asked yet')
    await visitors.click()
    await page.getByRole('dialog').getByRole('button', { name: 'Open it' }).click()
    await page.getByText('This machine is open to everybody').waitFor()
    await page.getByRole('switch', { name: 'Visitors', checked: true }).click()
    await page.getByRole('dialog').getByText('out of Wiki at once').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Close it' }).click()
    await page.getByText('Open mode is off').waitFor()
    assert.deepEqual(
      stage.rows.asked.map(({ body }) => body),
      [
        { visitors: true, pairing: false, disks: false },
        { visitors: false, pairing: false, disks: false },
      ],
    )
  })
})

describe('providers outside', () => {
  it('are set up, and it is said when anybody could come', async () => {
    await using stage = await Stage.open()
    const page = await stage.at('/people/outside')
    await page.getByText('No provider is set up.').waitFor()
    await page.getByRole('button', { name: 'Add a provider' }).click()
    const form = page.getByRole('form', { name: 'Add a provider' })
    await form.getByLabel('Name on the button').fill('Our School')
    await form.getByText(`${stage.standIn.url}/signin/outside/our-school/callback`).waitFor()
    await form.getByLabel('Issuer').fill('https://login.example')
    await form.getByLabel('Client ID').fill('berth')
    await form.getByLabel('Client secret').fill('hush')
    await form.getByRole('radio', { name: /As members/ }).check()
    await form.getByText('Everybody with an account at this provider can come in.').waitFor()
    await form.getByLabel('Only addresses of').fill('school.example')
    await form.getByText('Everybody with an account').waitFor({ state: 'detached' })
    await form.getByText('More', { exact: true }).click()
    await form.getByLabel('Groups there and here').fill('pupils')
    await form.getByText('Write each line as').waitFor()
    assert.ok(await form.getByRole('button', { name: 'Save' }).isDisabled())
    await form.getByLabel('Groups there and here').fill('pupils = class 7b')
    await form.getByRole('button', { name: 'Save' }).click()
    await page.locator('[data-provider=our-school]').getByText('newcomers become members').waitFor()
    const config = { label: 'Our School', issuer: 'https://login.example', client_id: 'berth', scope: 'openid profile email', welcome: 'member', domains: ['school.example'] }
    const rest = { groups_claim: 'groups', groups: [], group_map: { pupils: 'class 7b' }, client_secret: 'hush' }
    assert.deepEqual(stage.rows.asked, [{ what: 'PUT /api/outside/our-school', body: { ...config, ...rest } }])
  })

  it('are changed with the secret they have, and removed after a word on who has no other way in', async () => {
    await using stage = await inhabited()
    const page = await stage.at('/people/outside')
    const row = page.locator('[data-provider=school]')
    await row.getByRole('button', { name: 'Change School' }).click()
    await row.getByText('Leave empty to keep the one that is there.').waitFor()
    await row.getByLabel('Client ID').fill('berth-8a')
    await row.getByRole('button', { name: 'Save' }).click()
    await page.getByText('People can sign in with School.').waitFor()
    const sent = stage.rows.asked.at(-1)?.body as Record<string, unknown>
    assert.equal(sent['client_id'], 'berth-8a')
    assert.equal('client_secret' in sent, false)
    await row.getByRole('button', { name: 'Remove School' }).click()
    await page.getByRole('dialog').getByText('Dora van den Oever-Bartholomäus has no other way in').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await row.waitFor({ state: 'detached' })
  })
})
