import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { Stage } from './stage.ts'
import { instanceOf } from './stand-in/sample.ts'

/** Another site that takes forms, as GitHub does. */
class Elsewhere implements AsyncDisposable {
  readonly taken: { readonly path: string; readonly body: string }[] = []
  readonly #server = createServer((request, response) => {
    void text(request).then((body) => {
      this.taken.push({ path: `${request.method ?? ''} ${request.url ?? ''}`, body })
      response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Create an app</h1>')
    })
  })

  static async open(): Promise<Elsewhere> {
    const elsewhere = new Elsewhere()
    elsewhere.#server.listen(0, '127.0.0.1')
    await once(elsewhere.#server, 'listening')
    return elsewhere
  }

  get url(): string {
    return `http://localhost:${(this.#server.address() as AddressInfo).port}`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

async function opened(stage: Stage, path = '/previews/connections'): Promise<Page> {
  stage.rows.pull.fill()
  return await stage.at(path)
}

describe('connecting GitHub', () => {
  it('posts the manifest of an app to it, from one press', async () => {
    await using stage = await Stage.open()
    await using github = await Elsewhere.open()
    stage.rows.pull.manifestAction = `${github.url}/settings/apps/new?state=abc`
    const page = await stage.at('/previews/connections')
    await page.getByText('Nothing is connected yet.').waitFor()
    await page.getByRole('button', { name: 'Connect', exact: true }).click()
    await page.getByText('More: GitHub Enterprise').click()
    await page.getByLabel('Address of GitHub').fill(`${github.url}/`)
    await page.getByLabel('Organisation').fill('harbour')
    await page.getByRole('button', { name: 'Connect GitHub' }).click()
    await page.getByRole('heading', { name: 'Create an app' }).waitFor()
    const posted = github.taken.find(({ path }) => path.startsWith('POST'))
    assert.equal(posted?.path, 'POST /settings/apps/new?state=abc')
    assert.deepEqual(JSON.parse(new URLSearchParams(posted.body).get('manifest') ?? ''), { name: 'berth', url: github.url, organisation: 'harbour' })
    assert.deepEqual(stage.browser.complaints, [])
  })

  it('is not begun by a link from elsewhere', async () => {
    await using stage = await Stage.open()
    const page = await stage.at('/connect/github?url=https://evil.example')
    await page.getByText('Begin with the button on the page of connections.').waitFor()
    assert.deepEqual(stage.asked, [])
  })

  it('that came to nothing is said', async () => {
    await using stage = await Stage.open()
    const page = await stage.at('/previews/connections?problem=late-connection')
    await page.getByText('That was begun more than an hour ago').waitFor()
  })
})

describe('connections', () => {
  it('are made with a token, and the secret is shown once with what to set', async () => {
    await using stage = await Stage.open()
    const page = await stage.at('/previews/connections?connect=token')
    const form = page.getByRole('form', { name: 'Connect with a token' })
    await form.getByLabel('Provider').selectOption('Gitea or Forgejo')
    await form.getByLabel('Token').fill('taken-back')
    assert.ok(await form.getByRole('button', { name: 'Connect' }).isDisabled(), 'it has no usual address')
    await form.getByLabel('Address').fill('https://git.harbour.example/')
    await form.getByRole('button', { name: 'Connect' }).click()
    await form.getByRole('alert').getByText('does not let us do this').waitFor()
    await form.getByLabel('Token').fill('t0ken')
    await form.getByRole('button', { name: 'Connect' }).click()
    const made = page.getByRole('group', { name: /is connected. Now set its webhook/ })
    await made.getByText('http://berth.localhost/doors/preview/gitea').waitFor()
    await made.getByText('5ec2e7'.repeat(6), { exact: true }).waitFor()
    await made.getByText('POST content type: application/json').waitFor()
    await made.getByRole('button', { name: 'Copy' }).first().waitFor()
    assert.deepEqual(stage.rows.asked.at(-1)?.body, { provider: 'gitea', token: 't0ken', url: 'https://git.harbour.example' })
    await made.getByRole('button', { name: 'I have set it' }).click()
    await page.locator('[data-connection]').getByText('nothing heard yet').waitFor()
    assert.ok(!(await page.content()).includes('5ec2e7'))
  })

  it('say what is wrong with them, and what ends with them', async () => {
    await using stage = await Stage.open()
    const page = await opened(stage)
    const gitlab = page.locator('[data-connection=c0nnect2]')
    await gitlab.getByText('the token was taken back').waitFor()
    await page.locator('[data-connection=c0nnect1]').getByText('last heard 3 minutes ago').waitFor()
    await gitlab.getByText('Its webhook').click()
    await gitlab.getByText('http://berth.localhost/doors/preview/gitlab').waitFor()
    await gitlab.getByRole('button', { name: 'Disconnect…' }).click()
    await page.getByRole('dialog').getByText('1 repository and their rules go, and 2 previews with all their data.').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click()
    await gitlab.waitFor({ state: 'detached' })
    await page.locator('[data-repository="harbour/of/wiki"]').waitFor({ state: 'detached' })
    assert.deepEqual(stage.asked, ['DELETE /api/previews/connections/c0nnect2'])
  })
})

describe('what somebody else does meanwhile', () => {
  it('shows on the page of connections, and what one types there stays', async () => {
    await using stage = await Stage.open()
    const page = await opened(stage)
    await page.locator('[data-connection=c0nnect2]').getByText('nothing heard yet').waitFor()
    await page.getByRole('button', { name: 'Add a repository' }).click()
    await page.keyboard.press('Tab')
    await page.keyboard.type('harbour/ti')
    const { pull } = stage.rows
    pull.connections = pull.connections.map((each) => ({ ...each, heard: new Date().toISOString() }))
    await page.evaluate('document.dispatchEvent(new Event("visibilitychange"))')
    await page.locator('[data-connection=c0nnect2]').getByText('last heard just now').waitFor()
    await page.keyboard.type('ll')
    assert.equal(await page.getByRole('textbox', { name: 'Repository' }).inputValue(), 'harbour/till')
    await page.getByRole('button', { name: 'Cancel' }).press('Enter')
    await page.locator('button:focus', { hasText: 'Add a repository' }).waitFor()
  })

  it('to the rules is not undone by a change of another one', async () => {
    await using stage = await Stage.open()
    const page = await opened(stage, '/previews/repositories/0123456789ab')
    await page.getByLabel('Goes after how many hours').fill('48')
    const { pull } = stage.rows
    pull.repositories = pull.repositories.map((each) => ({ ...each, rules: { ...each.rules, outsiders: 'never' } }))
    await page.getByRole('button', { name: 'Save the rules' }).click()
    await page.getByText('The rules are saved.').waitFor()
    assert.deepEqual(stage.rows.asked.at(-1)?.body, { hours: 48 })
    await page.getByRole('radio', { name: /^Never/, checked: true }).waitFor()
  })
})

describe('a repository', () => {
  it('is added before it sent anything', async () => {
    await using stage = await Stage.open()
    const page = await opened(stage)
    await page.getByRole('button', { name: 'Add a repository' }).click()
    await page.getByLabel('Connection', { exact: true }).selectOption('GitLab of the harbour')
    await page.getByRole('textbox', { name: 'Repository' }).fill('harbour/till')
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByRole('heading', { name: 'harbour/till', level: 1 }).waitFor()
    assert.deepEqual(stage.rows.asked.at(-1)?.body, { connection: 'c0nnect2', path: 'harbour/till' })
  })

  it('has rules in plain words, saved together', async () => {
    await using stage = await Stage.open()
    stage.rows.put(instanceOf('notes'))
    const page = await opened(stage, '/previews/repositories/0123456789ab')
    await page.getByRole('radio', { name: /Those with a label/ }).check()
    await page.getByLabel('Drafts too').check()
    await page.getByLabel('Only into these branches').fill('main\nrelease/*\n')
    await page.getByRole('radio', { name: /^Never/ }).check()
    await page.getByLabel('Who may visit the previews').selectOption('Everybody')
    const hours = page.getByLabel('Goes after how many hours')
    await hours.fill('0')
    await page.getByRole('status').getByText('Write a number of hours').waitFor()
    assert.ok(await page.getByRole('button', { name: 'Save the rules' }).isDisabled())
    await hours.fill('48')
    await page.getByText('That is 2 days.').waitFor()
    await page.getByRole('radio', { name: /A copy of an app/ }).check()
    await page.getByLabel('App', { exact: true }).selectOption('Notes')
    await page.getByLabel('Public variables').fill('DEMO=1\nGREETING="a b"')
    await page.getByLabel('A status at each commit').uncheck()
    await page.getByRole('button', { name: 'Save the rules' }).click()
    await page.getByText('The rules are saved.').waitFor()
    await page.getByRole('button', { name: 'Save the rules' }).waitFor({ state: 'detached' })
    assert.deepEqual(stage.rows.asked.at(-1), {
      what: 'PATCH /api/previews/repositories/0123456789ab',
      body: {
        which: 'label',
        drafts: true,
        bases: ['main', 'release/*'],
        outsiders: 'never',
        access: 'public',
        hours: 48,
        env: { DEMO: '1', GREETING: 'a b' },
        seed: { kind: 'instance', instance: 'notes' },
        status: false,
      },
    })
    await page.getByLabel('Drafts too').uncheck()
    await page.getByRole('button', { name: 'Undo' }).click()
    assert.ok(await page.getByLabel('Drafts too').isChecked())
  })

  it('has secret variables that are hidden until somebody asks', async () => {
    await using stage = await Stage.open()
    const page = await opened(stage, '/previews/repositories/0123456789ab')
    await page.getByRole('link', { name: 'Secret variables' }).click()
    await page.locator('[data-env=KEY]').getByText('17 characters').waitFor()
    assert.ok(!(await page.content()).includes('three small boats'))
    await page.getByRole('button', { name: 'Show KEY' }).click()
    await page.getByText('three small boats').waitFor()
    await page.getByLabel('Name').fill('MORE')
    await page.getByLabel('Value').fill('x')
    await page.getByRole('button', { name: 'Add' }).click()
    await page.getByText('MORE is set.').first().waitFor()
    assert.deepEqual(stage.rows.asked, [{ what: 'PATCH /api/previews/repositories/0123456789ab/env', body: { set: { MORE: 'x' }, unset: [] } }])
  })

  it('is removed after a question', async () => {
    await using stage = await Stage.open()
    const page = await opened(stage, '/previews/repositories/0123456789ab')
    await page.getByRole('button', { name: 'Remove…' }).click()
    await page.getByRole('dialog').getByText('8 previews').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await page.getByText('acme/shop is removed.').waitFor()
    await page.getByRole('heading', { name: 'Connections', level: 1 }).waitFor()
  })
})
