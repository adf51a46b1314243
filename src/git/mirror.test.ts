import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { openRecording } from '../doors/preview/providers/api/recording.testbed.ts'
import { GitHubStandIn } from '../doors/preview/providers/github/github.testbed.ts'
import { bytesBelow } from '../kit/bytesbelow.ts'
import { InstanceName } from '../model/names.ts'
import { Problem } from '../model/problem.ts'
import { linesOf } from './git.ts'
import { fetchCommit, releaseCommit } from './mirror.ts'
import type { Remote } from './mirror.ts'
import { Repositories } from './repositories.ts'
import type { Repository } from './repository.ts'

interface Harbour extends AsyncDisposable {
  readonly mirror: Repository
  readonly remote: Remote
  readonly commit: string
}

/** A private repository of somebody else's with so many bytes in it, and a mirror of nothing yet. */
async function openHarbour(bytes: number): Promise<Harbour> {
  const stack = new AsyncDisposableStack()
  const github = stack.use(await GitHubStandIn.open())
  const { token } = github.byToken()
  const folder = await mkdtemp(join(tmpdir(), 'berth-mirror-'))
  stack.defer(async () => await rm(folder, { recursive: true }))
  const { git } = await github.repository('acme/boats', { isPrivate: true, files: { cargo: randomBytes(bytes).toString('base64') } })
  const header = `Authorization: Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`
  const mirror = await new Repositories(folder).create(InstanceName.parse('boats'))
  const commit = (await git.tip('refs/heads/main')) ?? ''
  return { mirror, commit, remote: { url: `${github.url}/acme/boats.git`, ref: 'refs/heads/main', header }, [Symbol.asyncDispose]: async () => await stack.disposeAsync() }
}

const bounds = { path: 'acme/boats', within: 20_000, most: 50 * 1024 * 1024, signal: new AbortController().signal }
const code = async (work: Promise<void>): Promise<string> =>
  await work.then(
    () => 'fetched',
    (error: unknown) => (error instanceof Problem ? error.code : String(error)),
  )

describe('a commit of somebody else\u2019s repository', () => {
  it('comes with who asks, and not without; once it is here nobody is asked', async () => {
    await using harbour = await openHarbour(1000)
    const { mirror, remote, commit } = harbour
    assert.equal(await code(fetchCommit(mirror, { ...remote, header: null }, commit, bounds)), 'fetch-failed')
    assert.equal(await code(fetchCommit(mirror, remote, commit, bounds)), 'fetched')
    assert.equal((await mirror.commit(commit)).hash, commit)
    assert.equal(await code(fetchCommit(mirror, { ...remote, url: 'http://127.0.0.1:1/none.git' }, commit, bounds)), 'fetched')
    assert.equal(await code(fetchCommit(mirror, remote, 'f'.repeat(40), bounds)), 'fetch-failed')
  })

  it('is not fetched where its host leads elsewhere: who asks is for that host only', async () => {
    await using harbour = await openHarbour(1000)
    const { mirror, remote, commit } = harbour
    await using elsewhere = await openRecording(() => ({}))
    await using host = await openRecording(() => ({
      [`GET /acme/boats.git/info/refs?service=git-upload-pack`]: { status: 302, headers: { location: `${elsewhere.url}/x.git/info/refs?service=git-upload-pack` } },
    }))
    assert.equal(await code(fetchCommit(mirror, { ...remote, url: `${host.url}/acme/boats.git` }, commit, bounds)), 'fetch-failed')
    assert.deepEqual([host.calls.every(({ headers }) => headers.authorization !== undefined), elsewhere.called()], [true, []])
  })

  it('that brings more than it may leaves nothing, and is not there the next time', async () => {
    await using harbour = await openHarbour(3_000_000)
    const { mirror, remote, commit } = harbour
    const objects = join(mirror.path, 'objects')
    await mkdir(join(objects, 'tmp_objdir-fetch-left-by-a-power-cut', 'pack'), { recursive: true })
    for (let time = 0; time < 2; time++) assert.equal(await code(fetchCommit(mirror, remote, commit, { ...bounds, most: 1024 * 1024 })), 'fetch-too-large')
    assert.deepEqual([(await bytesBelow(objects, Infinity)) < 100_000, (await readdir(objects)).filter((name) => name.startsWith('tmp_'))], [true, []])
    assert.equal(await code(fetchCommit(mirror, remote, commit, bounds)), 'fetched')
    assert.deepEqual(await linesOf(mirror.path, ['for-each-ref', '--format=%(refname)']), [`refs/fetched/${commit}`])
  })

  it('is held again where it was let go, and a ref is no more than a name', async () => {
    await using harbour = await openHarbour(1000)
    const { mirror, remote, commit } = harbour
    assert.equal(await code(fetchCommit(mirror, { ...remote, ref: 'refs/heads/main:refs/heads/main' }, 'e'.repeat(40), bounds)), 'fetch-failed')
    assert.deepEqual(await mirror.branches(), [])
    for (let time = 0; time < 2; time++) {
      assert.equal(await code(fetchCommit(mirror, remote, commit, bounds)), 'fetched')
      assert.deepEqual(await linesOf(mirror.path, ['for-each-ref', '--format=%(refname)']), [`refs/fetched/${commit}`])
      await releaseCommit(mirror, commit)
    }
  })

  it('that brings more than it may, takes longer than it may, or comes another way than by HTTP is not taken', async () => {
    await using harbour = await openHarbour(60_000_000)
    const { mirror, remote, commit } = harbour
    assert.equal(await code(fetchCommit(mirror, remote, commit, { ...bounds, most: 1024 * 1024 })), 'fetch-too-large')
    assert.equal(await code(fetchCommit(mirror, remote, commit, { ...bounds, within: 1 })), 'fetch-failed')
    assert.equal(await code(fetchCommit(mirror, { ...remote, url: 'file:///etc', header: null }, commit, bounds)), 'fetch-failed')
  })
})
