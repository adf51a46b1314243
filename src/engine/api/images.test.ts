import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '../../kit/until.ts'
import { DoorDesk } from './doors.testbed.ts'

const codeOf = async (answer: Response): Promise<unknown> => ((await answer.json()) as { readonly code?: string }).code
const compose = 'services: {web: {image: "x:1"}}'

/** For those who run the machine. `run`: a token that runs things may too; `read`: one that looks too. */
const routes: readonly (readonly [method: string, path: string, body: object | undefined, then: number, scope?: 'run' | 'read'])[] = [
  ['GET', '/images', undefined, 200, 'read'],
  ['POST', '/images/look', { image: 'nginx:1' }, 200],
  ['POST', '/images', { image: 'nginx:1', name: 'nginx', port: '8506' }, 202],
  ['GET', '/images/wiki', undefined, 200, 'read'],
  ['PATCH', '/images/wiki', { policy: { take: 'minor' } }, 200],
  ['POST', '/images/wiki/check', undefined, 200, 'run'],
  ['POST', '/images/wiki/take', undefined, 202, 'run'],
  ['GET', '/images/wiki/releases', undefined, 200, 'read'],
  ['POST', '/images/wiki/rollback', undefined, 202, 'run'],
  ['POST', '/images/wiki/rollback', { release: 1 }, 202, 'run'],
  ['GET', '/images/wiki/env', undefined, 200, 'read'],
  ['GET', '/images/wiki/env?reveal=true', undefined, 200],
  ['PATCH', '/images/wiki/env', { set: { A: 'b' }, unset: ['C'] }, 200],
  ['GET', '/registries', undefined, 200, 'read'],
  ['POST', '/registries', { host: 'ghcr.io', user: 'ada', password: 'hush' }, 201],
  ['DELETE', '/registries/registry.example.org%3A5000', undefined, 200],
  ['GET', '/documents?app=wiki', undefined, 200, 'read'],
  ['PUT', '/documents/wiki/guide', { text: '# A guide' }, 200],
  ['DELETE', '/documents/wiki/guide', undefined, 200],
  ['POST', '/labs/import', { text: '{}' }, 202],
  ['DELETE', '/images/wiki', { confirm: 'wiki' }, 202],
]
test('images are for those who run the machine, with a token as far as it goes', async () => {
  await using desk = await DoorDesk.open()
  for (const [method, path, body, then, scope] of routes) {
    const ask = async (who: string): Promise<number> => await desk.status(who, method, `/api${path}`, body)
    assert.deepEqual([await ask('ben'), await ask('gus'), await ask('owner/deploy')], [403, 403, 403], `${method} ${path}`)
    assert.equal(await ask('max/read'), scope === 'read' ? then : 403, `${method} ${path}: reads`)
    assert.equal(await ask('max/run'), scope === undefined ? 403 : then, `${method} ${path}: runs`)
    assert.equal(await ask('max'), then, `${method} ${path}`)
  }
})

test('what is done is written down, and no secret with it', async () => {
  await using desk = await DoorDesk.open()
  for (const [method, path, body] of routes) await desk.status('max', method, `/api${path}`, body)
  const lines = (await desk.audit()).filter((line) => line.startsWith('max')).toReversed()
  assert.deepEqual(lines, [
    'max (token): register nginx:1: nginx',
    'max (token): change policy of image: wiki',
    'max (token): take what is newer: wiki',
    'max (token): roll back as release 3: wiki',
    'max (token): roll back as release 3: wiki',
    'max (token): reveal variables: wiki',
    'max (token): set A; unset C: wiki',
    'max (token): sign in to registry as ada: ghcr.io',
    'max (token): sign out of registry: registry.example.org:5000',
    'max (token): put document guide: wiki',
    'max (token): remove document guide: wiki',
    'max (token): import 1 of 2 labs: labs',
    'max (token): remove image: wiki',
  ])
})

test('a port that is a text is a number, and what is not said has its usual value', async () => {
  await using desk = await DoorDesk.open()
  await desk.status('max', 'POST', '/api/images', { image: 'lab:1', name: 'lab', port: '8506' })
  const policy = { take: 'ask', every: 60, from: 0, to: 0 }
  assert.deepEqual(desk.images.asked, [['register', 'lab', { image: 'lab:1', name: 'lab', port: 8506, env: {}, access: 'private', policy }, 'max']])
  assert.equal(await codeOf(await desk.ask('max', 'POST', '/api/images', { image: 'lab:1', name: 'lab' })), 'conflict')
})

test('values are shown only where they are asked for', async () => {
  await using desk = await DoorDesk.open()
  const read = async (query: string): Promise<unknown> => {
    const answer = await desk.ask('max', 'GET', `/api/images/wiki/env${query}`)
    return [answer.headers.get('cache-control'), ((await answer.json()) as { readonly value: unknown }[])[0]?.value]
  }
  assert.deepEqual(
    [await read(''), await read('?reveal=true')],
    [
      ['no-store', null],
      ['no-store', 'hush'],
    ],
  )
})

test('a look ends when whoever asked goes away', async () => {
  await using desk = await DoorDesk.open()
  const leaving = new AbortController()
  const headers = { authorization: `Bearer ${await desk.token('max')}`, 'content-type': 'application/json' }
  const asked = fetch(desk.url('/api/images/look'), { method: 'POST', headers, body: JSON.stringify({ image: 'hangs' }), signal: leaving.signal })
  assert.ok(await until(() => desk.images.signals[0], { deadline: 10_000 }))
  leaving.abort()
  await assert.rejects(asked)
  assert.ok(await until(() => desk.images.signals[0]?.aborted || undefined, { deadline: 10_000 }))
})

test('a document and a compose file may be long', async () => {
  await using desk = await DoorDesk.open()
  assert.equal(await desk.status('max', 'PUT', '/api/documents/wiki/guide', { text: 'é'.repeat(2_000_000) }), 200)
  assert.equal(await desk.status('max', 'POST', '/api/images/look', { compose: compose.padEnd(499_000) }), 200)
  assert.equal(await desk.status('max', 'POST', '/api/labs/import', { text: ' '.repeat(3_900_000) }), 202)
})

const wrong: readonly (readonly [method: string, path: string, body: object, code: string])[] = [
  ['POST', '/images', {}, 'invalid'],
  ['POST', '/images', { image: 'nginx', run: 'docker run nginx' }, 'invalid'],
  ['POST', '/images', { image: 'NGINX; rm -rf /' }, 'invalid'],
  ['POST', '/images', { image: 'nginx', port: 'http' }, 'invalid'],
  ['POST', '/images', { image: 'nginx', port: '99999' }, 'invalid'],
  ['POST', '/images', { image: 'nginx', name: 'console' }, 'invalid'],
  ['POST', '/images', { image: 'nginx', volumes: { data: '../etc' } }, 'invalid'],
  ['POST', '/images', { image: 'nginx', policy: { take: 'always' } }, 'invalid'],
  ['POST', '/images/look', { image: 'nginx', compose: 'x' }, 'invalid'],
  ['POST', '/images/look', { compose: 'x'.repeat(500_001) }, 'invalid'],
  ['GET', '/images/none', {}, 'not-found'],
  ['PATCH', '/images/none', { title: 'x' }, 'not-found'],
  ['PATCH', '/images/wiki', { name: 'other' }, 'invalid'],
  ['DELETE', '/images/wiki', { confirm: 'wik' }, 'confirm-image'],
  ['DELETE', '/images/none', { confirm: 'none' }, 'not-found'],
  ['POST', '/images/none/take', {}, 'not-found'],
  ['POST', '/images/wiki/rollback', { release: 0 }, 'invalid'],
  ['POST', '/registries', { host: 'https://ghcr.io', user: 'a', password: 'b' }, 'invalid'],
  ['DELETE', '/registries/none.example.org', {}, 'not-found'],
  ['PUT', '/documents/wiki/guide', {}, 'invalid'],
  ['PUT', '/documents/wiki/guide', { text: 'x', git: { url: 'https://git.example.org/a' } }, 'invalid'],
  ['PUT', '/documents/wiki/guide', { git: { url: 'file:///etc' } }, 'invalid'],
  ['PUT', '/documents/wiki/..%2Fguide', { text: 'x' }, 'invalid'],
  ['DELETE', '/documents/wiki/none', {}, 'not-found'],
  ['POST', '/labs/import', {}, 'invalid'],
]
test('what is not right is told, and nothing is done', async () => {
  await using desk = await DoorDesk.open()
  for (const [method, path, body, code] of wrong) {
    const sent = method === 'GET' ? undefined : body
    assert.equal(await codeOf(await desk.ask('max', method, `/api${path}`, sent)), code, `${method} ${path} ${JSON.stringify(body).slice(0, 80)}`)
  }
  assert.deepEqual([desk.images.asked, (await desk.audit()).filter((line) => line.startsWith('max'))], [[], []])
})
