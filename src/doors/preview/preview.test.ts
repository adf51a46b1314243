import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Problem } from '../../model/problem.ts'
import { builtOf, first, PreviewBed, seen, shop } from './door.testbed.ts'

const bad = { code: 'not-ready', message: 'It did not answer.', fix: 'See its log.', at: '2026-11-21T06:00:00.000Z', log: ['boom'] }

describe('a pull request', () => {
  it('becomes a preview, is told of in one comment, a deployment and a status, and goes with its data when it is closed', async () => {
    await using bed = await PreviewBed.open({ isPrivate: true })
    const { number } = await bed.github.openPull(shop, { author: 'ada', title: 'Make it <b>blue</b> $(reboot)' })
    const view = await bed.becomes(first, 'running')
    assert.deepEqual([view?.of, view?.outsider, view?.url, view?.title], [{ kind: 'pull', number }, false, 'http://shop-pr-1.localhost/', 'Make it <b>blue</b> $(reboot)'])
    const commit = view?.head.commit ?? ''
    assert.deepEqual(bed.announced[0]?.docking?.aliases, [{ label: `shop-pr-1-${commit.slice(0, 7)}`, version: '1' }])
    const release = await bed.door.releases.get(first, 1)
    assert.deepEqual(
      [release.commit, release.labels['run.demo.github_pr'], release.labels['run.demo.url'], release.labels['run.demo.url_full']],
      [commit, '1', 'shop-pr-1.localhost', 'http://shop-pr-1.localhost/'],
    )
    await bed.says(number, /Ready/)
    await bed.github.close(shop, number)
    await bed.becomes(first, null)
    await bed.says(number, /Gone, with its data/)
    assert.deepEqual(bed.discarded, [first])
    assert.deepEqual([bed.door.previews.get(first).commits, bed.door.previews.get(first).job], [[], null])
    assert.equal(bed.github.comments(shop, number).length, 1)
    assert.deepEqual(
      bed.github.deployments(shop).map(({ statuses }) => statuses.at(-1)?.state),
      ['inactive'],
    )
    const told = bed.github.statuses(shop).map(({ state }) => state)
    assert.deepEqual([new Set(told.slice(0, -1)), told.at(-1)], [new Set(['pending']), 'success'])
    assert.deepEqual(await bed.db.releases.of(first), [])
  })

  it('is built anew with each commit, and only the newest is', async () => {
    await using bed = await PreviewBed.open()
    const { begun } = bed.endless()
    const { number } = await bed.github.openPull(shop, { author: 'ada' })
    await begun
    bed.build = async ({ tag }) => await Promise.resolve(builtOf(tag))
    const commit = await bed.github.push(shop, number, { by: 'ada' })
    const view = await bed.becomes(first, 'running')
    await bed.says(number, /Ready/)
    assert.deepEqual(
      bed.github
        .statuses(shop)
        .map(({ sha, state, description }) => (sha === commit ? 'newer' : `${state} ${description}`))
        .filter((said) => said !== 'newer')
        .at(-1),
      `error A newer commit took its place: ${commit.slice(0, 7)}`,
    )
    assert.deepEqual([view?.live, bed.announced.length, (await bed.jobs.list()).map(({ state }) => state)], [commit, 1, ['done', 'cancelled']])
    const forced = await bed.github.push(shop, number, { by: 'ada', force: true })
    await bed.says(number, new RegExp(forced.slice(0, 7)))
    await bed.calm()
    assert.equal((await bed.becomes(first, 'running'))?.live, forced)
    assert.deepEqual(
      bed.announced.at(-1)?.docking?.aliases?.map(({ version }) => version),
      ['2', '1'],
    )
  })

  it('that is opened again is built again, also where everybody had forgotten it', async () => {
    await using bed = await PreviewBed.open()
    const { number } = await bed.github.openPull(shop, { author: 'ada' })
    await bed.becomes(first, 'running')
    await bed.github.close(shop, number)
    await bed.becomes(first, null)
    await bed.github.reopen(shop, number)
    await bed.becomes(first, 'running')
    await bed.calm()
    assert.equal(bed.announced.length, 2)
  })

  it('that comes back while it still goes waits for that, and is no failure', async () => {
    await using bed = await PreviewBed.open()
    bed.goes = 1
    await bed.github.openPull(shop, { author: 'ada' })
    await bed.becomes(first, 'running')
    await bed.calm()
    assert.deepEqual(
      (await bed.jobs.list()).map(({ state, attempts }) => [state, attempts]),
      [['done', 2]],
    )
    assert.equal(bed.built.length, 1)
  })

  it('whose build fails says the step and the last lines, and the next commit makes it good', async () => {
    await using bed = await PreviewBed.open()
    bed.build = async (_, { log }) => {
      log('compiling')
      return await Promise.reject(new Problem('build-failed', { image: 'shop', reason: 'the compiler fell over' }))
    }
    const { number } = await bed.github.openPull(shop, { author: 'ada' })
    const view = await bed.becomes(first, 'failed')
    assert.deepEqual([view?.failure?.cause.code, view?.failure?.step], ['build-failed', 'build'])
    assert.match(await bed.says(number, /Failed/), /the compiler fell over[^]*compiling/)
    assert.equal(bed.github.statuses(shop).at(-1)?.state, 'failure')
    bed.build = async ({ tag }) => await Promise.resolve(builtOf(tag))
    await bed.github.push(shop, number, { by: 'ada' })
    await bed.becomes(first, 'running')
    await bed.says(number, /Ready/)
    await bed.calm()
    assert.equal(bed.github.comments(shop, number).length, 1)
  })

  it('that is built and does not get well has failed, and what ran before is said', async () => {
    await using bed = await PreviewBed.open()
    const { number } = await bed.github.openPull(shop, { author: 'ada' })
    await bed.becomes(first, 'running')
    bed.ill = bad
    await bed.github.push(shop, number, { by: 'ada' })
    const view = await bed.becomes(first, 'failed')
    assert.equal(view?.failure?.cause.code, 'not-ready')
    await bed.says(number, /Failed[^]*still at/)
  })
})

describe('whose code runs', () => {
  it('a fork waits until somebody who may approves that very commit; it is given no secrets', async () => {
    await using bed = await PreviewBed.open()
    const repository = await seen(bed)
    await bed.door.repositories.changeEnv(repository, { set: { API_KEY: 'a-secret-of-the-team' }, unset: [] })
    await bed.door.repositories.change(repository, { env: { MODE: 'preview' } })
    const { number } = await bed.github.openPull(shop, { author: 'eve', fork: true })
    const view = await bed.becomes(`shop-pr-${number}`, 'approval')
    const commit = view?.head.commit ?? ''
    await bed.says(number, /Waits for approval/)
    await bed.github.comment(shop, number, `/preview approve ${commit.slice(0, 7)}`, 'eve')
    await bed.calm()
    assert.equal((await bed.becomes(`shop-pr-${number}`, 'approval'))?.approved, null)
    await bed.github.comment(shop, number, `/preview approve ${commit.slice(0, 7)}`, 'ada')
    const running = await bed.becomes(`shop-pr-${number}`, 'running')
    assert.deepEqual([running?.approved?.by, running?.outsider, bed.built.at(-1)?.outsider], ['ada', true, true])
    assert.deepEqual([...(await bed.door.releases.get(view?.name ?? first, 1)).env], ['MODE'])
    await bed.github.push(shop, number, { by: 'eve' })
    await bed.becomes(`shop-pr-${number}`, 'approval')
    await assert.rejects(bed.door.deeds.approve(view?.name ?? first, commit, 'Ada'), (error: unknown) => error instanceof Problem && error.code === 'stale-approval')
    await assert.rejects(bed.door.deeds.redeploy(view?.name ?? first), (error: unknown) => error instanceof Problem && error.code === 'needs-approval')
    await bed.github.label(shop, number, 'preview', 'ada')
    await bed.becomes(`shop-pr-${number}`, 'running')
    assert.equal(bed.built.length, 2)
  })

  it('a trusted one has the variables of previews; somebody who may not push waits, though it is no fork', async () => {
    await using bed = await PreviewBed.open()
    const repository = await seen(bed)
    await bed.door.repositories.changeEnv(repository, { set: { API_KEY: 'a-secret-of-the-team' }, unset: [] })
    const trusted = await bed.github.openPull(shop, { author: 'ada' })
    const bot = await bed.github.openPull(shop, { author: 'max' })
    await bed.becomes(`shop-pr-${trusted.number}`, 'running')
    await bed.becomes(`shop-pr-${bot.number}`, 'approval')
    assert.deepEqual((await bed.db.releases.of(first)).map(({ env }) => env).flat(), trusted.number === 1 ? ['API_KEY'] : [])
    assert.equal(bed.built.length, 1)
  })
})

describe('what people say in comments', () => {
  it('is done for those who may push, and answered where it cannot be', async () => {
    await using bed = await PreviewBed.open()
    bed.build = async ({ tag }, { log }) => {
      log('compiling')
      return await Promise.resolve(builtOf(tag))
    }
    const { number } = await bed.github.openPull(shop, { author: 'ada' })
    await bed.becomes(first, 'running')
    await bed.github.comment(shop, number, '/preview stop', 'eve')
    await bed.calm()
    assert.deepEqual(
      bed.wishes.filter((wish) => wish.startsWith('stop')),
      [],
    )
    await bed.github.comment(shop, number, '/preview stop', 'ada')
    await bed.becomes(first, 'stopped')
    await bed.says(number, /Stopped/)
    await bed.github.comment(shop, number, '/preview start', 'ada')
    await bed.becomes(first, 'running')
    await bed.github.comment(shop, number, '/preview redeploy', 'ada')
    await bed.calm()
    assert.equal(bed.built.length, 2)
    await bed.github.comment(shop, number, '/preview dance', 'ada')
    await bed.says(number, /Known are/)
    await bed.github.comment(shop, number, '/preview logs', 'ada')
    await bed.says(number, /last lines of its build/)
    assert.deepEqual(
      bed.wishes.filter((wish) => /^(stop|start)/.test(wish)),
      [`stop ${first}`, `start ${first}`, `start ${first}`],
    )
    assert.equal(bed.github.comments(shop, number).filter(({ login }) => login === 'berth').length, 1)
  })
})

describe('an engine that ends', () => {
  it('while a newer commit is built, and starts before Docker: nothing is taken for gone', async () => {
    await using bed = await PreviewBed.open()
    const { number } = await bed.github.openPull(shop, { author: 'ada' })
    await bed.becomes(first, 'running')
    const { begun } = bed.endless()
    const commit = await bed.github.push(shop, number, { by: 'ada' })
    await begun
    await bed.end()
    bed.serving.delete(first)
    bed.build = async ({ tag }) => await Promise.resolve(builtOf(tag))
    await bed.start()
    assert.equal((await bed.becomes(first, 'running'))?.live, commit)
    assert.deepEqual([bed.door.previews.get(first).last, bed.discarded], [2, []])
  })

  it('before anybody said that a first release runs: it is started, and then it is said', async () => {
    await using bed = await PreviewBed.open()
    bed.silent = true
    const { number } = await bed.github.openPull(shop, { author: 'ada' })
    await bed.becomes(first, 'starting')
    await bed.calm()
    await bed.restart()
    assert.ok(bed.wishes.includes(`start ${first}`))
    bed.serving.set(first, { version: '1', state: 'running', off: false, switching: false, cause: null, domains: [] })
    await bed.door.hear(first, null)
    await bed.becomes(first, 'running')
    await bed.says(number, /Ready/)
    assert.equal(bed.built.length, 1)
  })
})

describe('a repository', () => {
  it('that is renamed keeps its previews; deleted, they go; two of one name are told apart', async () => {
    await using bed = await PreviewBed.open()
    await bed.github.repository('other/shop', { files: { Dockerfile: 'FROM scratch' }, collaborators: { ada: 'write' } })
    await bed.github.openPull(shop, { author: 'ada' })
    await bed.becomes(first, 'running')
    await bed.github.openPull('other/shop', { author: 'ada' })
    await bed.becomes('shop-other-pr-1', 'running')
    await bed.github.rename(shop, 'acme/store')
    await bed.github.push('acme/store', 1, { by: 'ada' })
    await bed.calm()
    assert.equal((await bed.becomes(first, 'running'))?.path, 'acme/store')
    await bed.github.remove('acme/store')
    await bed.becomes(first, null)
    assert.ok(await bed.door.view((await bed.becomes('shop-other-pr-1', 'running'))?.name ?? first))
  })

  it('has permanent previews of branches that its rules name', async () => {
    await using bed = await PreviewBed.open()
    const id = await seen(bed)
    await bed.door.repositories.change(id, { branches: ['stag*'] })
    await bed.github.pushBranch(shop, 'staging', { by: 'ada' })
    await bed.becomes('shop-branch-staging', 'running')
    await bed.github.deleteBranch(shop, 'staging', 'ada')
    await bed.becomes('shop-branch-staging', null)
    assert.deepEqual(bed.discarded, ['shop-branch-staging'])
  })

  it('nobody visits goes after its hours, and comes back with the next commit', async () => {
    await using bed = await PreviewBed.open()
    const id = await seen(bed)
    const { number } = await bed.github.openPull(shop, { author: 'ada' })
    await bed.becomes(first, 'running')
    await bed.says(number, /Ready/)
    await bed.door.repositories.change(id, { hours: 1 })
    await bed.door.previews.change(first, (row) => ({ ...row, commits: row.commits.map((one) => ({ ...one, at: '2026-01-01T00:00:00.000Z' })) }))
    bed.idle.set(first, 2)
    await bed.door.reconsider(id)
    await bed.becomes(first, null)
    await bed.says(number, /Nobody visited/)
    await bed.github.push(shop, number, { by: 'ada' })
    await bed.becomes(first, 'running')
  })
})
