import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Problem } from '../../../../model/problem.ts'
import { scopeOf } from '../api/refusal.ts'
import { GitHubStandIn } from './github.testbed.ts'
import { open, status } from './opened.testbed.ts'

const shop = 'acme/shop'

describe('what proves who asks, at GitHub', () => {
  it('a token that was taken back is denied, and stands in no message', async () => {
    await using github = await GitHubStandIn.open()
    const way = github.byToken('berth')
    const { client } = await open(way)
    await github.repository(shop)
    github.revoke(way.token)
    await assert.rejects(client.repository(shop), (error) => {
      assert.ok(error instanceof Problem && error.code === 'provider-denied' && scopeOf(error) === 'connection')
      assert.ok(!JSON.stringify([error.message, error.body(), error.stack]).includes(way.token))
      return true
    })
  })

  it('an App gets one token for an account and keeps it; each fetch has one of its own that only reads', async () => {
    await using github = await GitHubStandIn.open()
    const { client, known } = await open(github.byApp(['acme', 'other']))
    for (const path of [shop, 'acme/site', 'other/thing']) await github.repository(path, { isPrivate: true })
    for (const path of [shop, 'acme/site', 'other/thing', shop]) assert.equal((await client.repository(path))?.path, path)
    assert.equal(github.called(/access_tokens/).length, 2)
    await client.source(shop, { branch: 'main' })
    await client.source(shop, { branch: 'main' })
    assert.equal(github.called(/access_tokens/).length, 4)
    assert.equal(new Set(known).size, 4)
    assert.deepEqual(github.calls.findLast(({ what }) => what.includes('access_tokens'))?.body, { repository_ids: [github.state.at(shop).id], permissions: { contents: 'read' } })
  })

  it('an App asks for one token where many want it at once, and anew where it got none', async () => {
    await using github = await GitHubStandIn.open()
    const { client } = await open(github.byApp(['acme']))
    await github.repository(shop)
    github.fail({ kind: 'down', only: /access_tokens/, times: 1 })
    await assert.rejects(client.repository(shop), (error) => error instanceof Problem && error.code === 'provider-down')
    const all = await Promise.all([1, 2, 3].map(async () => await client.repository(shop)))
    assert.deepEqual(
      all.map((one) => one?.path),
      [shop, shop, shop],
    )
    assert.deepEqual(
      github.called(/access_tokens/).map((call) => call.slice(-3)),
      ['502', '201'],
    )
  })

  it('an App makes itself a new token where one ended early', async () => {
    await using github = await GitHubStandIn.open()
    const { client } = await open(github.byApp(['acme']))
    await github.repository(shop)
    await client.repository(shop)
    github.revoke()
    assert.equal((await client.repository(shop))?.path, shop)
  })

  it('an App that was uninstalled sees nothing, and may write nothing', async () => {
    await using github = await GitHubStandIn.open()
    const way = github.byApp(['acme'])
    const { client } = await open(way)
    await github.repository(shop, { isPrivate: true })
    const { commit } = await github.openPull(shop, { author: 'ada' })
    await client.repository(shop)
    await github.uninstall(way.app, 'acme')
    assert.equal(await client.repository(shop), null)
    assert.equal(await client.openPulls(shop), null)
    await assert.rejects(client.status(shop, status(commit)), (error) => scopeOf(error) === 'account')
    await assert.rejects(client.source(shop, { pull: 1 }), (error) => scopeOf(error) === 'account')
  })

  it('an App whose installation is suspended is denied', async () => {
    await using github = await GitHubStandIn.open()
    const { client } = await open(github.byApp(['acme']))
    await github.repository(shop)
    for (const installation of github.state.installations) installation.suspended = true
    await assert.rejects(client.repository(shop), (error) => error instanceof Problem && error.code === 'provider-denied')
  })

  it('an App sees only the repositories that were chosen', async () => {
    await using github = await GitHubStandIn.open()
    const way = github.byApp([])
    const { client } = await open(way)
    for (const path of [shop, 'acme/secret']) await github.repository(path, { isPrivate: true })
    github.install(way.app, 'acme', [shop])
    assert.equal((await client.repository(shop))?.path, shop)
    assert.equal(await client.repository('acme/secret'), null)
  })

  it('a key that is none, or another App’s, is denied', async () => {
    await using github = await GitHubStandIn.open()
    await github.repository(shop)
    const [way, other] = [github.byApp(['acme']), github.byApp(['acme'], 'Other')]
    for (const key of ['no key at all', other.secrets.key]) {
      const { client } = await open({ ...way, secrets: { ...way.secrets, key } })
      await assert.rejects(client.repository(shop), (error) => scopeOf(error) === 'connection')
    }
  })
})
