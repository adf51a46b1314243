import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, it } from 'node:test'
import examples from '@octokit/webhooks-examples' with { type: 'json' }
import { z } from 'zod'
import { isBad, wireContract } from '../wire/wire.contract.ts'
import { githubWire } from './wire.ts'

const Definitions = z.array(z.object({ name: z.string(), examples: z.array(z.looseObject({ action: z.string().optional() })) }))
const require = createRequire(import.meta.url)
/** What GitHub and its Enterprise servers were seen to send. */
const servers = ['ghes-31', 'ghes-32', 'ghes-33', 'ghes-34', 'ghes-35'].map((place): unknown => require(`@octokit/webhooks-examples/${place}/index.json`))
const recorded = [examples, ...servers].flatMap((definitions, at) => Definitions.parse(definitions).flatMap(({ name, examples: payloads }) => payloads.map((payload) => ({ at, name, payload }))))
const example = (name: string, action?: string): Readonly<Record<string, unknown>> => {
  const found = recorded.find((one) => one.at === 0 && one.name === name && (action === undefined || one.payload.action === action))
  assert.ok(found, `${name} ${action ?? ''}`)
  return found.payload
}

const pulls = 'opened reopened synchronize closed labeled unlabeled ready_for_review converted_to_draft edited'.split(' ')
/** What each event says; those not named say nothing. Null by a function: it depends on more than the action. */
function kindOf(name: string, { action = '', ...payload }: Readonly<Record<string, unknown>> & { readonly action?: string | undefined }): string | undefined {
  if (name === 'ping') return 'ping'
  if (name === 'pull_request') return pulls.includes(action) ? 'pull' : undefined
  if (name === 'push') return String(payload['ref']).startsWith('refs/heads/') ? 'pushed' : undefined
  if (name === 'issue_comment') return action === 'created' && z.object({ issue: z.object({ pull_request: z.object({}) }) }).safeParse(payload).success ? 'comment' : undefined
  if (name === 'repository') return ['renamed', 'deleted', 'transferred'].includes(action) ? 'repository' : undefined
  return name === 'installation' || name === 'installation_repositories' ? 'installation' : undefined
}

const sha256 = (body: Buffer, secret: string): string => createHmac('sha256', secret).update(body).digest('hex')
const sha1 = (body: Buffer, secret: string): string => createHmac('sha1', secret).update(body).digest('hex')

wireContract({
  wire: githubWire,
  headers: { 'content-type': 'application/json', 'x-github-event': 'pull_request', 'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958' },
  event: 'pull_request',
  payload: slim(example('pull_request', 'labeled')),
  others: {
    push: slim(example('push')),
    installation: slim(example('installation', 'created')),
    installation_repositories: slim(example('installation_repositories', 'added')),
    repository: slim(example('repository', 'transferred')),
    issue_comment: commentOn({ url: 'https://example.org' }),
  },
  sign: (body, secret) => ({ 'x-hub-signature-256': `sha256=${sha256(body, secret)}`, 'x-hub-signature': `sha1=${sha1(body, secret)}` }),
  wrong: {
    'the digest alone': (body, secret) => ({ 'x-hub-signature-256': sha256(body, secret) }),
    'half of it': (body, secret) => ({ 'x-hub-signature-256': `sha256=${sha256(body, secret).slice(0, 32)}` }),
    'another algorithm in its name': (body, secret) => ({ 'x-hub-signature-256': `sha1=${sha1(body, secret)}` }),
    'the older algorithm in the newer form': (body, secret) => ({ 'x-hub-signature-256': `sha256=${sha1(body, secret)}` }),
    'a right older signature beside a wrong newer one': (body, secret) => ({ 'x-hub-signature-256': `sha256=${'0'.repeat(64)}`, 'x-hub-signature': `sha1=${sha1(body, secret)}` }),
    'what is no digest': () => ({ 'x-hub-signature-256': 'sha256=zz' }),
    'the secret itself': (_body, secret) => ({ 'x-hub-signature-256': secret }),
  },
  signsForm: 'form',
})

describe('what GitHub says', () => {
  it('counts by the older signature where it sends no newer', () => {
    const body = Buffer.from('{}')
    assert.equal(githubWire.isSigned({ headers: { 'x-hub-signature': `sha1=${sha1(body, 'secret of many characters')}` }, body }, 'secret of many characters'), true)
    assert.equal(githubWire.isSigned({ headers: { 'x-hub-signature': `sha1=${sha1(body, 'other')}` }, body }, 'secret of many characters'), false)
  })

  it('is understood in all that was recorded of it', () => {
    const seen = new Map<string, number>()
    for (const { name, payload } of recorded) {
      const heard = githubWire.hear(name, payload)
      assert.equal(heard?.kind, kindOf(name, payload), `${name} ${payload.action ?? ''}`)
      if (heard) seen.set(heard.kind, (seen.get(heard.kind) ?? 0) + 1)
    }
    // comments on pull requests are in none of the recordings
    assert.deepEqual([...seen.keys()].sort(), ['installation', 'ping', 'pull', 'pushed', 'repository'])
    assert.ok((seen.get('pull') ?? 0) > 30, String(seen.get('pull')))
  })

  it('of a pull request', () => {
    const commit = 'ec26c3e57ca3a959ca5aad62de7213c562f8c821'
    const head = { commit, ref: 'changes', repository: 'Codertocat/Hello-World', fork: false, author: 'Codertocat' }
    const repository = { path: 'Codertocat/Hello-World', remote: '186853002' }
    const page = 'https://github.com/Codertocat/Hello-World/pull/2'
    const pull = {
      number: 2,
      title: 'Update the README with new information.',
      page,
      author: 'Codertocat',
      open: true,
      draft: false,
      labels: [],
      base: 'master',
      head,
      known: '2019-05-15T15:20:33.000Z',
    }
    assert.deepEqual(githubWire.hear('pull_request', example('pull_request', 'opened')), { kind: 'pull', repository, pull, sender: 'Codertocat', label: null })
  })

  for (const [action, expected] of [
    ['labeled', { label: { name: 'bug', set: true }, open: true }],
    ['unlabeled', { label: { name: 'bug', set: false }, open: true }],
    ['closed', { label: null, open: false }],
    ['synchronize', { label: null, open: true }],
    ['reopened', { label: null, open: true }],
  ] as const) {
    it(`of a pull request that was ${action}`, () => {
      const heard = githubWire.hear('pull_request', example('pull_request', action))
      assert.ok(heard?.kind === 'pull')
      assert.deepEqual({ label: heard.label, open: heard.pull.open }, expected)
    })
  }

  it('of one from a fork, and from a fork that is gone', () => {
    const payload = structuredClone(example('pull_request', 'opened'))
    const put = (repo: object | null): object => ({ ...payload, pull_request: { ...z.looseObject({}).parse(payload['pull_request']), head: { ref: 'x', sha: 'a'.repeat(40), repo } } })
    const headOf = (from: object): unknown => {
      const heard = githubWire.hear('pull_request', from)
      return heard?.kind === 'pull' ? [heard.pull.head.repository, heard.pull.head.fork] : null
    }
    assert.deepEqual(headOf(put({ id: 77, full_name: 'eve/Hello-World' })), ['eve/Hello-World', true])
    assert.deepEqual(headOf(put(null)), [null, true])
  })

  it('of pushes: by branches only, and a deleted one has no commit', () => {
    const repository = { id: 1, full_name: 'acme/shop', pushed_at: 1557933657 }
    const push = { ref: 'refs/heads/a/b;$(c)', after: 'a'.repeat(40), deleted: false, repository, sender: { login: 'ada' }, head_commit: { message: 'One\n\nTwo' } }
    const heard = { kind: 'pushed', repository: { path: 'acme/shop', remote: '1' }, branch: 'a/b;$(c)', sender: 'ada', known: '2019-05-15T15:20:57.000Z' }
    assert.deepEqual(githubWire.hear('push', push), { ...heard, commit: 'a'.repeat(40), title: 'One' })
    assert.deepEqual(githubWire.hear('push', { ...push, deleted: true, after: '0'.repeat(40), head_commit: null }), { ...heard, commit: null, title: '' })
    assert.equal(githubWire.hear('push', { ...push, ref: 'refs/tags/v1' }), null)
  })

  it('of comments: those that people made on pull requests', () => {
    const comment = commentOn({ url: 'https://example.org' })
    const heard = githubWire.hear('issue_comment', comment)
    assert.deepEqual(heard, { kind: 'comment', repository: { path: 'acme/shop', remote: '1' }, number: 5, text: '/preview redeploy $(x) <b>', by: 'ada', at: '2026-01-01T00:00:00.000Z' })
    assert.equal(githubWire.hear('issue_comment', { ...comment, action: 'edited' }), null)
    assert.equal(githubWire.hear('issue_comment', commentOn(undefined)), null)
    assert.equal(githubWire.hear('issue_comment', commentOn({}, { login: 'berth[bot]', type: 'Bot' })), null)
  })

  it('of repositories that have another name, another owner, or are gone', () => {
    const repository = { id: 1, full_name: 'acme/store' }
    const facts = { path: 'acme/store', remote: '1' }
    const said = (action: string, changes?: object): unknown => githubWire.hear('repository', { action, repository, ...(changes ? { changes } : {}) })
    assert.deepEqual(said('renamed', { repository: { name: { from: 'shop' } } }), { kind: 'repository', change: 'renamed', repository: facts, before: 'acme/shop' })
    assert.deepEqual(said('transferred', { owner: { from: { organization: { login: 'old' } } } }), { kind: 'repository', change: 'renamed', repository: facts, before: 'old/store' })
    assert.deepEqual(said('deleted'), { kind: 'repository', change: 'deleted', repository: facts, before: null })
    assert.equal(said('archived'), null)
  })

  it('of installations', () => {
    assert.deepEqual(githubWire.hear('installation', example('installation', 'created')), {
      kind: 'installation',
      change: 'given',
      account: 'Codertocat',
      repositories: [{ path: 'Codertocat/Hello-World', remote: '186853002' }],
    })
    assert.deepEqual(githubWire.hear('installation', example('installation', 'suspend')), { kind: 'installation', change: 'taken', account: 'Codertocat', repositories: null })
    assert.deepEqual(githubWire.hear('installation_repositories', example('installation_repositories', 'removed')), {
      kind: 'installation',
      change: 'taken',
      account: 'octocat',
      repositories: [{ path: 'octocat/Hello-World', remote: '1296269' }],
    })
  })

  it('text of people is left as it is', () => {
    const title = '"; rm -rf / # <script>alert(1)</script> ${x} `id` \u202e'
    const payload = { ...example('pull_request', 'opened'), pull_request: { ...z.looseObject({}).parse(example('pull_request', 'opened')['pull_request']), title: `${title}\nsecond line` } }
    const heard = githubWire.hear('pull_request', payload)
    assert.equal(heard?.kind === 'pull' && heard.pull.title, title)
  })

  it('the sample of the demo service: broken as it is, and too little when it is mended', () => {
    const sample = readFileSync(new URL('../../../../../../shared/fixtures/webhooks/demoservice-github.json.txt', import.meta.url), 'utf8')
    const mended: unknown = JSON.parse(sample.replace(/,(?=\s*\})/g, ''))
    assert.throws(
      () => githubWire.hear('pull_request', mended),
      (error) => isBad(error) && error.message.includes('repository.id is not right'),
    )
  })

  it('repositories that begin with a dot are repositories', () => {
    for (const path of ['acme/.github', 'acme/-x', 'a-b/..x', 'ada/+x']) {
      const heard = githubWire.hear('push', { ref: 'refs/heads/x', after: 'a'.repeat(40), repository: { id: 1, full_name: path } })
      assert.equal(heard?.kind === 'pushed' && heard.repository.path, path)
    }
  })

  it('a path that is none is refused', () => {
    for (const path of ['../../etc', 'acme/..', '/acme/shop', 'acme', 'acme/shop\n', 'acme/$(x)', '-c/x']) {
      const push = { ref: 'refs/heads/x', after: 'a'.repeat(40), repository: { id: 1, full_name: path } }
      assert.throws(() => githubWire.hear('push', push), isBad, path)
    }
  })
})

function commentOn(pull: object | undefined, user: object = { login: 'ada', type: 'User' }): object {
  const comment = { body: '/preview redeploy $(x) <b>', user, created_at: '2026-01-01T00:00:00Z' }
  return { action: 'created', repository: { id: 1, full_name: 'acme/shop' }, issue: { number: 5, ...(pull ? { pull_request: pull } : {}) }, comment }
}

/** Without the addresses, of which there are hundreds in each. */
function slim(payload: object): object {
  const text = JSON.stringify(payload, (key, value: unknown) => (key !== 'html_url' && (/(?:_url|^url|_id|^_links)$/.test(key) || /^(?:has|allow|is|can)_/.test(key)) ? undefined : value))
  return z.looseObject({}).parse(JSON.parse(text))
}
