import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { run } from '../../src/kit/run.ts'
import { until } from '../../src/kit/until.ts'
import type { HistoryLine } from '../../src/model/instance.ts'
import { Berth } from './berth.ts'

const page = { headers: { accept: 'text/html', 'sec-fetch-mode': 'navigate' } }

describe('the life of an app, against real Docker', () => {
  it('is installed, woken by its visitor, paused, woken, stopped, woken, removed to the shelf, and found again', async () => {
    await using berth = await Berth.open({ pause: 5, stop: 10 })
    await berth.install('hello')
    await berth.becomes('hello', 'stopped')
    assert.equal((await berth.visit('hello', '/')).text, 'hello\n', 'a visit that is no page load is parked and answered by the app')
    assert.equal((await berth.instance('hello'))?.state, 'running')
    assert.equal((await berth.visit('hello', '/cgi-bin/add', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'kept' })).status, 200)
    await berth.becomes('hello', 'paused')
    assert.match((await berth.visit('hello', '/cgi-bin/add')).text, /kept/, 'a visit to a paused app never sees a page of ours')
    await berth.becomes('hello', 'paused')
    await berth.becomes('hello', 'stopped')
    const waiting = await berth.visit('hello', '/', page)
    assert.equal(waiting.status, 503)
    assert.match(waiting.headers['cache-control'] ?? '', /no-store/)
    await berth.becomes('hello', 'running')
    assert.equal((await berth.visit('hello', '/', page)).text, 'hello\n')

    await berth.local('/api/instances/hello', { method: 'DELETE' })
    await berth.becomes('hello', undefined)
    assert.deepEqual(await leftovers(), [])
    const kept = (await berth.shelf()).at(0)
    assert.equal(kept?.name, 'hello')
    assert.ok(kept.size > 0)

    await berth.install('hello', { shelf: kept.id })
    await berth.becomes('hello', 'stopped')
    assert.match((await berth.visit('hello', '/cgi-bin/add')).text, /kept/)
    assert.deepEqual(await berth.shelf(), [])
  })

  it('keeps its secrets on the shelf and gets them back', async () => {
    await using berth = await Berth.open()
    const secret = async (): Promise<string> => (await readFile(join(berth.data, 'instances', 'hello', '.env'), 'utf8')).match(/SECRET_token=(\w{32})/)?.[1] ?? ''
    await berth.install('hello')
    await berth.becomes('hello', 'stopped')
    const first = await secret()
    assert.equal(first.length, 32)
    await berth.visit('hello', '/cgi-bin/add', { method: 'POST', body: 'x' })
    await berth.local('/api/instances/hello', { method: 'DELETE' })
    await berth.becomes('hello', undefined)
    await berth.install('hello', { shelf: (await berth.shelf())[0]?.id })
    await berth.becomes('hello', 'stopped')
    assert.equal(await secret(), first)
  })

  it('purges kept data only by its exact name, and then for ever', async () => {
    await using berth = await Berth.open()
    await berth.install('hello')
    await berth.becomes('hello', 'stopped')
    await berth.visit('hello', '/cgi-bin/add', { method: 'POST', body: 'x' })
    await berth.local('/api/instances/hello', { method: 'DELETE' })
    await berth.becomes('hello', undefined)
    const kept = (await berth.shelf()).at(0)
    const wrong = await berth.local(`/api/shelf/${kept?.id}`, { method: 'DELETE', body: { confirm: 'Hello' } })
    assert.equal(wrong.status, 409)
    assert.equal((await berth.shelf()).length, 1)
    await berth.json(`/api/shelf/${kept?.id}`, { method: 'DELETE', body: { confirm: 'hello' } })
    assert.deepEqual(await berth.shelf(), [])
    await assert.rejects(readFile(join(berth.data, 'shelf', kept?.id ?? '', '.berth')))
  })

  it('off stays off: neither a visit nor a restart of the engine wakes it; started again it wakes', async () => {
    await using berth = await Berth.open()
    await berth.install('hello')
    await berth.becomes('hello', 'stopped')
    await berth.json('/api/instances/hello/start', { method: 'POST' })
    await berth.becomes('hello', 'running')
    await berth.json('/api/instances/hello/stop', { method: 'POST' })
    await berth.becomes('hello', 'stopped')
    assert.equal((await berth.visit('hello')).status, 503)
    await berth.killEngine('SIGTERM')
    await berth.start()
    assert.match((await berth.visit('hello')).text, /switched/)
    assert.equal((await berth.instance('hello'))?.state, 'stopped')
    await berth.json('/api/instances/hello/start', { method: 'POST' })
    await berth.becomes('hello', 'running')
    assert.equal((await berth.visit('hello')).text, 'hello\n')
  })

  it('two of one app live side by side, each with its own name, port and data', async () => {
    await using berth = await Berth.open()
    await Promise.all([berth.install('hello'), berth.install('hello')])
    await berth.becomes('hello', 'stopped')
    const second = await berth.becomes('hello-2', 'stopped')
    await berth.visit('hello', '/cgi-bin/add', { method: 'POST', body: 'first' })
    assert.doesNotMatch((await berth.visit('hello-2', '/cgi-bin/add')).text, /first/)
    const port = second?.ports[0]?.port ?? 0
    assert.notEqual(port, (await berth.instance('hello'))?.ports[0]?.port)
    assert.equal((await berth.visitPort(port)).text, 'hello\n')
  })
})

describe('what goes wrong is seen', () => {
  it('an app that ends while starting is failed, with its exit code and its last words, and is tried again', async () => {
    await using berth = await Berth.open()
    await berth.install('broken')
    await berth.becomes('broken', 'stopped')
    const answer = await berth.visit('broken')
    assert.equal(answer.status, 503)
    const failed = await berth.becomes('broken', 'failed')
    assert.match(failed?.cause?.message ?? '', /exit code 7/)
    assert.deepEqual(failed?.cause?.log, ['the database is missing'])
    assert.ok(failed.crashes >= 1)
    const shown = await berth.visit('broken', '/', page)
    assert.match(shown.text, /exit code 7/)
    const history = await berth.json<HistoryLine[]>('/api/instances/broken/history')
    assert.ok(history.some(({ state, cause }) => state === 'failed' && cause !== null))
  })

  it('a crash while it runs is counted and it is started again', async () => {
    await using berth = await Berth.open()
    await berth.install('fragile')
    await berth.becomes('fragile', 'stopped')
    assert.equal((await berth.visit('fragile')).status, 200)
    await berth.visit('fragile', '/cgi-bin/crash').catch(() => undefined)
    const again = await until(async () => ((await berth.instance('fragile'))?.crashes === 1 ? true : undefined), { deadline: 15_000 })
    assert.equal(again, true)
    await berth.becomes('fragile', 'running')
  })

  it('an app that never answers is failed within its time, and its containers are stopped', async () => {
    await using berth = await Berth.open()
    await berth.install('mute')
    await berth.becomes('mute', 'stopped')
    await berth.json('/api/instances/mute/start', { method: 'POST' })
    const failed = await berth.becomes('mute', 'failed')
    assert.equal(failed?.cause?.code, 'unhealthy')
  })

  it('bad entries of a catalogue are shown as bad and hide no other', async () => {
    await using berth = await Berth.open()
    const offers = await berth.json<{ title: string; bad?: string }[]>('/api/offers')
    assert.match(offers.find(({ title }) => title === 'Lost')?.bad ?? '', /its files: they are missing/)
    assert.ok(offers.some(({ title }) => title === 'hello') && offers.some(({ title }) => title === 'Welcome'))
    const refused = await berth.local('/api/instances', { method: 'POST', body: { door: 'store', app: 'lost' } })
    assert.equal(refused.status, 422)
  })
})

/** Containers of ours that nobody owns any more: there must never be one. */
async function leftovers(): Promise<readonly string[]> {
  const { out } = await run(['docker', 'ps', '-aq', '--filter', 'label=berth.instance=hello', '--filter', 'label=berth.engine'])
  return out.split('\n').filter(Boolean)
}
