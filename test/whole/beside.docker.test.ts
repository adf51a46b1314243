import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { run } from '../../src/kit/run.ts'
import { until } from '../../src/kit/until.ts'
import type { JobView } from '../../src/model/job.ts'
import type { Answer } from './berth.ts'
import { Berth } from './berth.ts'
import { sampleImage } from './catalogue.ts'

interface Release {
  readonly number: number
  /** Where the app listens. */
  readonly port?: number
  /** What runs once before it. */
  readonly command?: string
}

describe('an update beside the version that serves, against real Docker', () => {
  it('moves visitors without one that fails; a slow one is answered to its end, and the database is not touched', async () => {
    await using berth = await open()
    const database = (await containers(berth)).get('db')
    const slow = berth.visit('hello', '/cgi-bin/slow', { timeout: 30_000 })
    await until(async () => ((await berth.instance('hello'))?.state === 'running' ? true : undefined), { deadline: 20_000 })
    await using visits = visiting(berth)
    await publish(berth, { number: 2, command: 'echo migrated' })
    assert.equal((await update(berth)).state, 'done')
    const all = await visits.end()
    assert.deepEqual([...new Set(all.map(({ status }) => status))], [200])
    assert.deepEqual([...new Set(all.map(({ text }) => text.trim()))], ['release 1', 'release 2'])
    assert.equal((await slow).text, '1\n2\n3\n4\n5\n6\n7\n8\n')
    await sees(berth, 'db release-r2 web-r2')
    assert.equal((await containers(berth)).get('db'), database)
  })

  it('to one that listens elsewhere, or whose release command fails: it is said why, and visitors never hear of it', async () => {
    await using berth = await open()
    const before = await containers(berth)
    await using visits = visiting(berth)
    await publish(berth, { number: 2, command: 'echo no such table >&2; exit 4' })
    assert.equal((await update(berth)).state, 'failed')
    const cause = (await berth.instance('hello'))?.refused?.cause
    assert.deepEqual([cause?.code, cause?.log?.at(-1)], ['release-failed', 'no such table'])
    await publish(berth, { number: 3, port: 9090 })
    const job = await update(berth)
    assert.match(job.cause?.message ?? '', /hello listens on port 9090, not on 8080/)
    assert.deepEqual([...new Set((await visits.end()).map(({ status, text }) => `${status} ${text.trim()}`))], ['200 release 1'])
    await sees(berth, 'db web-r1')
    assert.deepEqual(await containers(berth), before)
  })

  for (const step of ['switch beside', 'prove', 'finish']) {
    it(`an engine that is killed in the step "${step}" goes on with it, and visitors notice nothing`, async () => {
      await using berth = await open()
      await using visits = visiting(berth)
      await publish(berth, { number: 2 })
      const { job } = await berth.json<{ job: string }>('/api/instances/hello/update', { method: 'POST', body: {} })
      const at = async (): Promise<true | undefined> => {
        const view = await berth.json<JobView>(`/api/jobs/${job}`)
        return view.step === step || view.state === 'done' ? true : undefined
      }
      assert.ok(await until(at, { deadline: 60_000, longest: 5 }))
      await berth.killEngine('SIGKILL')
      await berth.start()
      assert.ok(await until(async () => ((await berth.instance('hello'))?.version === '2' ? true : undefined), { deadline: 60_000, longest: 200 }))
      await sees(berth, 'db web-r2')
      assert.equal((await berth.visit('hello')).text.trim(), 'release 2')
      const all = await visits.end()
      assert.deepEqual([...new Set(all.map(({ status }) => status))], [200])
    })
  }
})

/** Release 1, at work. */
async function open(): Promise<Berth> {
  const berth = await Berth.open({ pause: 300, stop: 600 })
  try {
    await begin(berth)
    return berth
  } catch (error) {
    await berth[Symbol.asyncDispose]()
    throw error
  }
}

async function begin(berth: Berth): Promise<void> {
  await write(berth, { number: 1 })
  await berth.json('/api/stores/test/refresh', { method: 'POST' })
  await berth.install('hello')
  await berth.becomes('hello', 'stopped')
  assert.equal((await berth.visit('hello')).text.trim(), 'release 1')
}

async function write(berth: Berth, { number, port = 8080, command }: Release): Promise<void> {
  const app = join(berth.data, 'catalogue', 'all_apps', 'hello')
  const meta = JSON.parse(await readFile(join(app, 'app_meta.json'), 'utf8')) as Record<string, unknown>
  const extra = { build_files: { busybox: 'busybox-static' }, release: String(number), ready_within: 15 }
  await writeFile(join(app, 'app_meta.json'), JSON.stringify({ ...meta, app_version: String(number), 'x-berth': extra }))
  const serve = `mkdir -p /tmp/www && cp -r /www/cgi-bin /tmp/www/ && echo release ${number} > /tmp/www/index.html && exec busybox httpd -f -p ${port} -h /tmp/www`
  const sh = (text: string): string => JSON.stringify(['/bin/busybox', 'sh', '-c', text])
  const once = `  release:\n    image: ${sampleImage}\n    command: ${sh(command ?? '')}\n    x-berth: { once: true }\n`
  const needs = `depends_on: { db: { condition: service_started }${command === undefined ? '' : ', release: { condition: service_completed_successfully }'} }`
  await writeFile(
    join(app, 'docker-compose.yml.template'),
    `services:
  web:
    image: ${sampleImage}
    build: .
    container_name: hello
    stop_grace_period: 1s
    ${needs}
    command: ${sh(serve)}
  db:
    image: ${sampleImage}
    stop_grace_period: 1s
    volumes: ["data:/data"]
    command: ${sh('exec sleep 1000')}
${command === undefined ? '' : once}`,
  )
}

async function publish(berth: Berth, release: Release): Promise<void> {
  await write(berth, release)
  const listing = join(berth.data, 'catalogue', 'all_apps', 'store_metadata.json')
  const { apps } = JSON.parse(await readFile(listing, 'utf8')) as { apps: { name?: string }[] }
  await writeFile(listing, JSON.stringify({ apps: apps.map((one) => (one.name === 'hello' ? { ...one, app_version: String(release.number) } : one)) }))
  await berth.json('/api/stores/test/refresh', { method: 'POST' })
  assert.ok(await until(async () => ((await berth.instance('hello'))?.offered === String(release.number) ? true : undefined), { deadline: 20_000 }), 'it is offered')
}

async function update(berth: Berth): Promise<JobView> {
  const { job } = await berth.json<{ job: string }>('/api/instances/hello/update', { method: 'POST', body: {} })
  const settled = async (): Promise<JobView | undefined> => {
    const view = await berth.json<JobView>(`/api/jobs/${job}`)
    return ['done', 'failed', 'cancelled'].includes(view.state) ? view : undefined
  }
  return (await until(settled, { deadline: 90_000, longest: 200 })) ?? assert.fail('the update did not end')
}

/** Somebody who visits again and again, and what each visit got. */
function visiting(berth: Berth): AsyncDisposable & { end: () => Promise<readonly Answer[]> } {
  const answers: Answer[] = []
  let over = false
  const visitor = async (): Promise<void> => {
    while (!over) answers.push(await berth.visit('hello').catch((error: unknown) => ({ status: 0, headers: {}, text: String(error) })))
  }
  const visits = visitor()
  const end = async (): Promise<readonly Answer[]> => {
    over = true
    await visits
    return answers
  }
  const dispose = async (): Promise<void> => {
    await end()
  }
  return { end, [Symbol.asyncDispose]: dispose }
}

/** By service, the ids of all there is. */
async function containers(berth: Berth): Promise<ReadonlyMap<string, string>> {
  const engine = (await berth.instance('hello'))?.engine ?? assert.fail()
  const format = '{{.Label "com.docker.compose.service"}} {{.ID}}'
  const { out } = await run(['docker', 'ps', '--all', '--filter', `label=berth.engine=${engine}`, '--format', format])
  const lines = out.trim().split('\n')
  return new Map(lines.toSorted().map((line): [string, string] => [line.split(' ')[0] ?? '', line.split(' ')[1] ?? '']))
}

async function sees(berth: Berth, services: string): Promise<void> {
  const look = async (): Promise<string> => [...(await containers(berth)).keys()].join(' ')
  const found = await until(async () => ((await look()) === services ? true : undefined), { deadline: 45_000, longest: 300 })
  assert.ok(found, `${await look()} is there, not ${services}`)
}
