import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { JoinLook } from '../../src/model/invitation.ts'
import { OutsideId } from '../../src/model/outside.ts'
import { instanceOf } from './stand-in/sample.ts'
import { Stage } from './stage.ts'

const school = { id: OutsideId.parse('school'), label: 'the school' }

function lookOf(changes: Partial<JoinLook> = {}): JoinLook {
  return { known: false, password: true, name: null, role: 'member', by: 'Ada', expires: new Date(Date.now() + 86_400_000).toISOString(), ...changes }
}

describe('the sign-in page', () => {
  it('asks for a name where there are several people', async () => {
    await using stage = await Stage.open({ signedOut: true })
    stage.rows.account.ways = { outside: [], pairing: false, people: true }
    const page = await stage.at('/shelf')
    await page.getByLabel('Your name').fill('Ada')
    await page.getByLabel('Password', { exact: true }).fill('three small boats')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Shelf', level: 1 }).waitFor()
    assert.deepEqual(stage.rows.asked.at(-1), { what: 'POST /api/session', body: { name: 'Ada', password: 'three small boats' } })
  })

  it('leads to providers outside, and on to where one wanted to be', async () => {
    await using stage = await Stage.open({ signedOut: true })
    stage.rows.account.ways = { outside: [school], pairing: false, people: true }
    const page = await stage.at('/shelf?all=1')
    const link = page.getByRole('link', { name: 'Sign in with the school' })
    assert.equal(await link.getAttribute('href'), '/signin/outside/school?next=%2Fshelf%3Fall%3D1')
    const asked = page.waitForRequest((request) => new URL(request.url()).pathname === '/signin/outside/school')
    await link.click()
    await asked
  })

  it('says why a provider outside did not bring them in', async () => {
    await using stage = await Stage.open({ signedOut: true })
    const page = await stage.at('/signin?problem=something-new')
    await page.getByRole('alert').getByText('That sign-in did not work.').waitFor()
  })
})

describe('the claim', () => {
  it('asks whether this is a classroom, off unless it is switched on, and says what that opens', async () => {
    await using stage = await Stage.open({ signedOut: true })
    stage.rows.claimed = false
    const page = await stage.at('/claim#code=ACDE-FGHJ-KMNP-3467')
    const classroom = page.getByRole('switch', { name: 'This is a classroom: open to everybody on this network' })
    assert.equal(await classroom.isChecked(), false)
    for (const what of ['Visitors.', 'Pairing.', 'Disks.']) assert.ok(await page.getByText(what).isVisible())
    await page.getByLabel('Your name').fill('Ada')
    await page.getByLabel('Password', { exact: true }).fill('three small boats')
    await classroom.focus()
    await page.keyboard.press('Space')
    await page.getByRole('button', { name: 'Become the owner' }).click()
    await page.getByRole('heading', { name: /Ada/ }).waitFor()
    assert.equal(stage.rows.account.open, true)
  })
})

describe('joining', () => {
  it('shows who invites and as what, takes the code out of the address, and asks for a name and a password', async () => {
    await using stage = await Stage.open({ signedOut: true })
    stage.rows.account.invitations.set('k7dm', lookOf({ role: 'guest', name: 'Ben' }))
    const page = await stage.at('/join#code=k7dm')
    await page.getByText('Ada asks you to join this machine as a guest.').waitFor()
    assert.equal(new URL(page.url()).hash, '')
    assert.equal(await page.getByLabel('Your name').inputValue(), 'Ben')
    await page.getByLabel('Your name').fill('Benjamin')
    const submit = page.getByRole('button', { name: 'Join', exact: true })
    await page.getByLabel('Password', { exact: true }).fill('short')
    assert.ok(await submit.isDisabled())
    await page.getByLabel('Password', { exact: true }).fill('three small boats')
    await submit.click()
    await page.getByRole('heading', { name: /Benjamin/ }).waitFor()
    assert.deepEqual(stage.rows.asked.at(-1), { what: 'POST /api/join', body: { code: 'k7dm', name: 'Benjamin', password: 'three small boats' } })
  })

  it('says what to do with a link that is used up, in place', async () => {
    await using stage = await Stage.open({ signedOut: true })
    stage.rows.account.invitations.set('k7dm', lookOf())
    const page = await stage.at('/join#code=k7dm')
    await page.getByLabel('Your name').fill('Ben')
    await page.getByLabel('Password', { exact: true }).fill('three small boats')
    stage.rows.account.invitations.clear()
    await page.getByRole('button', { name: 'Join', exact: true }).click()
    await page.getByRole('alert').getByText('This link is used, expired or not whole.').waitFor()
    assert.equal(await page.getByLabel('Your name').inputValue(), 'Ben')
    const other = await stage.at('/join#code=nothing')
    await other.getByRole('alert').getByText('This link is used, expired or not whole.').waitFor()
    const none = await stage.at('/join')
    await none.getByRole('heading', { name: 'An invitation is missing' }).waitFor()
  })

  it('signs somebody in who is known, also where another one is signed in', async () => {
    await using stage = await Stage.open()
    stage.rows.account.invitations.set('back', lookOf({ known: true, name: 'Ben', by: 'Ada' }))
    const page = await stage.at('/join#code=back')
    await page.getByText('You are signed in as Ada here.').waitFor()
    await page.getByRole('button', { name: 'Sign in as Ben' }).click()
    await page.getByRole('heading', { name: /Ben/ }).waitFor()
    await page.waitForURL(({ pathname }) => pathname === '/')
  })

  it('lets whoever forgot their password set a new one, with a link that somebody else made', async () => {
    await using stage = await Stage.open({ signedOut: true })
    stage.rows.account.invitations.set('own', lookOf({ known: true, password: false, name: 'Ben', by: 'Ben' })).set('back', lookOf({ known: true, name: 'Ben', by: 'Ada' }))
    const own = await stage.at('/join#code=own')
    await own.getByRole('button', { name: 'Sign in as Ben' }).waitFor()
    assert.equal(await own.getByRole('button', { name: /forgot/ }).count(), 0)
    const page = await stage.at('/join#code=back')
    await page.getByRole('button', { name: /forgot my password/ }).click()
    await page.getByLabel('New password').fill('seven green bottles')
    await page.getByRole('button', { name: 'Sign in as Ben' }).click()
    await page.getByRole('heading', { name: /Ben/ }).waitFor()
    assert.deepEqual(stage.rows.asked.find(({ what }) => what === 'POST /api/join')?.body, { code: 'back', password: 'seven green bottles' })
  })

  it('may be done at a provider outside, with the invitation', async () => {
    await using stage = await Stage.open({ signedOut: true })
    stage.rows.account.ways = { outside: [school], pairing: false, people: true }
    stage.rows.account.invitations.set('k7dm', lookOf())
    const page = await stage.at('/join#code=k7dm')
    assert.equal(await page.getByRole('link', { name: 'Sign in with the school' }).getAttribute('href'), '/signin/outside/school?next=%2F&join=k7dm')
  })
})

describe('pairing a device', () => {
  it('takes six digits however they are typed or pasted, and a name that is suggested', async () => {
    await using stage = await Stage.open({ signedOut: true, hasTouch: true, userAgent: 'Mozilla/5.0 (Linux; Android 15; Tab) AppleWebKit/537.36 Chrome/140 Safari/537.36' })
    stage.rows.account.pairingCode = '482913'
    stage.rows.put(instanceOf('notes', { policy: { access: 'devices', paths: {} } }))
    const page = await stage.at('/pair')
    const code = page.getByLabel('Pairing code')
    assert.equal(await code.getAttribute('inputmode'), 'numeric')
    assert.ok(await page.getByRole('button', { name: 'Pair', exact: true }).isDisabled())
    await code.pressSequentially('48a29999')
    assert.equal(await code.inputValue(), '482999')
    await page.keyboard.press('Backspace')
    assert.equal(await code.inputValue(), '48299')
    await code.fill('your code: 111 222')
    assert.equal(await code.inputValue(), '111222')
    assert.equal(await page.getByLabel('Name of this device').inputValue(), 'Android tablet')
    await page.getByRole('button', { name: 'Pair', exact: true }).click()
    await page.getByRole('alert').getByText('That is not the pairing code').waitFor()
    assert.equal(await code.inputValue(), '')
    await code.fill('482 913')
    await page.getByLabel('Name of this device').fill('Room 4')
    await page.keyboard.press('Enter')
    await page.getByText('Shared device: Room 4').waitFor()
    assert.deepEqual(stage.rows.asked.at(-1)?.body, { code: '482913', name: 'Room 4' })
  })

  it('reads the code of a QR code from the address', async () => {
    await using stage = await Stage.open({ signedOut: true })
    stage.rows.account.pairingCode = '482913'
    const page = await stage.at('/pair#code=482913')
    assert.equal(await page.getByLabel('Pairing code').inputValue(), '482913')
    assert.equal(new URL(page.url()).hash, '')
  })

  it('needs no code in open mode', async () => {
    await using stage = await Stage.open({ signedOut: true })
    stage.rows.account.ways = { outside: [], pairing: true, people: false }
    const page = await stage.at('/pair')
    await page.getByText('No code is needed').waitFor()
    assert.equal(await page.getByLabel('Pairing code').count(), 0)
    await page.getByRole('button', { name: 'Pair', exact: true }).click()
    await page.getByRole('heading', { name: 'No app is open to this device yet' }).waitFor()
  })
})

describe('the home of those who only use apps', () => {
  it('opens each app with one touch, says which do not run, and shows nothing of the machine', async () => {
    await using stage = await Stage.open()
    stage.rows.account.role = 'member'
    stage.rows.put(instanceOf('notes'), instanceOf('wiki', { state: 'paused' }), instanceOf('ledger', { state: 'failed' }))
    const page = await stage.at('/')
    assert.equal(await page.getByRole('link', { name: 'Notes' }).getAttribute('href'), 'http://notes.localhost/')
    await page.locator('[data-app=ledger]').getByText('It does not run now. Ask the owner.').waitFor()
    assert.equal(await page.locator('a[data-app=ledger]').count(), 0)
    assert.equal(await page.getByRole('navigation').count(), 0)
    for (const path of ['/store', '/settings', '/shelf', '/activity', '/apps/notes', '/people']) {
      await page.goto(stage.standIn.url + path)
      await page.getByRole('heading', { name: 'Nothing here', level: 1 }).waitFor()
    }
    await page.getByRole('link', { name: /My account/ }).click()
    await page.getByRole('heading', { name: 'My account' }).waitFor()
    assert.deepEqual(await page.getByLabel('What it may do').locator('option').allTextContents(), ['look', 'push and deploy projects, nothing else'])
  })

  it('on a shared device offers to sign in as oneself, and goes on from there', async () => {
    await using stage = await Stage.open()
    Object.assign(stage.rows.account, { role: 'device', name: 'Room 4' })
    const page = await stage.at('/')
    await page.getByRole('link', { name: 'This is a shared device: sign in as yourself' }).click()
    await page.getByText('This is a shared device. Sign out again when you leave it.').waitFor()
    await page.getByLabel('Password', { exact: true }).fill('three small boats')
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: /My account/ }).waitFor()
    assert.equal(await page.getByText('Shared device:').count(), 0)
  })
})
