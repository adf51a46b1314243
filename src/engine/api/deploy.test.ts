import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { test } from 'node:test'
import { until } from '../../kit/until.ts'
import { InstanceName, JobId } from '../../model/names.ts'
import { ProjectDesk } from './projects.testbed.ts'

const blog = InstanceName.parse('blog')

async function arrange(): Promise<ProjectDesk> {
  const desk = await ProjectDesk.open()
  await desk.person('ben', 'member')
  await desk.project('blog', 'ben')
  await desk.project('shop', 'ben')
  return desk
}

const gzip = { 'content-type': 'application/gzip' }
const tar = { 'content-type': 'application/x-tar; charset=x' }
const left = async (desk: ProjectDesk): Promise<readonly string[]> => await readdir(desk.house.folder.file('uploads')).catch(() => [])

test('an archive arrives whole as a file that is gone afterwards, with what is said of it', async () => {
  await using desk = await arrange()
  const body = new Uint8Array(1_000_000)
  assert.equal(await desk.status('ben/deploy', 'POST', '/api/projects/blog/source?message=Mend%20it&branch=main', body, gzip), 202)
  assert.equal(await desk.status('ben', 'POST', '/api/projects/blog/source', body.subarray(0, 5), tar), 202)
  assert.deepEqual(desk.still.asked, [
    ['source', 'blog', 1_000_000, { gzip: true, message: 'Mend it', branch: 'main' }, 'ben'],
    ['source', 'blog', 5, { gzip: false, message: null, branch: null }, 'ben'],
  ])
  assert.deepEqual(await left(desk), [])
  assert.deepEqual((await desk.audit()).slice(0, 1), ['ben (token): deploy an upload: blog'])
})

test('one that is too large is refused in words whether it says so or not, and nothing of it stays', async () => {
  await using desk = await arrange()
  const said = await desk.ask('ben', 'POST', '/api/projects/blog/source', new Uint8Array(1_000_001), gzip)
  assert.deepEqual([said.status, ((await said.json()) as { readonly detail: string }).detail], [413, 'The archive is larger than 1 MB.'])
  const pieces = ReadableStream.from(Array.from({ length: 40 }, () => new Uint8Array(100_000)))
  const headers = { ...gzip, authorization: `Bearer ${await desk.token('ben')}` }
  const unsaid = await fetch(desk.url('/api/projects/blog/source'), { method: 'POST', headers, body: pieces, duplex: 'half' })
  assert.deepEqual([unsaid.status, ((await unsaid.json()) as { readonly code: string }).code], [413, 'too-large'])
  assert.deepEqual([desk.still.asked, await left(desk)], [[], []])
})

test('what is no archive, and what says odd things of it, is refused', async () => {
  await using desk = await arrange()
  const send = async (query: string, body: object | Uint8Array | undefined, headers = {}): Promise<number> => await desk.status('ben', 'POST', `/api/projects/blog/source${query}`, body, headers)
  const bytes = new Uint8Array(5)
  const answers = [
    await send('', { a: 1 }),
    await send('', undefined),
    await send('', bytes, { 'content-type': 'application/zip' }),
    await send('?branch=--upload-pack', bytes, gzip),
    await send('', bytes),
  ]
  assert.deepEqual([answers, desk.still.asked], [[400, 400, 400, 400, 400], []])
})

test('a body of another route is still bound, and read as what it is', async () => {
  await using desk = await arrange()
  const patch = async (body: object | Uint8Array, headers = {}): Promise<number> => await desk.status('ben', 'PATCH', '/api/projects/blog', body, headers)
  assert.deepEqual([await patch(new Uint8Array(10), gzip), await patch({ branch: 'x'.repeat(300_000) }), await patch({ branch: 'main' })], [400, 400, 200])
})

async function wordsOf(answer: Response): Promise<unknown[]> {
  return (await answer.text())
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line): unknown => JSON.parse(line.slice(6)))
}

test('what is followed is what is named, else what is at work, else the newest release', async () => {
  await using desk = await arrange()
  const job = JobId.parse('job1')
  const view = { id: job, kind: 'build', title: 'x', instance: blog, state: 'running' as const, step: null, progress: null, note: null, attempts: 1, cause: null, created: '', updated: '' }
  desk.jobs.set(job, view).set('job2', { ...view, instance: InstanceName.parse('shop') })
  const follow = async (query: string): Promise<unknown> => {
    const answer = await desk.ask('ben/deploy', 'GET', `/api/projects/blog/follow${query}`)
    return answer.status === 200 ? (await wordsOf(answer))[0] : answer.status
  }
  const told = (what: object): unknown => ({ type: 'line', line: JSON.stringify(what) })
  assert.deepEqual(await follow('?job=job1'), told({ job: 'job1', release: null }))
  assert.deepEqual(await follow('?release=7'), told({ job: null, release: 7 }))
  assert.deepEqual([await follow('?job=job2'), await follow('?job=none'), await follow('?release=0'), await follow('')], [404, 404, 400, 404])
  const project = desk.still.all.get(blog)
  if (!project) throw new Error('no project')
  desk.still.all.set(blog, { ...project, last: 3 })
  assert.deepEqual(await follow(''), told({ job: null, release: 3 }))
  desk.still.all.set(blog, { ...project, last: 3, job })
  assert.deepEqual(await follow(''), told({ job: 'job1', release: null }))
})

test('a follow ends with its end, when its reader leaves, and with the sign-in it came by', async () => {
  await using desk = await arrange()
  const whole = await wordsOf(await desk.ask('ben', 'GET', '/api/projects/blog/follow?release=1'))
  assert.deepEqual(whole.at(-1), { type: 'end', ok: true, lines: ['done'], url: null, release: 1 })
  const none = await wordsOf(await desk.ask('ben', 'GET', '/api/projects/blog/follow?release=404'))
  assert.deepEqual(none.at(-1), { type: 'end', ok: false, lines: ['There is no release called 404.', 'Check the name; `berth apps` lists what is here.'], url: null, release: null })
  desk.still.endless = true
  const leaving = new AbortController()
  const headers = { authorization: `Bearer ${await desk.token('ben')}` }
  await fetch(desk.url('/api/projects/blog/follow?release=2'), { headers, signal: leaving.signal })
  leaving.abort()
  assert.ok(await until(() => desk.still.signals[2]?.aborted || undefined, { deadline: 10_000 }))
  const cookie = await desk.cookie()
  const open = await fetch(desk.url('/api/projects/blog/follow?release=3'), { headers: { cookie } })
  assert.equal(open.status, 200)
  for (const { id } of await desk.house.db.sessions.all()) await desk.house.db.sessions.remove(id)
  await desk.house.access.crowd.tell()
  assert.ok(desk.still.signals[3]?.aborted)
  assert.deepEqual((await wordsOf(open)).length, 1)
})
