import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { Stage } from './stage.ts'
import { guess, imageOf, newer, unclear } from './stand-in/images.ts'
import { instanceOf, jobOf } from './stand-in/sample.ts'

const compose = 'services:\n  web:\n    image: acme/wiki\n'

async function pasted(stage: Stage, what: string): Promise<Page> {
  const page = await stage.at('/run')
  await page.getByRole('textbox', { name: 'Image, docker run line or compose file' }).fill(what)
  return page
}

async function look(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Look at it' }).click()
  await page.getByRole('form', { name: 'Look it over' }).waitFor()
}

describe('an image', () => {
  it('is run by its name: looked at, looked over, followed', async () => {
    await using stage = await Stage.open()
    const page = await stage.at('/images')
    await page.getByRole('heading', { name: 'No image yet' }).waitFor()
    await page.getByRole('link', { name: 'Run an image' }).click()
    const field = page.getByRole('textbox', { name: 'Image, docker run line or compose file' })
    await field.fill('ghcr.io/acme/wiki:1.2')
    await page.getByText('That is the name of an image.').waitFor()
    await field.press('Enter')
    await page.getByText('48.3 MB will be fetched. There are newer tags: 1.3.').waitFor()
    assert.equal(await page.getByLabel('Port').inputValue(), '8080')
    assert.equal(await page.getByLabel('Folder in the container').inputValue(), '/data')
    assert.equal(await page.getByLabel('Variables').inputValue(), 'MODE=plain')
    await page.getByLabel('Name', { exact: true }).first().fill('our-wiki')
    await page.getByLabel('Who may visit it').selectOption('Members')
    await page.getByRole('radio', { name: /Small ones by itself/ }).check()
    await page.getByLabel('From').selectOption('02:00')
    await page.getByLabel('Until').selectOption('05:00')
    await page.getByRole('button', { name: 'Run it' }).click()
    await page.getByRole('heading', { name: 'our-wiki', level: 1 }).waitFor()
    await page.locator('[data-work]').getByText('pull').first().waitFor()
    assert.deepEqual(stage.rows.asked.at(-1), {
      what: 'POST /api/images',
      body: {
        image: 'ghcr.io/acme/wiki:1.2',
        name: 'our-wiki',
        port: 8080,
        env: { MODE: 'plain' },
        volumes: { data: '/data' },
        access: 'members',
        policy: { take: 'patch', every: 60, from: 2, to: 5 },
      },
    })
    const [job] = [...stage.rows.jobs.values()]
    assert.ok(job)
    stage.rows.putJob({ ...job, state: 'done', step: null, progress: null })
    stage.rows.registered.put(imageOf('our-wiki', { job: null }))
    await page.getByRole('link', { name: 'Release 2' }).waitFor()
    await page.getByRole('link', { name: 'Open' }).waitFor()
  })

  it('comes also as a docker run line or a compose file, and which it is is said', async () => {
    await using stage = await Stage.open()
    const page = await pasted(stage, 'docker run -p 80:8080 --gpus all acme/wiki')
    await page.getByText('That is a docker run line.').waitFor()
    stage.rows.registered.guess = unclear
    await look(page)
    await page.getByText('no hardware is given to it').waitFor()
    await page.getByText('A note with <b>markup</b>.').waitFor()
    await page.getByRole('button', { name: 'Something else' }).click()
    const field = page.getByRole('textbox', { name: 'Image, docker run line or compose file' })
    assert.equal(await field.inputValue(), 'docker run -p 80:8080 --gpus all acme/wiki')
    await field.fill('what is this?')
    await page.getByText('That is neither the name of an image').waitFor()
    assert.ok(await page.getByRole('button', { name: 'Look at it' }).isDisabled())
    await page.locator('input[type=file]').setInputFiles({ name: 'image.tar', mimeType: 'text/plain', buffer: Buffer.alloc(200_001, 'x') })
    await page.getByRole('alert').getByText('That file is larger than 200 KB').waitFor()
    await page.locator('input[type=file]').setInputFiles({ name: 'compose.yaml', mimeType: 'text/yaml', buffer: Buffer.from(compose) })
    await page.getByText('That is a compose file.').waitFor()
    assert.equal(await page.getByRole('alert').count(), 0)
    await look(page)
    assert.deepEqual(
      stage.rows.asked.map(({ body }) => body),
      [{ run: 'docker run -p 80:8080 --gpus all acme/wiki' }, { compose: compose.trim() }],
    )
  })

  it('that does not say where it listens is asked for its port', async () => {
    await using stage = await Stage.open()
    stage.rows.registered.guess = unclear
    const page = await pasted(stage, 'acme/wiki')
    await look(page)
    await page.getByText('It does not say where it listens.').waitFor()
    const run = page.getByRole('button', { name: 'Run it' })
    assert.ok(await run.isDisabled())
    await page.getByLabel('Port').fill('70000')
    await page.getByText('A port is a number from 1 to 65535.').waitFor()
    await page.getByLabel('Port').fill('8506')
    assert.ok(await run.isEnabled())
    await page.getByRole('button', { name: 'Remove data' }).press('Enter')
    await page.getByText('None: it keeps nothing.').waitFor()
    await page.keyboard.press('Enter')
    await page.locator('input:focus').waitFor()
    assert.equal(await page.locator('input:focus').inputValue(), 'data')
    await page.getByText('More: title, memory, processors').click()
    await page.getByLabel('Memory at most').fill('much')
    await page.getByText('Write it as 512m or 2g.').waitFor()
    await page.getByLabel('Memory at most').fill('')
    await page.getByLabel('Folder in the container').fill('relative')
    await page.getByText('Write a path like /data.').waitFor()
    assert.ok(await run.isDisabled())
    await page.getByLabel('Folder in the container').fill('/var/lib/wiki')
    await run.click()
    await page.getByRole('heading', { name: 'wiki', level: 1 }).waitFor()
    assert.deepEqual((stage.rows.asked.at(-1)?.body as { volumes: unknown; port: unknown }).volumes, { data: '/var/lib/wiki' })
    assert.equal((stage.rows.asked.at(-1)?.body as { port: unknown }).port, 8506)
  })

  it('that cannot be read says why and what to do', async () => {
    await using stage = await Stage.open()
    const page = await pasted(stage, 'ghcr.io/acme/secret')
    await page.getByRole('button', { name: 'Look at it' }).click()
    await page.getByRole('alert').getByText('The registry ghcr.io does not let us read').waitFor()
    await page.getByRole('alert').getByText('berth registry login ghcr.io').waitFor()
    assert.equal(await page.getByRole('link', { name: 'Sign in to a registry' }).getAttribute('href'), '/settings#registries')
    stage.rows.registered.put(imageOf('wiki'))
    await page.getByRole('textbox').first().fill('acme/wiki')
    await look(page)
    await page.getByRole('button', { name: 'Run it' }).click()
    await page.getByRole('alert').getByText('There is already an app called wiki.').waitFor()
    assert.equal(await page.getByLabel('Port').inputValue(), String(guess.port))
  })
})

describe('images', () => {
  it('are listed with what is to be known of them, as it happens', async () => {
    await using stage = await Stage.open()
    stage.rows.registered.fill()
    stage.rows.putJob(jobOf('image1', { kind: 'image', title: 'Fetch tide', instance: 'tide', step: 'pull', progress: 0.6 }))
    const page = await stage.at('/store')
    await page.getByRole('link', { name: 'Images' }).click()
    await page.locator('[data-image=tide]').getByText('60').waitFor()
    await page.locator('[data-image=wiki]').getByText('Newer version', { exact: true }).waitFor()
    await page.locator('[data-image=radio]').getByText('Newest version failed').waitFor()
    await page.locator('[data-image=board]').getByText('Registry not reached').waitFor()
    stage.rows.registered.change('wiki', { newer: {} })
    await page.locator('[data-image=wiki]').getByText('Newer version', { exact: true }).waitFor({ state: 'detached' })
    stage.rows.registered.drop(imageOf('radio'))
    await page.locator('[data-image=radio]').waitFor({ state: 'detached' })
  })

  it('are told of on Home, where apps can be shown by the door they came by', async () => {
    await using stage = await Stage.open()
    stage.rows.registered.put(imageOf('wiki', { newer }))
    stage.rows.put(instanceOf('notes'), instanceOf('wiki', { origin: { door: 'image', image: 'wiki' } }))
    const page = await stage.at('/')
    await page.getByRole('heading', { name: '1 image has a newer version' }).waitFor()
    await page.getByLabel('Show apps that came').selectOption('as an image')
    await page.locator('[data-app=notes]').waitFor({ state: 'detached' })
    await page.locator('[data-app=wiki]').waitFor()
    assert.equal(new URL(page.url()).search, '?door=image')
  })

  it('are one of the ways in of an empty machine', async () => {
    await using stage = await Stage.open()
    const page = await stage.at('/')
    await page.getByRole('heading', { name: 'Other ways in' }).waitFor()
    await page.getByRole('link', { name: 'Preview pull requests' }).waitFor()
    await page.getByRole('link', { name: 'Run an image' }).click()
    await page.getByRole('heading', { name: 'Run an image', level: 1 }).waitFor()
  })
})

describe('registries', () => {
  it('are signed in to and out of, and no password is shown', async () => {
    await using stage = await Stage.open()
    const page = await stage.at('/settings')
    await page.getByText('Signed in nowhere.').waitFor()
    await page.getByRole('button', { name: 'Sign in to a registry' }).press('Enter')
    await page.keyboard.type('https://GHCR.io/')
    assert.equal(await page.getByRole('textbox', { name: 'Registry' }).inputValue(), 'https://GHCR.io/')
    await page.getByLabel('Name', { exact: true }).fill('ada')
    await page.getByLabel('Password or token').fill('wrong')
    const submit = page.getByRole('form', { name: 'Sign in to a registry' }).getByRole('button', { name: 'Sign in' })
    await submit.click()
    await page.getByRole('alert').getByText('unauthorized').waitFor()
    await page.getByLabel('Password or token').fill('r1ght-token')
    await submit.click()
    await page.locator('[data-registry="ghcr.io"]').getByText('as ada').waitFor()
    assert.deepEqual(stage.rows.asked.at(-1)?.body, { host: 'ghcr.io', user: 'ada', password: 'r1ght-token' })
    assert.ok(!(await page.content()).includes('r1ght-token'))
    await page.locator('button:focus', { hasText: 'Sign in to a registry' }).waitFor()
    await page.getByRole('button', { name: 'Sign out… ghcr.io' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click()
    await page.getByText('Signed in nowhere.').waitFor()
  })
})
