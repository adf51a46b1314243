import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { run } from '../../src/kit/run.ts'
import type { ConnectionView, ManifestForm, RepositoryView } from '../../src/model/preview.ts'
import { sampleImage } from './catalogue.ts'
import { page, Reviewer } from './reviewer.ts'

/** A program that keeps lines in `/data`, on the image that the sample app `hello` is built as. */
function keeper(words: string): Record<string, string> {
  const dockerfile = `FROM ${sampleImage}\nCOPY index.html /www/index.html\nEXPOSE 8080\nCMD ["/bin/busybox", "httpd", "-f", "-p", "8080", "-h", "/www"]\n`
  return { 'index.html': words, Dockerfile: dockerfile, 'berth.yaml': 'volumes:\n  data: /data\n' }
}

async function rules(reviewer: Reviewer, change: object): Promise<void> {
  const [repository] = await reviewer.berth.json<RepositoryView[]>('/api/previews/repositories')
  await reviewer.berth.json(`/api/previews/repositories/${repository?.id ?? ''}`, { method: 'PATCH', body: change })
}

/** What it keeps, with what is added now; each comes as JSON, one after the other. */
async function lines(reviewer: Reviewer, name: string, more?: string): Promise<string> {
  await reviewer.shows(name)
  return (await reviewer.berth.visit(name, '/cgi-bin/add', more === undefined ? {} : { method: 'POST', body: more })).text
}

describe('what a preview begins with, on a real machine', () => {
  it('a copy of an instance’s data for trusted commits, nothing of it for others, or what a command makes once; its container says what it is of', async () => {
    await using reviewer = await Reviewer.open()
    const { github, berth } = reviewer
    await berth.install('hello', { name: 'source' })
    await berth.becomes('source', 'stopped', 60)
    assert.equal(await lines(reviewer, 'source', 'precious'), '"precious"')
    await rules(reviewer, { seed: { kind: 'instance', instance: 'source' } })
    const trusted = await github.openPull('acme/shop', { author: 'ada', files: keeper('by Ada') })
    await reviewer.becomes(`shop-pr-${trusted.number}`, 'running')
    assert.equal(await lines(reviewer, `shop-pr-${trusted.number}`, 'more'), '"precious""more"')
    assert.equal(await lines(reviewer, 'source'), '"precious"')
    const labels = (
      await run([
        'docker',
        'ps',
        '--filter',
        `label=run.demo.github_pr=${trusted.number}`,
        '--format',
        '{{.Label "run.demo"}} {{.Label "run.demo.url"}} {{.Label "run.demo.github_user"}}/{{.Label "run.demo.github_repo"}}',
      ])
    ).out.trim()
    assert.equal(labels, `true shop-pr-${trusted.number}.localhost:${berth.port} acme/shop`)

    const fork = await github.openPull('acme/shop', { author: 'eve', fork: true, files: keeper('by Eve') })
    const name = `shop-pr-${fork.number}`
    const { head } = (await reviewer.becomes(name, 'approval')) ?? {}
    await berth.json(`/api/previews/${name}/approve`, { method: 'POST', body: { commit: head?.commit } })
    await reviewer.becomes(name, 'running', 120)
    assert.equal(await lines(reviewer, name, 'mine'), '"mine"')

    await rules(reviewer, { seed: { kind: 'command', command: ['/bin/sh', '-c', 'echo seeded >> /data/lines'] } })
    const made = await github.openPull('acme/shop', { author: 'ada', files: keeper('seeded') })
    await reviewer.becomes(`shop-pr-${made.number}`, 'running')
    await github.push('acme/shop', made.number, { by: 'ada', files: { 'index.html': 'again' } })
    await reviewer.says(made.number, /Ready/)
    assert.match(await reviewer.shows(`shop-pr-${made.number}`), /seeded|again/)
    assert.equal(await lines(reviewer, `shop-pr-${made.number}`), 'seeded\n')
  })
})

describe('a GitHub App, made from its manifest', () => {
  it('is made with one form, hears of pull requests, and answers as itself', async () => {
    await using reviewer = await Reviewer.open()
    const { github, berth } = reviewer
    const form = await berth.json<ManifestForm>('/api/previews/connections/github', { method: 'POST', body: { url: github.url, organisation: 'harbour' } })
    const sent = await fetch(form.action, { method: 'POST', body: new URLSearchParams({ manifest: form.manifest }), redirect: 'manual' })
    const back = new URL(sent.headers.get('location') ?? '')
    assert.equal(back.pathname, '/api/previews/connections/github/done')
    const landed = await berth.local(`${back.pathname}${back.search}`)
    const [app] = github.apps
    assert.ok(app)
    assert.deepEqual([landed.status, landed.headers.location], [302, `${github.url}/apps/${app.slug}/installations/new`])
    assert.match((await berth.local(`${back.pathname}${back.search}`)).headers.location ?? '', /problem=late-connection/)
    assert.deepEqual((await berth.json<ConnectionView[]>('/api/previews/connections')).map(({ by }) => by.kind).toSorted(), ['app', 'token'])

    github.install(app, 'harbour')
    await github.repository('harbour/boats', { files: page('boats'), isPrivate: true, collaborators: { ada: 'write' } })
    github.hooks.to(`http://127.0.0.1:${berth.port}/doors/preview/github`, app.secret)
    const { number } = await github.openPull('harbour/boats', { author: 'ada', files: page('new boats') })
    await reviewer.becomes(`boats-pr-${number}`, 'running')
    const comments = (): readonly { readonly login: string; readonly body: string }[] => github.comments('harbour/boats', number)
    assert.ok(comments().every(({ login }) => login !== 'berth'))
    await github.uninstall(app, 'harbour')
    const lost = async (): Promise<unknown> => (await berth.json<RepositoryView[]>('/api/previews/repositories')).find(({ path }) => path === 'harbour/boats')?.cause?.code
    for (let turn = 0; (await lost()) === undefined && turn < 100; turn += 1) await reviewer.preview('none')
    assert.equal(await lost(), 'provider-denied')
    assert.ok(await reviewer.preview(`boats-pr-${number}`))
  })
})
