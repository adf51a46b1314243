import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { Stage } from './stage.ts'
import { instanceOf } from './stand-in/sample.ts'

async function guarded(policy: unknown): Promise<Stage> {
  const stage = await Stage.open()
  stage.rows.crowd.fill()
  stage.rows.put(instanceOf('notes', { title: 'Guestbook', policy }))
  return stage
}

/** Waits until trying it out says so. */
async function meets(page: Page, decision: string, because: string): Promise<void> {
  await page.locator(`[data-decision=${decision}]`).getByText(because).waitFor()
}

describe('who may use an app', () => {
  it('is changed as a draft that says what becomes public, and can be undone', async () => {
    await using stage = await guarded({ access: 'private', paths: {} })
    const page = await stage.at('/apps/notes/access')
    await page.getByRole('radio', { name: /^Everybody/ }).check()
    await page.getByText('When you save this, everybody who reaches this machine may use the app without signing in').waitFor()
    assert.deepEqual(stage.asked, [], 'nothing is changed before it is saved')
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('Not saved yet.').waitFor({ state: 'detached' })
    assert.ok(await page.getByRole('radio', { name: /^Owner and admins/ }).isChecked())
    await page.getByRole('radio', { name: /^Members/ }).check()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('It holds from now on').waitFor()
    await page.getByText('Not saved yet.').waitFor({ state: 'detached' })
    assert.deepEqual(stage.rows.asked, [{ what: 'PATCH /api/instances/notes', body: { policy: { access: 'members', paths: {} } } }])
  })

  it('can be chosen people, groups and devices; the owner and admins need no tick', async () => {
    await using stage = await guarded({ access: 'private', paths: {} })
    const page = await stage.at('/apps/notes/access')
    await page.getByRole('radio', { name: /^Those you choose/ }).check()
    await page.getByText('Nobody is ticked yet').waitFor()
    assert.equal(await page.getByRole('checkbox', { name: 'Cleo' }).count(), 0)
    await page.getByRole('checkbox', { name: 'Ben' }).check()
    await page.getByRole('checkbox', { name: 'class 7b' }).check()
    await page.getByRole('checkbox', { name: 'Tablet 1' }).check()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('It holds from now on').waitFor()
    assert.deepEqual(stage.rows.asked.at(-1)?.body, { policy: { access: { people: ['ben1'], groups: ['class 7b'], devices: ['tablet1'] }, paths: {} } })
    await page.getByRole('link', { name: 'Overview' }).click()
    await page.getByText('1 person, 1 group, 1 device').waitFor()
  })

  it('tells when somebody else changed it meanwhile', async () => {
    await using stage = await guarded({ access: 'private', paths: {} })
    const page = await stage.at('/apps/notes/access')
    await page.getByRole('radio', { name: /^Members/ }).check()
    stage.rows.change('notes', { policy: { access: 'devices', paths: {} } })
    await page.getByText('Somebody else changed this meanwhile.').waitFor()
    assert.ok(await page.getByRole('radio', { name: /^Members/ }).isChecked())
  })

  it('differs for some addresses: rules come and go, in the order in which they count', async () => {
    await using stage = await guarded({ access: 'members', paths: { '/share': 'public', '/share/inside': 'private' } })
    const page = await stage.at('/apps/notes/access')
    const rules = page.locator('[data-rule]')
    await rules.nth(1).waitFor()
    await page.locator('[data-rule="/share"]').getByText('as its author set it').waitFor()
    await page.locator('[data-rule="/share/inside"]').getByText('your own rule').waitFor()
    const path = page.getByLabel('Address in the app').first()
    await path.fill('/share/')
    await page.getByText('There is a rule for this address already.').waitFor()
    assert.ok(await page.getByRole('button', { name: 'Add the rule' }).isDisabled())
    await path.fill('/share/inside/deep')
    await page.getByRole('button', { name: 'Add the rule' }).click()
    await rules.nth(2).waitFor()
    const order = await Promise.all((await rules.all()).map(async (rule) => await rule.getAttribute('data-rule')))
    assert.deepEqual(order, ['/share/inside/deep', '/share/inside', '/share'])
    await page.getByLabel('Who may use /share/inside', { exact: true }).selectOption('devices')
    await page.getByRole('button', { name: 'Remove /share', exact: true }).click()
    await page.getByText('Its author asks for /share: Everybody').waitFor()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('It holds from now on').waitFor()
    assert.deepEqual(stage.rows.asked.at(-1)?.body, { policy: { access: 'members', paths: { '/share/inside': 'devices', '/share/inside/deep': 'private' } } })
    await page.getByRole('button', { name: 'Put it back /share' }).click()
    await page.getByText('everybody who reaches this machine may use /share without').waitFor()
  })

  it('can be tried out for anybody, with the rule that decided, saved or not', async () => {
    await using stage = await guarded({ access: 'members', paths: { '/admin': 'private' } })
    const page = await stage.at('/apps/notes/access')
    await meets(page, 'sign-in', 'Decided by the rule for everything else: Members.')
    const where = page.getByLabel('Address', { exact: true })
    await where.fill('/admin/users?page=2')
    await page.getByLabel('Who', { exact: true }).selectOption('person:ben1')
    await meets(page, 'deny', 'Decided by the rule for /admin: Owner and admins.')
    await page.getByLabel('Who', { exact: true }).selectOption('person:ada1')
    await meets(page, 'allow', 'The owner and the admins may use everything.')
    await page.getByLabel('Who', { exact: true }).selectOption('link:l1')
    await where.fill('/album/2026')
    await meets(page, 'allow', 'The link covers this address.')
    await where.fill('/a%2fdmin')
    await meets(page, 'refused', 'could read this address in two ways')
    await where.fill('/')
    await page.getByLabel('Who', { exact: true }).selectOption('device:tablet1')
    await meets(page, 'sign-in', 'Members')
    await page.getByRole('radio', { name: /^Paired devices/ }).check()
    await meets(page, 'allow', 'Paired devices and members')
  })

  it('says that open mode lets everybody in where devices may', async () => {
    await using stage = await guarded({ access: 'devices', paths: {} })
    stage.rows.crowd.open = { visitors: true, pairing: false, disks: false }
    const page = await stage.at('/apps/notes/access')
    await page.getByText('everybody on the network counts as a paired device here').waitFor()
    await meets(page, 'allow', 'Open mode lets everybody use what paired devices may.')
  })
})

describe('shared links', () => {
  it('are made, shown once with a code to scan, listed and revoked', async () => {
    await using stage = await guarded({ access: 'private', paths: {} })
    const page = await stage.at('/apps/notes/access')
    await page.getByLabel('What for').fill('Photos of the trip')
    await page.getByLabel('Address in the app').last().fill('/album/2026')
    await page.getByLabel('Works for').selectOption('24')
    await page.getByRole('button', { name: 'Make a link' }).click()
    const once = page.getByRole('group', { name: 'The link “Photos of the trip”' })
    await once.getByText('/.berth/link?key=').waitFor()
    await once.getByRole('img', { name: 'QR code of the link “Photos of the trip”' }).waitFor()
    assert.deepEqual(stage.rows.asked.at(-1), { what: 'POST /api/instances/notes/links', body: { path: '/album/2026', label: 'Photos of the trip', hours: 24 } })
    await page.locator('[data-link=l2]').getByText('expired').waitFor()
    await page.getByRole('button', { name: 'Revoke Photos of the trip' }).click()
    await page.getByRole('dialog').getByText('also for those who are in the app with it now').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await once.waitFor({ state: 'detached' })
    await page.getByText('The link no longer works.').waitFor()
  })

  it('what is wrong with one is said in its form', async () => {
    await using stage = await guarded({ access: 'private', paths: {} })
    const page = await stage.at('/apps/notes/access')
    await page.getByLabel('What for').fill('Photos')
    stage.rows.instances.delete('notes')
    await page.getByRole('button', { name: 'Make a link' }).click()
    await page.getByRole('alert').getByText('There is no app called notes.').waitFor()
  })
})
