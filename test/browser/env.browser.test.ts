import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { Stage } from './stage.ts'
import { keyOf, projectOf } from './stand-in/projects.ts'

const privateKey = ['-----BEGIN OPENSSH ', 'PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA'].join('')

async function opened(stage: Stage): Promise<Page> {
  stage.rows.push.put(projectOf('shop'))
  stage.rows.push.env.set(
    'shop',
    new Map([
      ['SECRET_KEY', 'three small boats'],
      ['DEBUG', '1'],
    ]),
  )
  const page = await stage.at('/projects/shop/env')
  await page.locator('[data-env=DEBUG]').waitFor()
  return page
}

describe('variables', () => {
  it('are hidden until somebody asks for one, or for all', async () => {
    await using stage = await Stage.open()
    const page = await opened(stage)
    await page.locator('[data-env=SECRET_KEY]').getByText('17 characters').waitFor()
    assert.ok(!(await page.content()).includes('three small boats'))
    await page.getByRole('button', { name: 'Show SECRET_KEY' }).click()
    await page.getByText('three small boats').waitFor()
    await page.locator('[data-env=DEBUG]').getByText('1 character').waitFor()
    await page.getByRole('button', { name: 'Hide SECRET_KEY' }).click()
    await page.getByText('three small boats').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Show all' }).click()
    await page.getByText('three small boats').waitFor()
    await page.getByRole('button', { name: 'Hide all' }).click()
    await page.getByText('three small boats').waitFor({ state: 'detached' })
  })

  it('are added, edited and removed, which makes a release, and all of that is undone', async () => {
    await using stage = await Stage.open()
    const page = await opened(stage)
    await page.getByText('A change makes a new release without a build').waitFor()
    await page.getByLabel('Name').fill('MAIL_FROM')
    await page.getByLabel('Value').fill('shop@example.org')
    await page.getByRole('button', { name: 'Add' }).click()
    await page.getByText('MAIL_FROM is set. Release 4 is being started.').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.locator('[data-env=MAIL_FROM]').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Edit SECRET_KEY' }).click()
    assert.equal(await page.getByLabel('SECRET_KEY', { exact: true }).inputValue(), 'three small boats')
    await page.getByLabel('SECRET_KEY', { exact: true }).fill('one large boat')
    await page.getByRole('button', { name: 'Save SECRET_KEY' }).click()
    await page.getByText('SECRET_KEY is set. Release 4 is being started.').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('button', { name: 'Undo' }).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Remove DEBUG' }).click()
    await page.locator('[data-env=DEBUG]').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.locator('[data-env=DEBUG]').waitFor()
    assert.deepEqual(
      stage.rows.asked.map(({ body }) => body),
      [
        { set: { MAIL_FROM: 'shop@example.org' }, unset: [], later: false },
        { set: {}, unset: ['MAIL_FROM'], later: false },
        { set: { SECRET_KEY: 'one large boat' }, unset: [], later: false },
        { set: { SECRET_KEY: 'three small boats' }, unset: [], later: false },
        { set: {}, unset: ['DEBUG'], later: false },
        { set: { DEBUG: '1' }, unset: [], later: false },
      ],
    )
  })

  it('are pasted many at a time, after a look at what changes, and kept for the next release', async () => {
    await using stage = await Stage.open()
    const page = await opened(stage)
    await page.getByLabel('Keep changes for the next release').check()
    await page.getByRole('button', { name: 'Paste many' }).click()
    await page.getByRole('textbox', { name: 'Paste or drop' }).fill('# from the laptop\nexport SECRET_KEY="a b"\nDEBUG=1\nNEW=x # here\nnonsense')
    const preview = page.locator('[data-preview]')
    await preview.getByText('Line 5 is not understood; it is left out.').waitFor()
    assert.deepEqual(await preview.getByRole('listitem').allInnerTexts(), ['SECRET_KEY\nchanges', 'DEBUG\nstays', 'NEW\nnew'])
    await page.getByRole('button', { name: 'Set 2 variables' }).click()
    await page.getByText('2 variables are set. Kept for the next release.').waitFor()
    await page.locator('[data-env=NEW]').waitFor()
    assert.deepEqual(stage.rows.asked, [{ what: 'PATCH /api/projects/shop/env', body: { set: { SECRET_KEY: 'a b', NEW: 'x' }, unset: [], later: true } }])
  })

  it('come from a file as well', async () => {
    await using stage = await Stage.open()
    const page = await opened(stage)
    await page.getByRole('button', { name: 'Paste many' }).click()
    await page.locator('input[type=file]').setInputFiles({ name: '.env', mimeType: 'text/plain', buffer: Buffer.from('FROM_FILE=1\n') })
    await page.locator('[data-preview]').getByText('FROM_FILE').waitFor()
  })
})

describe('SSH keys', () => {
  it('are pasted or come from a file, and the line that is wrong is named', async () => {
    await using stage = await Stage.open()
    const page = await stage.at('/account#keys')
    await page.getByText('ssh-keygen -t ed25519').waitFor()
    const field = page.getByLabel('Public key')
    await field.fill('ssh-ed25519 AAAA ada@laptop\nnonsense')
    const add = page.getByRole('region', { name: 'SSH keys' }).getByRole('button', { name: 'Add' })
    await add.click()
    await page.getByText('Line 2 is not a key that can push').waitFor()
    await page.locator('input[type=file]').setInputFiles({ name: 'id_ed25519.pub', mimeType: 'text/plain', buffer: Buffer.from('ssh-ed25519 AAAA ada@laptop\n') })
    await add.click()
    await page.getByText('ada@laptop · ssh-ed25519').waitFor()
    await page.getByText('never used').waitFor()
    assert.deepEqual(stage.rows.asked.at(-1), { what: 'POST /api/keys', body: { keys: 'ssh-ed25519 AAAA ada@laptop\n' } })
  })

  it('that are private are not even sent', async () => {
    await using stage = await Stage.open()
    const page = await stage.at('/account')
    await page.getByLabel('Public key').fill(privateKey)
    await page.getByText('This is a private key: keep it secret.').waitFor()
    assert.ok(await page.getByRole('region', { name: 'SSH keys' }).getByRole('button', { name: 'Add' }).isDisabled())
    assert.deepEqual(stage.asked, [])
  })

  it('are removed after a question, of a person and of a project', async () => {
    await using stage = await Stage.open()
    stage.rows.push.fill()
    stage.rows.push.mine = [keyOf('a1b2c3d4e5f6', 'ada@laptop')]
    const page = await stage.at('/account')
    await page.getByRole('button', { name: 'Remove ada@laptop' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await page.getByText('The key is removed.').waitFor()
    await page.getByText('No keys yet.').waitFor()
    const project = await stage.at('/projects/shop/keys')
    await project.getByRole('button', { name: 'Remove build server' }).click()
    await project.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await project.getByText('No keys yet.').waitFor()
    assert.deepEqual(stage.asked, ['DELETE /api/keys/a1b2c3d4e5f6', 'DELETE /api/projects/shop/keys/f6e5d4c3b2a1'])
  })
})
