import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { until } from '../../src/kit/until.ts'
import type { JobView } from '../../src/model/job.ts'
import type { UpdateView } from '../../src/model/update.ts'
import { Berth } from './berth.ts'

describe('an update, against real Docker', () => {
  it('is offered with what changes, and keeps what was written; going back puts the newer data on the shelf', async () => {
    await using berth = await Berth.open()
    await installAndWrite(berth, 'first')
    await publish(berth, { version: '2.0.0' })
    const view = await berth.json<UpdateView>('/api/instances/hello/update')
    assert.deepEqual([view.installed, view.offered, view.changes[0]], ['1.0.0', '2.0.0', { what: 'version', from: '1.0.0', to: '2.0.0' }])

    assert.equal((await update(berth)).state, 'done')
    const after = await berth.instance('hello')
    assert.deepEqual([after?.version, after?.offered, after?.kept?.version], ['2.0.0', null, '1.0.0'])
    assert.match((await berth.visit('hello', '/cgi-bin/add', { method: 'POST', body: 'second' })).text, /first.*second/s)

    assert.equal((await job(berth, 'rollback')).state, 'done')
    assert.equal((await berth.instance('hello'))?.version, '1.0.0')
    const { text } = await berth.visit('hello', '/cgi-bin/add')
    assert.deepEqual([/first/.test(text), /second/.test(text)], [true, false])
    const [item] = await berth.shelf()
    assert.match(await readFile(join(berth.data, 'shelf', item?.id ?? '', 'data', 'data', 'lines'), 'utf8'), /second/)
  })

  it('to a version that does not get well is put back by itself, and not tried again by itself', async () => {
    await using berth = await Berth.open()
    await installAndWrite(berth, 'precious')
    await berth.json('/api/instances/hello', { method: 'PATCH', body: { updates: { when: 'auto', from: 0, to: 0 } } })
    await publish(berth, { version: '3.0.0', command: ['sh', '-c', 'echo ruined > /data/lines; exit 3'] })
    const refused = await until(async () => (await berth.instance('hello'))?.refused ?? undefined, { deadline: 60_000, longest: 300 })
    assert.deepEqual([refused?.version, refused?.cause.code], ['3.0.0', 'start-failed'])
    await until(async () => ((await berth.jobs()).every(({ state }) => state !== 'running') ? true : undefined), { deadline: 20_000 })
    assert.equal((await berth.instance('hello'))?.version, '1.0.0')
    assert.match((await berth.visit('hello', '/cgi-bin/add')).text, /precious/)
    const updates = (await berth.jobs()).filter(({ kind }) => kind === 'update')
    assert.deepEqual(
      updates.map(({ state, cause }) => [state, cause?.code]),
      [['failed', 'update-undone']],
    )
  })

  it('asks for more than was granted: it is not begun until it is granted', async () => {
    await using berth = await Berth.open()
    await installAndWrite(berth, 'first')
    await publish(berth, { version: '2.0.0', extra: 'cap_add: [NET_ADMIN]' })
    assert.deepEqual(
      (await berth.json<UpdateView>('/api/instances/hello/update')).asks.map(({ grant }) => grant as string),
      ['capability:NET_ADMIN'],
    )
    const refused = await berth.local('/api/instances/hello/update', { method: 'POST', body: {} })
    assert.deepEqual([refused.status, /NET_ADMIN/.test(refused.text)], [422, true])
    assert.equal((await update(berth, { grants: ['capability:NET_ADMIN'] })).state, 'done')
  })

  it('visitors wait while it lasts, and none meets an error', async () => {
    await using berth = await Berth.open()
    await installAndWrite(berth, 'first')
    await publish(berth, { version: '2.0.0' })
    let over = false
    const statuses: number[] = []
    const visiting = async (): Promise<void> => {
      while (!over) statuses.push((await berth.visit('hello', '/')).status)
    }
    const visitors = Promise.all([visiting(), visiting(), visiting()])
    assert.equal((await update(berth)).state, 'done')
    over = true
    await visitors
    assert.deepEqual([...new Set(statuses)], [200])
  })
})

async function installAndWrite(berth: Berth, text: string): Promise<void> {
  await berth.install('hello')
  await berth.becomes('hello', 'stopped')
  assert.equal((await berth.visit('hello', '/cgi-bin/add', { method: 'POST', body: text })).status, 200)
}

/** Another version of the app in its catalogue, seen by Berth. */
async function publish(berth: Berth, { version, command, extra }: { version: string; command?: readonly string[]; extra?: string }): Promise<void> {
  const app = join(berth.data, 'catalogue', 'all_apps', 'hello')
  const meta = JSON.parse(await readFile(join(app, 'app_meta.json'), 'utf8')) as Record<string, unknown>
  await writeFile(join(app, 'app_meta.json'), JSON.stringify({ ...meta, app_version: version }))
  const template = join(app, 'docker-compose.yml.template')
  let text = await readFile(template, 'utf8')
  if (command) text = text.replace(/command: .*/, `command: ${JSON.stringify(['/bin/busybox', ...command])}`)
  if (extra) text += `    ${extra}\n`
  await writeFile(template, text)
  const listing = join(berth.data, 'catalogue', 'all_apps', 'store_metadata.json')
  const { apps } = JSON.parse(await readFile(listing, 'utf8')) as { apps: { name?: string }[] }
  await writeFile(listing, JSON.stringify({ apps: apps.map((one) => (one.name === 'hello' ? { ...one, app_version: version } : one)) }))
  await berth.json('/api/stores/test/refresh', { method: 'POST' })
  assert.ok(await until(async () => ((await berth.instance('hello'))?.offered === version ? true : undefined), { deadline: 20_000 }), 'it is offered')
}

async function update(berth: Berth, body: object = {}): Promise<JobView> {
  return await job(berth, 'update', body)
}

async function job(berth: Berth, verb: 'update' | 'rollback', body?: object): Promise<JobView> {
  const { job: id } = await berth.json<{ job: string }>(`/api/instances/hello/${verb}`, { method: 'POST', ...(body ? { body } : {}) })
  const settled = await until(
    async () => {
      const view = await berth.json<JobView>(`/api/jobs/${id}`)
      return ['done', 'failed', 'cancelled'].includes(view.state) ? view : undefined
    },
    { deadline: 90_000, longest: 300 },
  )
  return settled ?? assert.fail(`the ${verb} did not end`)
}
