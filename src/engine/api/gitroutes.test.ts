import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { bearerOf } from '../../access/basic.ts'
import { until } from '../../kit/until.ts'
import { PersonId } from '../../model/person.ts'
import { ProjectDesk } from './projects.testbed.ts'

async function arrange(): Promise<ProjectDesk> {
  const desk = await ProjectDesk.open()
  await desk.person('ben', 'member')
  await desk.person('eve', 'member')
  await desk.person('gus', 'guest')
  await desk.project('blog', 'ben')
  return desk
}

const basic = (user: string, password: string): string => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
const info = '/git/blog.git/info/refs?service=git-receive-pack'

async function get(desk: ProjectDesk, path: string, authorization?: string): Promise<Response> {
  return await fetch(desk.url(path), { headers: authorization === undefined ? {} : { authorization } })
}

test('a token is the password of any user name, the user name itself, or a bearer; git hears what it asks for', async () => {
  await using desk = await arrange()
  const token = await desk.token('ben', 'deploy')
  for (const authorization of [basic('git', token), basic('', token), basic(token, ''), basic(token, 'x-oauth-basic'), `Bearer ${token}`, `basic ${basic('x', token).slice(6)}`]) {
    assert.equal((await get(desk, info, authorization)).status, 200, authorization.slice(0, 8))
  }
  assert.equal((await get(desk, '/git/blog/info/refs', basic('git', token))).status, 200)
  const headers = { accept: '*/*', 'user-agent': 'node' }
  assert.deepEqual(desk.still.asked[0], [
    'git',
    'blog',
    'GET',
    'info/refs',
    'service=git-receive-pack',
    { ...headers, 'content-type': undefined, 'content-length': undefined, 'content-encoding': undefined, 'git-protocol': undefined },
    'ben',
  ])
})

test('without a token it asks for one; a wrong one, a cookie and the wrong kind open nothing, and tries are braked', async () => {
  await using desk = await arrange()
  const none = await get(desk, info)
  assert.deepEqual([none.status, none.headers.get('www-authenticate')?.startsWith('Basic realm="'), none.headers.get('content-type')], [401, true, 'text/plain; charset=utf-8'])
  const cookie = await desk.cookie()
  assert.equal((await fetch(desk.url(info), { headers: { cookie } })).status, 401)
  const good = await desk.token('ben')
  const wrong = [basic('git', `${good}x`), basic('git', 'correct horse battery'), 'Basic !!', 'Digest x']
  for (const authorization of wrong) assert.equal((await get(desk, info, authorization)).status, 401, authorization.slice(0, 8))
  assert.equal((await get(desk, info, basic('git', 'berth_x'))).status, 401)
  const braked = await get(desk, info, basic('git', 'berth_x'))
  assert.equal(braked.status, 429)
  assert.ok(Number(braked.headers.get('retry-after')) > 0)
  assert.equal((await get(desk, info, basic('git', good))).status, 200)
  assert.equal((await get(desk, info)).status, 401)
})

test('another one’s project, none at all and an odd name say the same; a token that only looks may not push', async () => {
  await using desk = await arrange()
  const as = async (path: string, person: string, scope?: 'read' | 'run' | 'deploy'): Promise<readonly [number, string]> => {
    const answer = await get(desk, path, basic('git', await desk.token(person, scope)))
    return [answer.status, (await answer.text()).split('\n')[0] ?? '']
  }
  assert.deepEqual(await as(info, 'eve'), [404, 'There is no project blog here, or it is not yours.'])
  assert.deepEqual(await as('/git/none.git/info/refs', 'eve'), [404, 'There is no project none here, or it is not yours.'])
  assert.deepEqual(await as('/git/--upload-pack=x/info/refs', 'ben'), [404, 'There is no project --upload-pack=x here, or it is not yours.'])
  assert.deepEqual(await as('/git/..%2f..%2fetc/info/refs', 'ben'), [404, 'There is no project ../../etc here, or it is not yours.'])
  assert.deepEqual([(await as(info, 'gus'))[0], (await as(info, 'ben', 'read'))[0], (await as(info, 'ben', 'run'))[0], (await as(info, 'owner'))[0]], [404, 403, 200, 200])
})

test('bodies go through both ways, of any size and as they come', async () => {
  await using desk = await arrange()
  const headers = { authorization: basic('git', await desk.token('ben')), 'content-type': 'application/x-git-receive-pack-request', 'content-encoding': 'gzip', 'git-protocol': 'version=2' }
  const pieces = ReadableStream.from(Array.from({ length: 64 }, (_, at) => new Uint8Array(65_536).fill(at)))
  const answer = await fetch(desk.url('/git/blog.git/git-receive-pack'), { method: 'POST', headers, body: pieces, duplex: 'half' })
  const back = Buffer.from(await answer.arrayBuffer())
  assert.deepEqual([answer.headers.get('content-type'), back.length, back[0], back.at(-1)], ['application/x-berth-test', 64 * 65_536, 0, 63])
  const [, , method, path, query, seen] = desk.still.asked[0] as unknown[]
  assert.deepEqual([method, path, query], ['POST', 'git-receive-pack', ''])
  assert.deepEqual([(seen as Record<string, unknown>)['content-encoding'], (seen as Record<string, unknown>)['git-protocol'], 'authorization' in (seen as object)], ['gzip', 'version=2', false])
})

const ends: readonly (readonly [what: string, end: (desk: ProjectDesk) => Promise<unknown>])[] = [
  [
    'its token is revoked',
    async (desk) => {
      const [token] = await desk.house.access.tokens.list(PersonId.parse('ben'))
      await desk.house.access.tokens.revoke(PersonId.parse('ben'), token?.id ?? '')
    },
  ],
  ['its person is made a guest', async ({ house }) => await house.db.people.update({ id: PersonId.parse('ben'), name: 'ben', role: 'guest', groups: [] })],
  ['its person is removed', async ({ house }) => await house.db.people.remove(PersonId.parse('ben'))],
]
for (const [what, end] of ends) {
  test(`a push that is under way ends when ${what}, and not when somebody else signs in`, async () => {
    await using desk = await arrange()
    desk.still.endless = true
    const answer = await get(desk, info, basic('git', await desk.token('ben')))
    const read = answer.text()
    await desk.house.access.crowd.tell()
    assert.equal(desk.still.signals[0]?.aborted, false)
    await end(desk)
    await desk.house.access.crowd.tell()
    assert.equal(desk.still.signals[0].aborted, true)
    await assert.rejects(read)
  })
}

test('git is told to end when whoever asked leaves', async () => {
  await using desk = await arrange()
  desk.still.endless = true
  const leaving = new AbortController()
  const headers = { authorization: basic('git', await desk.token('ben')) }
  await fetch(desk.url(info), { headers, signal: leaving.signal })
  leaving.abort()
  assert.ok(await until(() => desk.still.signals[0]?.aborted || undefined, { deadline: 10_000 }))
})

test('a real git shows why it may not', async () => {
  await using desk = await arrange()
  const git = async (token: string, path: string): Promise<string> => {
    const url = desk.url(path).replace('//', `//git:${token}@`)
    const env = { PATH: '/usr/bin:/bin', GIT_TERMINAL_PROMPT: '0', GIT_CONFIG_NOSYSTEM: '1', HOME: desk.house.folder.path, LC_ALL: 'C' }
    return await promisify(execFile)('git', ['ls-remote', '--', url], { env }).then(
      () => 'listed',
      (error: unknown) => (error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error)),
    )
  }
  assert.match(await git(await desk.token('eve'), '/git/blog.git'), /remote: There is no project blog here, or it is not yours\./)
  assert.match(await git(await desk.token('ben', 'read'), '/git/blog.git'), /remote: You may not do this\./)
  assert.match(await git('berth_wrong', '/git/blog.git'), /remote: Git needs an API token here/)
})

test('what is not Basic stays as it is, and what holds no token opens nothing', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['Bearer berth_a', 'Bearer berth_a'],
    [basic('u', 'berth_a'), 'Bearer berth_a'],
    [basic('berth_a', 'berth_b'), 'Bearer berth_b'],
    [basic('berth_a', 'x'), 'Bearer berth_a'],
    [basic('u', 'berth_a b'), 'Bearer '],
    [`Basic ${Buffer.from('berth_a').toString('base64')}`, 'Bearer berth_a'],
    ['Basic', 'Basic'],
  ]
  for (const [header, wanted] of cases) assert.equal(bearerOf(header), wanted, header)
})
