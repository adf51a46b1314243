import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { overhangOf, violationsOn } from './harness.ts'
import { Stage } from './stage.ts'
import { auditOf, httpsDomain } from './stand-in/crowd.ts'
import { instanceOf } from './stand-in/sample.ts'

const looks: Readonly<Record<string, BrowserContextOptions>> = {
  'in light colours': { colorScheme: 'light', viewport: { width: 1280, height: 860 } },
  'on a dark phone of 360 pixels': { colorScheme: 'dark', viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true },
}

/** What is opened on a screen before it is looked at. */
const scenes: readonly (readonly [string, string, (page: Page) => Promise<unknown>])[] = [
  [
    'a person with a link for them',
    '/people',
    async (page) => {
      await page.getByRole('button', { name: 'Change Ben' }).click()
      await page.getByRole('button', { name: 'Make a sign-in link Ben' }).click()
      await page.getByRole('img', { name: /QR code/ }).waitFor()
    },
  ],
  [
    'the question before somebody is removed',
    '/people',
    async (page) => {
      await page.getByRole('button', { name: 'Change Ben' }).click()
      await page.getByRole('button', { name: /Remove… Ben/ }).click()
      await page.getByRole('dialog').waitFor()
    },
  ],
  ['who is in a group', '/people/groups', (page) => page.getByRole('button', { name: 'Who is in it family' }).click()],
  [
    'a pairing code',
    '/people/devices',
    async (page) => {
      await page.getByRole('button', { name: 'Make a code' }).click()
      await page.getByText('482 913').waitFor()
    },
  ],
  [
    'a new invitation',
    '/people/invitations',
    async (page) => {
      await page.getByRole('button', { name: 'Make the invitation' }).click()
      await page.getByRole('img', { name: /QR code/ }).waitFor()
    },
  ],
  [
    'the form of a provider',
    '/people/outside',
    async (page) => {
      await page.getByRole('button', { name: 'Add a provider' }).click()
      await page.getByText('More', { exact: true }).click()
    },
  ],
  [
    'access that is not saved yet',
    '/apps/notes/access',
    async (page) => {
      await page.getByRole('radio', { name: /^Those you choose/ }).check()
      await page.getByLabel('Who may use /share').selectOption('public')
      await page.getByText('When you save this').waitFor()
    },
  ],
  [
    'a shared link',
    '/apps/notes/access',
    async (page) => {
      await page.getByLabel('What for').fill('Photos')
      await page.getByRole('button', { name: 'Make a link' }).click()
      await page.getByRole('img', { name: /QR code/ }).waitFor()
    },
  ],
  ['an audit with refusals', '/activity/audit', (page) => page.getByText('refused: wrong-password').first().waitFor()],
  ['certificates in trouble', '/settings#https', (page) => page.locator('[data-standing=missing]').waitFor()],
  ['new keys for the DNS', '/settings#https', (page) => page.getByRole('button', { name: 'Give new keys' }).click()],
]

for (const [look, options] of Object.entries(looks)) {
  describe(look, () => {
    it('what people and access open can be used by everybody and fits its window', async () => {
      await using stage = await Stage.open({ ...options, reducedMotion: 'reduce' })
      stage.rows.crowd.fill()
      stage.rows.crowd.https = httpsDomain
      stage.rows.audit = auditOf(8)
      const long = '/a-very-long-address-of-an-app/that-goes-on/and-on-without-any-place-to-break-it'
      stage.rows.put(instanceOf('notes', { policy: { access: 'private', paths: { '/share': 'private', [long]: { people: ['ben1', 'gone9'], groups: ['family'], devices: [] } } } }))
      for (const [scene, path, open] of scenes) {
        const page = await stage.at(path)
        await open(page)
        assert.deepEqual(await violationsOn(page), [], scene)
        assert.equal(await overhangOf(page), 0, `${scene} is wider than its window`)
        await page.close()
        stage.rows.crowd.pairing = null
      }
      assert.deepEqual(stage.browser.complaints, [])
    })
  })
}

/** Tabs on until the focus is on something of that name; at most sixty times. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let step = 0; step < 60; step += 1) {
    await page.keyboard.press('Tab')
    const here = await page.evaluate<string>(
      '[document.activeElement?.getAttribute("aria-label"), document.activeElement?.labels?.[0]?.textContent, document.activeElement?.textContent].filter(Boolean).join(" ")',
    )
    if (name.test(here.replace(/\s+/g, ' ').trim())) return
  }
  assert.fail(`the keyboard never comes to ${String(name)}`)
}

describe('with the keyboard alone', () => {
  it('who may use an app is chosen, guarded by a rule and saved', async () => {
    await using stage = await Stage.open()
    stage.rows.put(instanceOf('notes', { policy: { access: 'private', paths: {} } }))
    const page = await stage.at('/apps/notes/access')
    await page.getByRole('radio', { name: /^Owner and admins/ }).waitFor()
    await tabTo(page, /^Owner and admins/)
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowUp')
    assert.ok(await page.getByRole('radio', { name: /^Members/ }).isChecked())
    await tabTo(page, /^Address in the app/)
    await page.keyboard.type('/admin')
    await page.keyboard.press('Enter')
    await page.locator('[data-rule="/admin"]').waitFor()
    await tabTo(page, /^Save$/)
    await page.keyboard.press('Enter')
    await page.getByText('It holds from now on').waitFor()
    assert.deepEqual(stage.rows.asked, [{ what: 'PATCH /api/instances/notes', body: { policy: { access: 'members', paths: { '/admin': 'private' } } } }])
  })

  it('open mode is switched, and the question gives the focus back', async () => {
    await using stage = await Stage.open()
    const page = await stage.at('/people/open')
    await page.getByRole('switch', { name: 'Pairing' }).focus()
    await page.keyboard.press('Space')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.waitForFunction('document.activeElement?.getAttribute("role") === "switch"')
    await page.keyboard.press('Space')
    await page.getByRole('dialog').getByRole('button', { name: 'Open it' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('switch', { name: 'Pairing', checked: true }).waitFor()
  })
})
