import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { TryLater } from '../../../../jobs/handler.ts'
import { run, tryRun } from '../../../../kit/run.ts'
import { Problem } from '../../../../model/problem.ts'
import { scopeOf } from '../api/refusal.ts'
import type { CloneSource, DeploymentAnswer } from '../provider.ts'
import { GitHubStandIn } from './github.testbed.ts'
import { open, status } from './opened.testbed.ts'

const shop = 'acme/shop'
const marker = '<!-- berth preview -->'

/** The same is asked by a token and by an App: both are held to it. */
for (const [by, way] of [
  ['a token', (github: GitHubStandIn) => github.byToken('berth')],
  ['an App', (github: GitHubStandIn) => github.byApp(['acme'])],
] as const) {
  describe(`GitHub, by ${by}`, () => {
    it('reads pull requests, branches and the repository; null where there is none', async () => {
      await using github = await GitHubStandIn.open()
      const { client } = await open(way(github))
      await github.repository(shop, { isPrivate: true })
      const pull = await github.openPull(shop, { author: 'ada', title: '$(reboot) <b>"', branch: 'a;b$(x)', labels: ['preview'], draft: true })
      assert.deepEqual(await client.pull(shop, 1), {
        number: 1,
        title: '$(reboot) <b>"',
        page: `${github.url}/acme/shop/pull/1`,
        author: 'ada',
        open: true,
        draft: true,
        labels: ['preview'],
        base: 'main',
        head: { commit: pull.commit, ref: 'a;b$(x)', repository: shop, fork: false, author: 'ada' },
        known: new Date(pull.updated).toISOString(),
      })
      assert.equal(await client.pull(shop, 2), null)
      assert.equal((await client.branch(shop, 'a;b$(x)'))?.commit, pull.commit)
      assert.equal(await client.branch(shop, 'nothing/here'), null)
      assert.deepEqual(await client.repository(shop), { path: shop, remote: String(pull.at.id) })
      assert.equal(await client.repository('acme/nothing'), null)
      assert.equal(await client.openPulls('acme/nothing'), null)
    })

    it('finds all that are open, over pages; that of a fork says so, also when the fork is gone', async () => {
      await using github = await GitHubStandIn.open()
      const { client } = await open(way(github))
      await github.repository(shop)
      const { at, commit } = await github.openPull(shop, { author: 'eve', fork: true })
      await github.close(shop, (await github.openPull(shop, { author: 'ada' })).number)
      for (let number = 3; number <= 130; number++)
        at.pulls.set(number, { number, at, title: 'x', author: 'ada', base: 'main', branch: 'x', from: at, commit, open: true, draft: false, labels: [], updated: '2026-01-01T00:00:00Z' })
      const found = await client.openPulls(shop)
      assert.equal(found?.length, 129)
      assert.deepEqual(found[0]?.head, { commit, ref: 'change-1', repository: 'eve/shop', fork: true, author: 'eve' })
      await github.remove('eve/shop')
      assert.deepEqual((await client.pull(shop, 1))?.head, { commit, ref: 'change-1', repository: null, fork: true, author: 'eve' })
    })

    it('knows who may push', async () => {
      await using github = await GitHubStandIn.open()
      const { client } = await open(way(github))
      await github.repository(shop, { collaborators: { ada: 'write', ole: 'read' } })
      const may = await Promise.all(['acme', 'ada', 'ole', 'eve', 'ghost'].map(async (login) => await client.mayRun(shop, login)))
      assert.deepEqual(may, [true, true, false, false, false])
    })

    it('gives what fetches a private repository, and only that', async () => {
      await using github = await GitHubStandIn.open()
      const { client, known } = await open(way(github))
      await github.repository(shop, { isPrivate: true })
      const { commit } = await github.openPull(shop, { author: 'eve', fork: true, files: { 'hello.txt': 'from a fork\n' } })
      const source = await client.source(shop, { pull: 1 })
      assert.equal(await fetched(source, 'hello.txt'), `${commit} from a fork\n`)
      assert.deepEqual(source.url, `${github.url}/acme/shop.git`)
      await assert.rejects(fetched({ ...source, header: null }, 'hello.txt'))
      await assert.rejects(fetched({ ...source, header: 'Authorization: Basic eDp5' }, 'hello.txt'))
      assert.equal((await client.source(shop, { branch: 'main' })).ref, 'refs/heads/main')
      const secret = Buffer.from(source.header?.split(' ').at(-1) ?? '', 'base64')
        .toString()
        .split(':')[1]
      assert.ok(by === 'a token' || (secret !== undefined && known.includes(secret)))
    })

    it('keeps one comment of ours, and touches nobody else’s that has our marker', async () => {
      await using github = await GitHubStandIn.open()
      const { client } = await open(way(github))
      await github.repository(shop)
      await github.openPull(shop, { author: 'ada' })
      await github.comment(shop, 1, `${marker} mine`, 'eve')
      for (let many = 0; many < 110; many++) await github.comment(shop, 1, 'talk', 'ada')
      const id = await client.comment(shop, 1, { id: null, marker, text: `${marker} one` })
      assert.equal(await client.comment(shop, 1, { id: null, marker, text: `${marker} two` }), id)
      assert.equal(await client.comment(shop, 1, { id, marker, text: `${marker} three` }), id)
      const marked = github.comments(shop, 1).filter(({ body }) => body.includes(marker))
      assert.deepEqual(
        marked.map(({ login, body }) => [login, body]),
        [
          ['eve', `${marker} mine`],
          [by === 'a token' ? 'berth' : 'berth[bot]', `${marker} three`],
        ],
      )
      github.state.at(shop).comments.pop()
      assert.notEqual(await client.comment(shop, 1, { id, marker, text: `${marker} four` }), id)
    })

    it('makes a comment once where its answer was lost', async () => {
      await using github = await GitHubStandIn.open()
      const { client } = await open(way(github))
      await github.repository(shop)
      await github.openPull(shop, { author: 'ada' })
      github.fail({ kind: 'cut', only: /POST .*comments/, times: 1, after: true })
      await assert.rejects(client.comment(shop, 1, { id: null, marker, text: marker }), downAs('GitHub'))
      await client.comment(shop, 1, { id: null, marker, text: marker })
      assert.equal(github.comments(shop, 1).length, 1)
    })

    it('tells a deployment from its begin to its end, made once', async () => {
      await using github = await GitHubStandIn.open()
      const { client } = await open(way(github))
      await github.repository(shop)
      const { commit } = await github.openPull(shop, { author: 'eve', fork: true })
      const answer = deployment(commit)
      assert.equal(await client.deploy(shop, null, { ...answer, state: 'inactive' }), null)
      github.fail({ kind: 'cut', only: /POST .*deployments$/, times: 1, after: true })
      await assert.rejects(client.deploy(shop, null, answer), downAs('GitHub'))
      const id = await client.deploy(shop, null, answer)
      for (const state of ['success', 'failure', 'error', 'inactive'] as const) assert.equal(await client.deploy(shop, id, { ...answer, state }), id)
      assert.deepEqual(
        github.deployments(shop).map(({ sha, environment, statuses }) => [sha, environment, statuses.map(({ state }) => state)]),
        [[commit, 'preview/pr-1', ['in_progress', 'success', 'failure', 'error', 'inactive']]],
      )
      assert.deepEqual(github.deployments(shop)[0]?.statuses[1], { state: 'success', url: answer.url, log: answer.log, description: 'x'.repeat(140) })
    })

    it('sets a status', async () => {
      await using github = await GitHubStandIn.open()
      const { client } = await open(way(github))
      await github.repository(shop)
      const { commit } = await github.openPull(shop, { author: 'ada' })
      await client.status(shop, status(commit))
      assert.deepEqual(github.statuses(shop), [{ sha: commit, state: 'pending', context: 'berth/preview', description: 'It is being built', url: 'http://berth.example/log' }])
      await assert.rejects(client.status(shop, status('b'.repeat(40))), (error) => scopeOf(error) === 'request')
      await assert.rejects(client.comment(shop, 77, { id: null, marker, text: marker }), (error) => scopeOf(error) === 'request')
    })

    it('goes after a renamed repository, writing as well', async () => {
      await using github = await GitHubStandIn.open()
      const { client } = await open(way(github))
      await github.repository(shop)
      const { commit } = await github.openPull(shop, { author: 'ada', files: { 'a.txt': 'a\n' } })
      await github.rename(shop, 'acme/store')
      assert.equal((await client.repository(shop))?.path, 'acme/store')
      assert.equal((await client.source(shop, { pull: 1 })).url, `${github.url}/acme/store.git`)
      assert.equal(await fetched(await client.source(shop, { pull: 1 }), 'a.txt'), `${commit} a\n`)
      await client.status(shop, status(commit))
      assert.equal(github.statuses('acme/store').length, 1)
      await client.comment(shop, 1, { id: null, marker, text: marker })
      assert.equal(github.comments('acme/store', 1).length, 1)
    })

    for (const [what, trouble, patience] of [
      ['answers 502', { kind: 'down' }, 5000],
      ['breaks the line', { kind: 'cut' }, 5000],
      ['says nothing', { kind: 'hang' }, 1000],
    ] as const) {
      it(`is down where it ${what}`, async () => {
        await using github = await GitHubStandIn.open()
        const { client } = await open(way(github), patience)
        await github.repository(shop)
        const { commit } = await github.openPull(shop, { author: 'ada' })
        github.fail(trouble)
        await assert.rejects(client.pull(shop, 1), downAs('GitHub'))
        await assert.rejects(client.status(shop, status(commit)), downAs('GitHub'))
        const before = github.calls.length
        await assert.rejects(client.repository(shop), downAs('GitHub'))
        assert.equal(github.calls.length, before + 1, 'it is asked once: trying again is not the business of this part')
        await github.heal()
        assert.equal((await client.pull(shop, 1))?.number, 1)
      })
    }

    it('is down where nobody listens, and well when somebody does again', async () => {
      await using github = await GitHubStandIn.open()
      const { client } = await open(way(github))
      await github.repository(shop)
      await github.goAway()
      await assert.rejects(client.repository(shop), downAs('GitHub'))
      await github.heal()
      assert.equal((await client.repository(shop))?.path, shop)
    })

    it('says when to come again where the rate is limited', async () => {
      await using github = await GitHubStandIn.open()
      const { client } = await open(way(github))
      await github.repository(shop)
      github.fail({ kind: 'limited', seconds: 90, times: 1 })
      await assert.rejects(client.repository(shop), (error) => error instanceof TryLater && error.milliseconds > 60_000 && error.milliseconds <= 91_000)
      github.fail({ kind: 'slowdown', seconds: 7, times: 1 })
      await assert.rejects(client.repository(shop), (error) => error instanceof TryLater && error.milliseconds === 7000)
    })

    it('ends with its signal', async () => {
      await using github = await GitHubStandIn.open()
      const { client, abort } = await open(way(github))
      await github.repository(shop)
      github.fail({ kind: 'hang' })
      const asking = client.repository(shop)
      const reason = new Error('the engine ends')
      abort.abort(reason)
      await assert.rejects(asking, reason)
    })
  })
}

function deployment(commit: string): DeploymentAnswer {
  return { commit, environment: 'preview/pr-1', state: 'pending', url: 'http://shop-pr-1.berth.example/', log: 'http://berth.example/log', text: 'x'.repeat(200) }
}

function downAs(provider: string): (error: unknown) => boolean {
  return (error) => error instanceof Problem && error.code === 'provider-down' && error.values['provider'] === provider
}

/** As the door fetches: the header in the environment and in no argument. The commit's name, and a file of it. */
async function fetched({ url, ref, header }: CloneSource, file: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'berth-fetched-'))
  try {
    await run(['git', 'init', '--quiet', folder])
    const proof = header === null ? {} : { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'http.extraHeader', GIT_CONFIG_VALUE_0: header }
    const { code, err } = await tryRun(['git', '-C', folder, 'fetch', '--quiet', '--depth', '1', '--', url, ref], { env: { ...proof, GIT_TERMINAL_PROMPT: '0', GIT_CONFIG_GLOBAL: '/dev/null' } })
    assert.equal(code, 0, err)
    await run(['git', '-C', folder, 'checkout', '--quiet', 'FETCH_HEAD'])
    const { out } = await run(['git', '-C', folder, 'rev-parse', 'HEAD'])
    return `${out.trim()} ${await readFile(join(folder, file), 'utf8')}`
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
