import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commit } from '../../model/doorviews.testbed.ts'
import { InstanceName } from '../../model/names.ts'
import { DoorDesk } from './doors.testbed.ts'

const namesOf = async (answer: Response): Promise<unknown> => ((await answer.json()) as { readonly name: string }[]).map(({ name }) => name)
const codeOf = async (answer: Response): Promise<unknown> => ((await answer.json()) as { readonly code?: string }).code
const open = { access: 'members', paths: {} } as const
const other = '0'.repeat(40)

test('those who run the machine see all previews, members those they may visit, guests none', async () => {
  await using desk = await DoorDesk.open()
  const seen = async (who: string): Promise<unknown> => await namesOf(await desk.ask(who, 'GET', '/api/previews'))
  assert.deepEqual([await seen('max'), await seen('owner/read'), await seen('ben')], [['shop-pr-7', 'shop-pr-8'], ['shop-pr-7', 'shop-pr-8'], []])
  desk.policies.set('shop-pr-7', open)
  desk.policies.set('shop-pr-8', { access: 'private', paths: {} })
  assert.deepEqual(await seen('ben'), ['shop-pr-7'])
  assert.deepEqual([await desk.status('gus', 'GET', '/api/previews'), await desk.status('ben', 'GET', '/api/previews/shop-pr-8')], [403, 404])
  assert.deepEqual([await desk.status('ben', 'GET', '/api/previews/shop-pr-7/releases'), await desk.status('ben', 'GET', '/api/previews/shop-pr-8/releases')], [403, 404])
})

test('a member is told nothing of logs, jobs and who approved', async () => {
  await using desk = await DoorDesk.open()
  desk.policies.set('shop-pr-7', open)
  const name = InstanceName.parse('shop-pr-7')
  const view = desk.previews.all.get(name)
  if (!view) throw new Error('no preview')
  const cause = { code: 'step-failed', message: 'It failed.', fix: 'Mend it.', at: '2026', log: ['TOKEN=hush'] }
  const failed = { ...view, failure: { commit: view.head.commit, cause, step: 'build', job: view.job }, approved: { commit: view.head.commit, by: 'Max', at: '2026' } }
  desk.previews.all.set(name, failed)
  const said = await (await desk.ask('ben', 'GET', `/api/previews/${name}`)).text()
  assert.match(said, /It failed\./)
  assert.doesNotMatch(said, /hush|Max/)
  assert.match(await (await desk.ask('max', 'GET', `/api/previews/${name}`)).text(), /hush.*/)
})

/** Below `/api/previews`; for those who run the machine. `run`: a token that runs things may too; `read`: one that looks too. */
const routes: readonly (readonly [method: string, path: string, body: object | undefined, then: number, scope?: 'run' | 'read'])[] = [
  ['POST', '', { url: 'https://github.com/acme/shop/pull/7' }, 202, 'run'],
  ['GET', '/shop-pr-7', undefined, 200, 'read'],
  ['GET', '/shop-pr-7/releases', undefined, 200, 'read'],
  ['POST', '/shop-pr-7/approve', { commit }, 202, 'run'],
  ['POST', '/shop-pr-7/redeploy', undefined, 202, 'run'],
  ['POST', '/shop-pr-7/stop', undefined, 202, 'run'],
  ['POST', '/shop-pr-7/resume', undefined, 202, 'run'],
  ['POST', '/shop-pr-7/extend', { hours: 24 }, 200, 'run'],
  ['GET', '/connections', undefined, 200, 'read'],
  ['POST', '/connections', { provider: 'github', token: 'hush' }, 201],
  ['POST', '/connections/github', {}, 200],
  ['GET', '/connections/github/done?code=c&state=ours', undefined, 302],
  ['DELETE', '/connections/c0nnect1', undefined, 202],
  ['GET', '/repositories', undefined, 200, 'read'],
  ['POST', '/repositories', { connection: 'c0nnect1', path: 'acme/shop' }, 201],
  ['PATCH', '/repositories/0123456789ab', { which: 'label' }, 200],
  ['GET', '/repositories/0123456789ab/env', undefined, 200],
  ['GET', '/repositories/0123456789ab/env?reveal=true', undefined, 200],
  ['PATCH', '/repositories/0123456789ab/env', { set: { A: 'b' } }, 200],
  ['DELETE', '/repositories/0123456789ab', undefined, 202],
  ['DELETE', '/shop-pr-7', undefined, 202, 'run'],
]
test('who runs the machine runs previews, with a token as far as it goes; members, guests and deploying tokens do not', async () => {
  await using desk = await DoorDesk.open()
  for (const [method, path, body, then, scope] of routes) {
    const ask = async (who: string): Promise<number> => await desk.status(who, method, `/api/previews${path}`, body)
    const hidden = path.startsWith('/shop-pr-7') && method === 'GET' ? 404 : 403
    assert.deepEqual([await ask('ben'), await ask('gus'), await ask('owner/deploy')], [hidden, 403, 403], `${method} ${path}`)
    const looks = await ask('max/read')
    assert.equal(looks, scope === 'read' ? then : 403, `${method} ${path}: reads`)
    if (method !== 'DELETE') assert.equal(await ask('max/run'), scope === undefined ? 403 : then, `${method} ${path}: runs`)
    assert.equal(await ask('max'), then, `${method} ${path}`)
  }
})

test('what is done is written down, and no secret with it', async () => {
  await using desk = await DoorDesk.open()
  for (const [method, path, body] of routes) await desk.status('max', method, `/api/previews${path}`, body)
  const lines = (await desk.audit()).filter((line) => line.startsWith('max')).toReversed()
  assert.deepEqual(lines, [
    'max (token): start preview: shop-pr-7',
    `max (token): approve commit ${commit}: shop-pr-7`,
    'max (token): redeploy preview: shop-pr-7',
    'max (token): stop preview: shop-pr-7',
    'max (token): resume preview: shop-pr-7',
    'max (token): keep preview for 24 more hours: shop-pr-7',
    'max (token): connect https://github.com: c0nnect1',
    'max (token): begin to connect as a GitHub App: https://github.com',
    'max (token): connect as a GitHub App: github',
    'max (token): disconnect: c0nnect1',
    'max (token): add repository acme/shop: 0123456789ab',
    'max (token): change which of repository acme/shop: 0123456789ab',
    'max (token): reveal variables: 0123456789ab',
    'max (token): set A: 0123456789ab',
    'max (token): remove repository with its previews: 0123456789ab',
    'max (token): remove preview with its data: shop-pr-7',
  ])
})

test('the browser comes back from GitHub by its sign-in, and is sent on into the console whatever became of it', async () => {
  await using desk = await DoorDesk.open()
  const headers = { cookie: await desk.cookie() }
  const back = async (query: string): Promise<unknown> => {
    const answer = await fetch(desk.url(`/api/previews/connections/github/done?${query}`), { headers, redirect: 'manual' })
    return [answer.status, answer.headers.get('location'), answer.headers.get('cache-control')]
  }
  assert.deepEqual(await back('code=c&state=ours'), [302, '/previews/connections?connected=c0nnect1', 'no-store'])
  assert.deepEqual(await back('code=c&state=theirs'), [302, '/previews/connections?problem=late-connection', 'no-store'])
  assert.deepEqual(await back(''), [302, '/previews/connections?problem=late-connection', 'no-store'])
  assert.equal((await fetch(desk.url('/api/previews/connections/github/done?code=c&state=ours'))).status, 401)
})

test('the form for GitHub is told where the console is as the browser has it', async () => {
  await using desk = await DoorDesk.open()
  const answer = await desk.ask('max', 'POST', '/api/previews/connections/github', { organisation: 'acme' }, { 'x-forwarded-host': 'berth.example.org:8443', 'x-forwarded-proto': 'https' })
  assert.equal(answer.headers.get('cache-control'), 'no-store')
  assert.deepEqual(desk.previews.asked, [['manifest', { organisation: 'acme' }, 'https://berth.example.org:8443', 'max']])
})

const wrong: readonly (readonly [method: string, path: string, body: object, code: string])[] = [
  ['POST', '', {}, 'invalid'],
  ['POST', '', { organisation: 'acme', repository: 'shop' }, 'invalid'],
  ['POST', '/shop-pr-7/approve', { commit: 'abc1234' }, 'invalid'],
  ['POST', '/shop-pr-7/approve', { commit: other }, 'stale-approval'],
  ['POST', '/shop-pr-9/redeploy', {}, 'not-found'],
  ['POST', '/shop-pr-7/extend', { hours: 0 }, 'invalid'],
  ['POST', '/shop-pr-7/extend', { hours: 9000 }, 'invalid'],
  ['DELETE', '/shop-pr-9', {}, 'not-found'],
  ['POST', '/connections', { provider: 'github' }, 'invalid'],
  ['POST', '/connections', { provider: 'svn', token: 'x' }, 'invalid'],
  ['POST', '/connections', { provider: 'gitea', token: 'x', url: 'file:///etc' }, 'invalid'],
  ['POST', '/connections', { provider: 'gitea', token: 'x', secret: 'short' }, 'invalid'],
  ['POST', '/connections/github', { organisation: '../x' }, 'invalid'],
  ['DELETE', '/connections/none', {}, 'invalid'],
  ['DELETE', '/connections/nonenone', {}, 'not-found'],
  ['POST', '/repositories', { connection: 'c0nnect1', path: '../etc' }, 'invalid'],
  ['POST', '/repositories', { connection: 'c0nnect1', path: 'shop' }, 'invalid'],
  ['PATCH', '/repositories/0123456789ab', { which: 'some' }, 'invalid'],
  ['PATCH', '/repositories/0123456789ab', { comments: true }, 'invalid'],
  ['PATCH', '/repositories/0123456789ac', { comment: true }, 'not-found'],
  ['PATCH', '/repositories/0123456789ab/env', { set: { 'A B': 'x' } }, 'invalid'],
  ['PATCH', '/repositories/0123456789ab/env', { set: { A: 'x' }, later: true }, 'invalid'],
]
test('what is not right is told, and nothing is done', async () => {
  await using desk = await DoorDesk.open()
  for (const [method, path, body, code] of wrong) assert.equal(await codeOf(await desk.ask('max', method, `/api/previews${path}`, body)), code, `${method} ${path} ${JSON.stringify(body)}`)
  assert.deepEqual([desk.previews.asked, (await desk.audit()).filter((line) => line.startsWith('max'))], [[], []])
})
