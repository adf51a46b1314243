import assert from 'node:assert/strict'
import { test } from 'node:test'
import { kids, ProjectDesk } from './projects.testbed.ts'

async function arrange(): Promise<ProjectDesk> {
  const desk = await ProjectDesk.open()
  await desk.person('ben', 'member', [kids])
  await desk.person('eve', 'member')
  await desk.person('max', 'admin')
  await desk.person('gus', 'guest', [kids])
  await desk.project('blog', 'ben')
  await desk.project('club', { group: kids })
  await desk.project('shop', 'max')
  return desk
}

const namesOf = async (answer: Response): Promise<unknown> => ((await answer.json()) as { readonly name: string }[]).map(({ name }) => name)

test('everybody sees their projects and those of their groups, those who run the machine all, and guests none', async () => {
  await using desk = await arrange()
  const seen = async (who: string): Promise<unknown> => await namesOf(await desk.ask(who, 'GET', '/api/projects'))
  assert.deepEqual(
    [await seen('ben'), await seen('eve'), await seen('max'), await seen('owner'), await seen('ben/deploy')],
    [['blog', 'club'], [], ['blog', 'club', 'shop'], ['blog', 'club', 'shop'], ['blog', 'club']],
  )
  assert.equal(await desk.status('gus', 'GET', '/api/projects'), 403)
})

const routes: readonly (readonly [method: string, path: string, body: object | undefined, own: number])[] = [
  ['GET', '', undefined, 200],
  ['PATCH', '', { branch: 'main' }, 200],
  ['GET', '/releases', undefined, 200],
  ['POST', '/rollback', {}, 202],
  ['POST', '/rollback', undefined, 202],
  ['POST', '/redeploy', undefined, 202],
  ['POST', '/image', { image: 'nginx:1' }, 202],
  ['GET', '/env', undefined, 200],
  ['GET', '/env?reveal=true', undefined, 200],
  ['PATCH', '/env', { set: { A: 'b' } }, 200],
  ['POST', '/env/import', { text: 'A=b' }, 200],
  ['POST', '/services', { kind: 'redis' }, 202],
  ['DELETE', '/services/redis', undefined, 202],
  ['GET', '/keys', undefined, 200],
  ['POST', '/keys', { keys: 'x' }, 400],
  ['DELETE', '/keys/abcdef123456', undefined, 404],
  ['GET', '/follow?release=1', undefined, 200],
  ['DELETE', '', { confirm: 'blog' }, 202],
]
for (const [method, path, body, wanted] of routes) {
  test(`${method} ${path || 'a project'} is for its people: for others it is not there, for guests nothing is`, async () => {
    await using desk = await arrange()
    const ask = async (who: string): Promise<number> => await desk.status(who, method, `/api/projects/blog${path}`, body)
    const strangers = [await ask('eve'), await ask('gus'), await desk.status('ben', method, `/api/projects/none${path}`, body)]
    assert.deepEqual([strangers, await ask('ben')], [[404, 403, 404], wanted])
    assert.ok(path === '' || (await ask('max')) === wanted)
  })
}

const deploying = ['POST /rollback', 'POST /redeploy', 'POST /image']
test('a token that deploys reads and deploys; one that looks sees no value; neither changes anything', async () => {
  await using desk = await arrange()
  for (const [method, path, body, wanted] of routes) {
    const changes = !(method === 'GET' || deploying.includes(`${method} ${path}`))
    const keys = path.startsWith('/keys')
    const reveals = path.includes('reveal')
    const answers = [await desk.status('ben/deploy', method, `/api/projects/blog${path}`, body), await desk.status('ben/read', method, `/api/projects/blog${path}`, body)]
    const allowed = changes || keys || reveals ? 403 : wanted
    assert.deepEqual(answers, [allowed, method === 'GET' ? allowed : 403], `${method} ${path}`)
  }
})

test('a project is made for whoever makes it, or for somebody who is there', async () => {
  await using desk = await arrange()
  const make = async (who: string, body: object): Promise<unknown> => {
    const answer = await desk.ask(who, 'POST', '/api/projects', body)
    const said = (await answer.json()) as { readonly owner?: unknown; readonly code?: string }
    return said.owner ?? said.code
  }
  assert.deepEqual(await make('max', { name: 'one' }), { kind: 'person', id: 'max' })
  assert.deepEqual(await make('max', { name: 'two', owner: { kind: 'group', name: 'kids' }, branch: 'main' }), { kind: 'group', name: 'kids' })
  assert.deepEqual(await make('owner', { name: 'three', owner: { kind: 'person', id: 'eve' } }), { kind: 'person', id: 'eve' })
  assert.equal(await make('max', { name: 'four', owner: { kind: 'group', name: 'none' } }), 'not-found')
  assert.equal(await make('max', { name: 'four', owner: { kind: 'person', id: 'none' } }), 'not-found')
  assert.equal(await make('max', { name: 'one' }), 'conflict')
  assert.equal(await make('max', { name: '../up' }), 'invalid')
  assert.equal(await make('max', { name: 'console' }), 'invalid')
  assert.equal(await make('ben', { name: 'five' }), 'forbidden')
  assert.deepEqual((await desk.audit()).slice(0, 3), ['Ada (token): create project: three', 'max (token): create project: two', 'max (token): create project: one'])
})

test('members hand their projects to themselves and their groups only, and grant nothing', async () => {
  await using desk = await arrange()
  const change = async (who: string, body: object): Promise<number> => await desk.status(who, 'PATCH', '/api/projects/blog', body)
  const answers = [
    await change('ben', { grants: ['privileged'] }),
    await change('ben', { owner: { kind: 'person', id: 'eve' } }),
    await change('ben', { owner: { kind: 'person', id: 'none' } }),
    await change('ben', { owner: { kind: 'group', name: 'other' } }),
    await change('ben', { branch: '-evil' }),
    await change('ben', { last: 9 }),
    await change('ben', { owner: { kind: 'group', name: 'kids' } }),
    await change('max', { grants: ['privileged'], owner: { kind: 'person', id: 'eve' } }),
    await change('ben', { branch: 'main' }),
  ]
  assert.deepEqual(answers, [403, 403, 403, 403, 400, 400, 200, 200, 404])
  assert.deepEqual((await desk.audit()).slice(0, 2), ['max (token): change owner, grants of project: blog', 'ben (token): change owner of project: blog'])
})

test('a project goes only with its name, and a problem says where its data goes', async () => {
  await using desk = await arrange()
  const answer = await desk.ask('ben', 'DELETE', '/api/projects/blog', { confirm: 'Blog' })
  const { code, detail } = (await answer.json()) as { readonly code: string; readonly detail: string }
  assert.deepEqual([answer.status, code], [409, 'confirm-project'])
  assert.match(detail, /repository go to the shelf/)
  assert.equal(desk.still.all.size, 3)
  assert.equal(await desk.status('ben', 'DELETE', '/api/projects/blog', { confirm: 'blog' }), 202)
  assert.equal(desk.still.all.size, 2)
})

test('values are shown to those who ask for them, which is written down; the audit says names and never a value', async () => {
  await using desk = await arrange()
  const lines = async (query: string): Promise<unknown> => await (await desk.ask('ben', 'GET', `/api/projects/blog/env${query}`)).json()
  assert.deepEqual([await lines(''), await lines('?reveal=true')], [[{ name: 'KEY', value: null, length: 4, changed: '2026' }], [{ name: 'KEY', value: 'hush', length: 4, changed: '2026' }]])
  const set = await desk.ask('ben', 'PATCH', '/api/projects/blog/env', { set: { A: 'secret-a', B: 'secret-b' }, unset: ['C'] })
  assert.equal(set.headers.get('cache-control'), 'no-store')
  await desk.ask('ben', 'POST', '/api/projects/blog/env/import', { text: 'D=secret-d', later: true })
  assert.deepEqual(desk.still.asked, [
    ['env', 'blog', { set: { A: 'secret-a', B: 'secret-b' }, unset: ['C'], later: false }, 'ben'],
    ['import', 'blog', 'D=secret-d', true, 'ben'],
  ])
  assert.deepEqual((await desk.audit()).slice(0, 3), ['ben (token): import variables: blog', 'ben (token): set A, B; unset C: blog', 'ben (token): reveal variables: blog'])
  assert.equal(await desk.status('ben', 'PATCH', '/api/projects/blog/env', { set: { 'A B': 'x' } }), 400)
})
