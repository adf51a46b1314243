import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { TestRegistry } from '../../src/docker/registry.testbed.ts'
import type { HeldImage } from '../../src/docker/registry.testbed.ts'
import { tryRun } from '../../src/kit/run.ts'
import { until } from '../../src/kit/until.ts'
import type { RegisteredImageView, Registering } from '../../src/model/image.ts'
import type { JobView } from '../../src/model/job.ts'
import type { ReleaseView } from '../../src/model/project.ts'
import { Berth } from './berth.ts'
import type { Answer } from './berth.ts'

const visitors = 8

/** A web server of one file, at port 8080. */
async function site(berth: Berth, words: string, config: object = {}): Promise<HeldImage> {
  const busybox = await readFile(join(berth.data, 'cache', 'busybox'))
  return { files: { 'bin/busybox': busybox, 'www/index.html': words }, config: { Cmd: ['/bin/busybox', 'httpd', '-f', '-p', '8080', '-h', '/www'], ExposedPorts: { '8080/tcp': {} }, ...config } }
}

interface Shop extends AsyncDisposable {
  readonly berth: Berth
  readonly registry: TestRegistry
}

async function openShop(): Promise<Shop> {
  await using opening = new AsyncDisposableStack()
  const registry = opening.use(await TestRegistry.open())
  const berth = opening.use(await Berth.open())
  const { code } = await berth.json<{ code: string }>('/api/local/urls')
  await berth.visit('berth', '/api/claim', { method: 'POST', body: { code, name: 'Ada', password: 'a long password of Ada' }, headers: { origin: `http://berth.localhost:${berth.port}` } })
  opening.defer(async () => {
    for (const { name } of await berth.json<RegisteredImageView[]>('/api/images')) await berth.local(`/api/images/${name}`, { method: 'DELETE', body: { confirm: name } })
  })
  const opened = opening.move()
  return { berth, registry, [Symbol.asyncDispose]: async () => await opened.disposeAsync() }
}

/** Registers it and waits for its job: its end. */
async function register(berth: Berth, body: object): Promise<JobView> {
  const { job } = await berth.json<Registering>('/api/images', { method: 'POST', body: { access: 'public', ...body } })
  const ended = async (): Promise<JobView | undefined> => {
    const view = await berth.json<JobView>(`/api/jobs/${job}`)
    return view.state === 'done' || view.state === 'failed' ? view : undefined
  }
  const view = await until(ended, { deadline: 60_000, longest: 100 })
  if (!view) throw new Error(`the image was not brought: ${await berth.log()}`)
  return view
}

async function image(berth: Berth, name: string): Promise<RegisteredImageView> {
  return await berth.json(`/api/images/${name}`)
}

/** Until this release serves, or is refused. */
async function decided(berth: Berth, name: string, number: number): Promise<ReleaseView['state']> {
  const look = async (): Promise<ReleaseView['state'] | undefined> => {
    const state = (await berth.json<ReleaseView[]>(`/api/images/${name}/releases`)).find((release) => release.number === number)?.state
    return state === 'refused' || (state === 'live' && (await image(berth, name)).state === 'running') ? state : undefined
  }
  const state = await until(look, { deadline: 90_000, longest: 100 })
  if (!state) throw new Error(`release ${number} was not decided: ${JSON.stringify(await image(berth, name))}\n${await berth.log()}`)
  return state
}

async function goesWithItsImages(berth: Berth, name: string): Promise<void> {
  const { engine } = (await berth.instance(name)) ?? {}
  const held = async (): Promise<string> => (await tryRun(['docker', 'image', 'ls', '--quiet', '--filter', `reference=berth-${engine}/${name}`])).out
  assert.notEqual(await held(), '')
  await berth.local(`/api/images/${name}`, { method: 'DELETE', body: { confirm: name } })
  await berth.becomes(name, undefined)
  assert.ok(await until(async () => ((await held()) === '' ? true : undefined), { deadline: 20_000 }), 'also those that its containers had')
}

describe('an image by its name, with a real registry', () => {
  it('runs, and a new digest of its tag is noticed and switched to while visitors come; a bad one is put back', async () => {
    await using shop = await openShop()
    const { berth, registry } = shop
    await registry.hold('shop:1', await site(berth, 'the first'))
    assert.equal((await register(berth, { image: registry.name('shop:1'), policy: { take: 'any' } })).state, 'done')
    assert.equal(await decided(berth, 'shop', 1), 'live')
    const end = new AbortController()
    const answers: Answer[] = []
    const visitor = async (): Promise<void> => {
      while (!end.signal.aborted) answers.push(await berth.visit('shop').catch((error: unknown) => ({ status: 0, headers: {}, text: String(error) })))
    }
    const visits = Promise.all(Array.from({ length: visitors }, visitor))
    await registry.hold('shop:1', await site(berth, 'the second'))
    const { hookUrl } = await image(berth, 'shop')
    assert.equal((await berth.visit('berth', new URL(hookUrl).pathname, { method: 'POST', body: { events: [] } })).status, 202)
    assert.equal(await decided(berth, 'shop', 2), 'live')
    await registry.hold('shop:1', await site(berth, 'the third', { Cmd: ['/bin/busybox', 'false'] }))
    await berth.visit('berth', new URL(hookUrl).pathname, { method: 'POST' })
    assert.equal(await decided(berth, 'shop', 3), 'refused')
    end.abort()
    await visits
    const bad = answers.filter(({ status, text }) => status !== 200 || !/^the (first|second)$/.test(text)).map(({ status, text }) => `${status} ${text.slice(0, 100)}`)
    assert.deepEqual(bad.slice(0, 3), [], `${bad.length} of ${answers.length}`)
    assert.deepEqual(new Set(answers.map(({ text }) => text)), new Set(['the first', 'the second']))
    assert.equal((await berth.visit('shop')).text, 'the second')
    assert.ok((await image(berth, 'shop')).failure)
    const back = await berth.local('/api/images/shop/rollback', { method: 'POST', body: { release: 1 } })
    assert.ok(back.status < 300, back.text)
    assert.equal(await decided(berth, 'shop', 4), 'live')
    assert.equal((await berth.visit('shop')).text, 'the first')
    await goesWithItsImages(berth, 'shop')
  })

  it('a bad one is told in a sentence with the next step, and a name is given once', async () => {
    await using shop = await openShop()
    const { berth, registry } = shop
    const said = async (body: object): Promise<unknown> => {
      const answer = await berth.local('/api/images', { method: 'POST', body: { access: 'public', ...body } })
      return (JSON.parse(answer.text) as { readonly code?: string }).code ?? answer.status
    }
    await registry.hold('good:1', await site(berth, 'hello'))
    await registry.hold('other:1', { ...(await site(berth, 'hello')), platform: { os: 'linux', architecture: 'riscv64' } })
    await registry.hold('silent:1', await site(berth, '', { ExposedPorts: {} }))
    assert.deepEqual(
      [
        await said({ image: registry.name('none:1') }),
        await said({ image: registry.name('other:1') }),
        await said({ image: registry.name('silent:1') }),
        await said({ image: '-v /:/host' }),
        await said({ run: 'docker run --privileged good' }),
        await said({ compose: 'services: [' }),
      ],
      ['image-unavailable', 'wrong-platform', 'port-unclear', 'invalid', 'bad-run', 'bad-compose'],
    )
    assert.equal((await register(berth, { run: `docker run -d --name hi -p 80:8080 -e A=b ${registry.name('good:1')}` })).state, 'done')
    await berth.becomes('hi', 'running')
    assert.equal(await said({ image: registry.name('good:1'), name: 'hi' }), 'conflict')
    assert.equal((await register(berth, { image: registry.name('good:1'), name: 'late', port: '8506' })).state, 'done')
    assert.equal((await image(berth, 'late')).settings.port, 8506)
  })

  it('as QuLabs had it: registered by an old pipeline, visited by its id, documented, with a status that ends', async () => {
    await using shop = await openShop()
    const { berth, registry } = shop
    const lab = '64b7f0c2a1d3e4f5a6b7c8d9'
    await registry.hold('lab:1', await site(berth, 'the lab'))
    const { secret } = await berth.json<{ secret: string }>('/api/tokens', { method: 'POST', body: { label: 'airflow', scope: 'all' } })
    const headers = { authorization: `Bearer ${secret}` }
    const body = { lab_id: lab, docker_image: registry.name('lab:1'), port: '8080', access: 'public' }
    assert.equal((await berth.visit('labs', '/register_lab', { method: 'POST', body })).status, 401)
    const answer = await berth.visit('labs', '/register_lab', { method: 'POST', headers, body })
    assert.ok(answer.status < 300, answer.text)
    const status = async (): Promise<string> => (JSON.parse((await berth.visit('labs', `/status/${lab}`)).text) as { running_status?: string }).running_status ?? ''
    await berth.becomes(`lab-${lab}`, 'running', 60)
    assert.equal(await status(), 'running')
    const there = await berth.visit('labs', `/lab/${lab}`)
    assert.deepEqual([there.status, new URL(there.headers.location ?? '').hostname], [302, `lab-${lab}.localhost`])
    assert.equal((await berth.visit(`lab-${lab}`)).text, 'the lab')
    const text = '# Find your way\n\n## Begin\nDuration: 5:00\n\n<script>alert(1)</script>\n\n```\nls\n```\n'
    await berth.json(`/api/documents/lab-${lab}/guide`, { method: 'PUT', body: { text } })
    const page = await berth.visit('labs', `/documentation/${lab}/guide/`)
    assert.equal(page.status, 200)
    assert.match(page.text, /Find your way[^]*&lt;script&gt;alert/)
    assert.match(String(page.headers['content-security-policy']), /default-src 'none'/)
    assert.equal((await berth.visit('labs', `/labs/${lab}`, { method: 'DELETE', headers })).status, 200)
    await berth.becomes(`lab-${lab}`, undefined, 60)
  })
})
