import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ConnectionId } from '../../../../model/preview.ts'
import { Problem } from '../../../../model/problem.ts'
import { identify } from '../identify.ts'
import { openGitHub } from './client.ts'
import { GitHubStandIn } from './github.testbed.ts'
import { convert, manifestForm } from './manifest.ts'

const reaching = { signal: new AbortController().signal, patience: 5000 }
const about = { name: 'Berth at school, with a name that is long', home: 'https://berth.example', hook: 'https://berth.example/doors/preview/github', back: 'http://127.0.0.1:1/done', state: 'a&b' }

describe('a GitHub App by its manifest', () => {
  it('asks for the least that is needed', () => {
    const { action, manifest } = manifestForm(about)
    assert.equal(action, 'https://github.com/settings/apps/new?state=a%26b')
    assert.deepEqual(JSON.parse(manifest), {
      name: 'Berth at school, with a name that',
      url: 'https://berth.example',
      hook_attributes: { url: 'https://berth.example/doors/preview/github', active: true },
      redirect_url: 'http://127.0.0.1:1/done',
      public: false,
      default_permissions: { metadata: 'read', contents: 'read', pull_requests: 'write', issues: 'read', deployments: 'write', statuses: 'write' },
      default_events: ['pull_request', 'push', 'issue_comment', 'repository'],
    })
    for (const url of ['https://ghe.example/x', 'https://ghe.example/x/']) {
      assert.equal(manifestForm({ ...about, url }).action, 'https://ghe.example/x/settings/apps/new?state=a%26b')
      assert.equal(manifestForm({ ...about, url, organisation: 'acme' }).action, 'https://ghe.example/x/organizations/acme/settings/apps/new?state=a%26b')
    }
  })

  it('goes from the form to a client that works', async () => {
    await using github = await GitHubStandIn.open()
    const { action, manifest } = manifestForm({ ...about, url: github.url, organisation: 'acme' })
    const answer = await fetch(action, { method: 'POST', body: new URLSearchParams({ manifest }), redirect: 'manual' })
    const back = new URL(answer.headers.get('location') ?? '')
    assert.equal(back.searchParams.get('state'), 'a&b')
    const code = back.searchParams.get('code') ?? ''
    const made = await convert(code, `${github.url}/`, reaching)
    const [app] = github.apps
    assert.ok(app)
    assert.deepEqual(made.connection, {
      provider: 'github',
      url: github.url,
      api: github.api,
      label: app.name,
      by: { kind: 'app', id: app.id, slug: app.slug, page: `${github.url}/apps/${app.slug}` },
    })
    assert.deepEqual([made.secrets.webhook, made.install], [app.secret, `${github.url}/apps/${app.slug}/installations/new`])
    await assert.rejects(convert(code, github.url, reaching), (error) => error instanceof Problem && error.code === 'late-connection')

    github.install(app, 'acme')
    await github.repository('acme/shop', { isPrivate: true })
    const client = await openGitHub({ connection: { ...made.connection, id: ConnectionId.parse('abcd1234'), created: '', cause: null }, secrets: made.secrets, ...reaching, know: () => undefined })
    assert.equal((await client.repository('acme/shop'))?.path, 'acme/shop')
  })

  it('takes no code that is none', async () => {
    for (const code of ['', '../user', 'a/b', 'a?b']) await assert.rejects(convert(code, 'http://127.0.0.1:1', reaching), (error) => error instanceof Problem && error.code === 'late-connection')
  })
})

describe('whose a token is', () => {
  it('of GitHub', async () => {
    await using github = await GitHubStandIn.open()
    const { token } = github.byToken('ada')
    assert.deepEqual(await identify('github', `${github.url}/`, token, reaching), { provider: 'github', url: github.url, api: github.api, label: 'GitHub ada', by: { kind: 'token', login: 'ada' } })
    await assert.rejects(identify('github', github.url, 'wrong', reaching), (error) => error instanceof Problem && error.code === 'provider-denied')
    await github.goAway()
    await assert.rejects(identify('github', github.url, token, reaching), (error) => error instanceof Problem && error.code === 'provider-down')
  })

  it('of a place that is not said, and has no usual one', async () => {
    await assert.rejects(identify('gitea', undefined, 'x', reaching), (error) => error instanceof Problem && error.code === 'provider-denied')
    // Launchpad lets a token of one repository call what is marked for it, and that is nothing but reports
    await assert.rejects(identify('launchpad', undefined, 'one-word', reaching), (error) => error instanceof Problem && /key:secret/.test(error.message))
  })
})
