import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { until } from '../../src/kit/until.ts'
import type { AuditLine, TokenMade } from '../../src/model/api.ts'
import type { DeviceView, PairingView } from '../../src/model/device.ts'
import type { InvitationMade } from '../../src/model/invitation.ts'
import { Authenticator } from '../browser/authenticator.ts'
import { Browser, violationsOn } from '../browser/harness.ts'
import { Berth } from './berth.ts'

const policy = { access: 'devices', paths: { '/cgi-bin': 'members' } }

describe('a family member, a classroom tablet and a stranger at one app, each in a browser of their own', () => {
  it('get what they should and nothing else, and the audit tells the story', async () => {
    await using berth = await Berth.open()
    await using adas = await Browser.open()
    const owner = await claims(berth, adas)
    await berth.install('hello', { policy })
    await berth.becomes('hello', 'stopped', 60)
    await owner.page.locator('[data-app=hello]').waitFor()

    await using bens = await Browser.open()
    const ben = await joins(berth, bens)
    await opens(ben, berth)
    await ben.goto(addressOf(berth, '/cgi-bin/headers'))
    assert.match((await ben.textContent('body')) ?? '', /HTTP_REMOTE_NAME=Ben/)

    await using tablets = await Browser.open({ viewport: { width: 360, height: 740 } })
    const tablet = await pairs(berth, tablets)
    await opens(tablet, berth)
    await tablet.goto(addressOf(berth, '/cgi-bin/headers'))
    await tablet.getByText('This is a shared device.').waitFor()

    await using strangers = await Browser.open()
    const stranger = await strangers.page(addressOf(berth, '/'))
    await stranger.getByRole('heading', { name: 'Welcome back' }).waitFor()
    assert.equal(new URL(stranger.url()).hostname, 'berth.localhost')

    await isOut(berth, tablet)
    await comesBack(berth, owner)
    await makesNoKey(berth)
    await isTold(berth)
    for (const browser of [adas, bens, tablets, strangers]) assert.deepEqual(browser.complaints, [])
  })
})

interface AtKey {
  readonly page: Page
  readonly authenticator: Authenticator
}

/** A window with an authenticator in it, on a page of the console. */
async function withKey(browser: Browser, url: string): Promise<AtKey> {
  const page = await browser.page('about:blank')
  const authenticator = await Authenticator.in(page)
  await page.goto(url)
  return { page, authenticator }
}

async function claims(berth: Berth, browser: Browser): Promise<AtKey> {
  const { claim } = await berth.json<{ claim: string }>('/api/local/urls')
  const { page, authenticator } = await withKey(browser, claim)
  await page.getByLabel('Your name').fill('Ada')
  await page.getByLabel('Password', { exact: true }).fill('three small boats')
  await page.getByRole('button', { name: 'Become the owner' }).click()
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await page.getByRole('heading', { name: /Ada/ }).waitFor()
  return { page, authenticator }
}

/** By an invitation, with a passkey and no password. */
async function joins(berth: Berth, browser: Browser): Promise<Page> {
  const { url } = await berth.json<InvitationMade>('/api/invitations', { method: 'POST', body: { role: 'member' } })
  const { page } = await withKey(browser, url)
  await page.getByText('as a member').waitFor()
  await page.getByLabel('Your name').fill('Ben')
  await page.getByRole('button', { name: 'Join', exact: true }).click()
  await page.getByRole('heading', { name: /Ben/ }).waitFor()
  assert.deepEqual(await violationsOn(page), [])
  return page
}

async function pairs(berth: Berth, browser: Browser): Promise<Page> {
  const { code } = await berth.json<PairingView>('/api/devices/code', { method: 'POST', body: {} })
  const page = await browser.page(`${consoleOf(berth)}/pair`)
  await page.getByLabel('Pairing code').fill(code)
  await page.getByLabel('Name of this device').fill('Room 4')
  await page.getByRole('button', { name: 'Pair', exact: true }).click()
  await page.getByText('Shared device: Room 4').waitFor()
  return page
}

/** From the launcher, with one touch. */
async function opens(page: Page, berth: Berth): Promise<void> {
  // The click does not wait for a sleeping app, the look at it does.
  await page.getByRole('link', { name: 'hello' }).click({ noWaitAfter: true })
  await page.getByText('hello', { exact: true }).waitFor({ timeout: 30_000 })
  assert.equal(page.url(), addressOf(berth, '/'))
}

/** A device that is removed is out everywhere, at once. */
async function isOut(berth: Berth, tablet: Page): Promise<void> {
  await tablet.goto(addressOf(berth, '/'))
  await tablet.getByText('hello', { exact: true }).waitFor()
  const [device] = await berth.json<DeviceView[]>('/api/devices')
  await berth.json(`/api/devices/${device?.id ?? ''}`, { method: 'DELETE' })
  const refused = async (): Promise<true | undefined> => {
    await tablet.reload() // not from the browser's own cache, which no server can take back
    return new URL(tablet.url()).hostname === 'berth.localhost' ? true : undefined
  }
  assert.ok(await until(refused, { deadline: 5000 }), 'out within five seconds')
  await tablet.getByRole('link', { name: 'A shared device, for a room? Pair it instead' }).waitFor()
}

/** The owner signs out and in again with the passkey alone. */
async function comesBack(berth: Berth, { page, authenticator }: AtKey): Promise<void> {
  await page.goto(`${consoleOf(berth)}/account`)
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await page.getByText(/used just now/).waitFor()
  assert.ok(((await authenticator.credentials())[0]?.signCount ?? 0) > 0)
}

/** A token cannot make itself a way in that stays when it is revoked. */
async function makesNoKey(berth: Berth): Promise<void> {
  const { secret } = await berth.json<TokenMade>('/api/tokens', { method: 'POST', body: { label: 'Thief', scope: 'all' } })
  const answer = await berth.visit('berth', '/api/me/passkeys/options', { method: 'POST', headers: { authorization: `Bearer ${secret}` } })
  assert.equal(answer.status, 403)
}

async function isTold(berth: Berth): Promise<void> {
  const lines = (await berth.json<AuditLine[]>('/api/audit?limit=500')).map(({ who, action, result }) => `${who}: ${action}: ${result}`)
  const wanted = ['Ada: claim: ok', 'Ada (session): add passkey: ok', 'Ben: join by a link: ok', 'Room 4 (device): pair: ok', 'Ada (session): sign out: ok', 'Ada: sign in by passkey: ok']
  assert.deepEqual(
    wanted.filter((line) => !lines.includes(line)),
    [],
    lines.join('\n'),
  )
}

function consoleOf(berth: Berth): string {
  return `http://berth.localhost:${berth.port}`
}

function addressOf(berth: Berth, path: string): string {
  return `http://hello.localhost:${berth.port}${path}`
}
