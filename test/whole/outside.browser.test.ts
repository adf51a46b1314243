import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { clientId, clientSecret, RealProvider } from '../../src/access/outside/realprovider.testbed.ts'
import type { AuditLine } from '../../src/model/api.ts'
import type { InvitationMade } from '../../src/model/invitation.ts'
import type { PersonView } from '../../src/model/person.ts'
import { Browser } from '../browser/harness.ts'
import { Berth } from './berth.ts'

const accounts = {
  ben: { name: 'Ben', email: 'ben@school.example', email_verified: true, groups: ['Lehrer'] },
  eve: { name: 'Eve', email: 'eve@school.example', email_verified: false, groups: ['Lehrer'] },
  cleo: { name: 'Cleo', email: 'cleo@school.example', email_verified: true, groups: ['Klasse7b'] },
}

/** A machine with an owner, and a real provider that it knows as the school. */
async function open(more: object = {}): Promise<AsyncDisposable & { readonly berth: Berth; readonly console: string }> {
  await using stack = new AsyncDisposableStack()
  const berth = stack.use(await Berth.open())
  const console = `http://berth.localhost:${berth.port}`
  const provider = stack.use(await RealProvider.open({ accounts, callbacks: [`${console}/signin/outside/school/callback`] }))
  const { code } = await berth.json<{ code: string }>('/api/local/urls')
  await berth.json('/api/claim', { method: 'POST', body: { code, name: 'Ada', password: 'three small boats' } })
  const body = { label: 'the school', issuer: provider.issuer, client_id: clientId, client_secret: clientSecret, scope: 'openid profile email groups', ...more }
  await berth.json('/api/outside/school', { method: 'PUT', body })
  const kept = stack.move()
  return { berth, console, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

async function people(berth: Berth): Promise<readonly string[]> {
  return (await berth.json<PersonView[]>('/api/people')).map(({ name, role, groups }) => [name, role, ...groups].join(' ')).sort()
}

async function through(page: Page, as: string): Promise<void> {
  await page.getByRole('link', { name: 'Sign in with the school' }).click()
  await page.getByRole('heading', { name: 'Who are you?' }).waitFor()
  await page.getByRole('link', { name: as, exact: true }).click()
}

describe('signing in at a real provider, in a browser', () => {
  it('a teacher comes in as what the rules say, a stranger is told why not, and the audit tells it', async () => {
    await using setting = await open({ welcome: 'member', domains: ['school.example'], groups: ['Lehrer'], group_map: { Lehrer: 'teachers' } })
    const { berth, console } = setting
    await using teacher = await Browser.open()
    const page = await teacher.page(`${console}/signin`)
    await through(page, 'ben')
    await page.getByRole('heading', { name: /Ben/ }).waitFor()
    assert.deepEqual(await people(berth), ['Ada owner', 'Ben member teachers'])

    for (const [as, why] of [
      ['eve', 'outside-refused'],
      ['cleo', 'outside-refused'],
      ['nobody', 'outside-denied'],
    ] as const) {
      await using stranger = await Browser.open()
      const before = await stranger.page(`${console}/signin`)
      await through(before, as)
      await before.waitForURL(`${console}/signin?problem=${why}`)
      await before.getByRole('alert').waitFor()
      assert.equal((await stranger.context.cookies(console)).length, 0)
    }
    assert.deepEqual(await people(berth), ['Ada owner', 'Ben member teachers'])
    const lines = await berth.json<AuditLine[]>('/api/audit?action=sign%20in')
    const told = lines.map(({ who, action, object, result }) => `${who}: ${action} ${object}: ${result}`)
    for (const line of ['Ben: sign in by school engine: ok', 'anonymous: sign in outside school: outside-refused', 'anonymous: sign in outside school: outside-denied: access_denied']) {
      assert.ok(told.includes(line), `${line}\n${told.join('\n')}`)
    }
    assert.deepEqual(teacher.complaints, [])
  })

  it('an invitation is accepted with it, once, and a private app is reached by way of it', async () => {
    await using setting = await open()
    const { berth } = setting
    await using browser = await Browser.open()
    const { url } = await berth.json<InvitationMade>('/api/invitations', { method: 'POST', body: { role: 'member', name: 'Benny' } })
    const page = await browser.page(url)
    await through(page, 'ben')
    await page.getByRole('heading', { name: /Benny/ }).waitFor()
    assert.deepEqual(await people(berth), ['Ada owner', 'Benny member'])

    await berth.install('secretive', { policy: { access: 'members', paths: {} } })
    await berth.becomes('secretive', 'stopped')
    await using another = await Browser.open()
    const visit = await another.page(`http://secretive.localhost:${berth.port}/`)
    await through(visit, 'ben')
    await visit.getByText('hello', { exact: true }).waitFor()
    assert.equal(new URL(visit.url()).hostname, 'secretive.localhost')
  })

  it('the owner adds it to his account from his own page, and not from a link elsewhere', async () => {
    await using setting = await open()
    const { berth, console } = setting
    await using browser = await Browser.open()
    const page = await browser.page(`${console}/signin`)
    await page.getByLabel('Password', { exact: true }).fill('three small boats')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByRole('heading', { name: /Ada/ }).waitFor()

    await page.goto('data:text/html,<a href="' + `${console}/signin/outside/school?link=1` + '">win a boat</a>')
    await page.getByRole('link', { name: 'win a boat' }).click()
    await page.waitForURL(`${console}/account?problem=outside-late`)

    await page.evaluate("location.assign('/signin/outside/school?link=1')")
    await page.getByRole('link', { name: 'ben', exact: true }).click()
    await page.waitForURL(`${console}/account`)
    assert.deepEqual(await people(berth), ['Ada owner'])

    await using another = await Browser.open()
    const again = await another.page(`${console}/signin`)
    await through(again, 'ben')
    await again.getByRole('heading', { name: /Ada/ }).waitFor()
  })
})
