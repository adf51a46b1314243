import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { previewSample } from '../model/doorviews.testbed.ts'
import { Problem } from '../model/problem.ts'
import { berth } from './child.testbed.ts'
import { connections, previews, repositories, secrets } from './doors.testbed.ts'
import { noteOf, oneLine } from './previewwords.ts'
import { reads } from './reads.testbed.ts'
import { StandIn } from './standin.testbed.ts'

const commit = previews[1]?.head.commit ?? ''

const readings: readonly (readonly [words: string, json: unknown, human: string])[] = [
  [
    'previews',
    previews,
    `PREVIEW           OF              TITLE                                     BY   COMMIT   STATE                 LEFT  ADDRESS
shop-pr-7         acme/shop#7     Make it blue                              ada  abcdef1  ● running             6 d   http://shop-pr-7.localhost/
shop-pr-8         acme/shop#8     Red and more of it than anybody wants t…  eve  abcdef1  ? waits for approval  –     http://shop-pr-8.localhost/
shop-pr-9         acme/shop#9     Green                                     ada  abcdef1  ✖ failed              –     http://shop-pr-9.localhost/
shop-branch-main  acme/shop main  main                                      ada  abcdef1  ⊘ held                20 h  http://shop-branch-main.localhost/

shop-pr-8: commit abcdef123456 of eve is of a fork or an outsider.
  fix: Look at what it changes, then: berth preview approve shop-pr-8 abcdef123456

shop-pr-9, build: web of ledger ended 3 times in a row.
  fix: Look at its logs.

shop-branch-main is held: it is a draft`,
  ],
  [
    'connections',
    connections,
    `ID        LABEL   WHERE                    BY                REPOSITORIES  HEARD
c0nnect1  acme    https://github.com       token of ada      1             3 h ago
c0nnect2  school  https://git.example.org  App berth-school  1             never

school: web of ledger ended 3 times in a row.
  fix: Look at its logs.`,
  ],
  [
    'repositories',
    repositories,
    `ID            REPOSITORY  AT      WHICH  OUTSIDERS          FOR      STAYS  PREVIEWS
0123456789ab  acme/shop   github  all    wait for approval  members  168 h  1`,
  ],
  [
    'repositories env acme/shop',
    secrets,
    `VARIABLE  VALUE           CHANGED
KEY       (4 characters)  3 h`,
  ],
]

const ok = { ok: true }
const view = previews[0]
const set = 'PATCH /api/previews/repositories/0123456789ab'
const shown = `ID            REPOSITORY  AT      WHICH  OUTSIDERS          FOR      STAYS  PREVIEWS
0123456789ab  acme/shop   github  all    wait for approval  members  168 h  1`

/** What each sends, and what it prints. */
const asks: readonly (readonly [words: string, what: string, body: unknown, answer: unknown, human: string])[] = [
  ['preview start acme/shop#7', 'POST /api/previews', { organisation: 'acme', repository: 'shop', pull: '7' }, view, 'http://shop-pr-7.localhost/'],
  ['preview start group/sub/shop!7', 'POST /api/previews', { organisation: 'group/sub', repository: 'shop', pull: '7' }, view, 'http://shop-pr-7.localhost/'],
  [
    'preview start https://github.com/acme/shop/pull/7 --no-wait',
    'POST /api/previews',
    { url: 'https://github.com/acme/shop/pull/7' },
    view,
    'shop-pr-7: ● running. See how it goes: berth previews --watch',
  ],
  ['preview redeploy shop-pr-7', 'POST /api/previews/shop-pr-7/redeploy', undefined, view, 'http://shop-pr-7.localhost/'],
  ['preview resume shop-pr-7', 'POST /api/previews/shop-pr-7/resume', undefined, view, 'http://shop-pr-7.localhost/'],
  ['preview stop shop-pr-7', 'POST /api/previews/shop-pr-7/stop', undefined, view, 'shop-pr-7 is switched off until the next commit, or: berth preview resume shop-pr-7'],
  ['preview extend shop-pr-7', 'POST /api/previews/shop-pr-7/extend', { hours: 24 }, view, 'shop-pr-7 stays 168 hours if nobody visits.'],
  ['preview extend shop-pr-7 48', 'POST /api/previews/shop-pr-7/extend', { hours: 48 }, view, 'shop-pr-7 stays 168 hours if nobody visits.'],
  ['preview extend shop-pr-7 1', 'POST /api/previews/shop-pr-7/extend', { hours: 1 }, previewSample('shop-pr-7', { hoursLeft: 1.2 }), 'shop-pr-7 stays 1 hour if nobody visits.'],
  ['preview rm shop-pr-7 --yes', 'DELETE /api/previews/shop-pr-7', undefined, ok, 'shop-pr-7 is being removed with its data.'],
  ['rm shop-pr-7 --yes', 'DELETE /api/previews/shop-pr-7', undefined, ok, 'shop-pr-7 is being removed with its data.'],
  ['connections rm c0nnect1 --yes', 'DELETE /api/previews/connections/c0nnect1', undefined, ok, 'c0nnect1 is disconnected. Take the token, or the App, back at the provider too.'],
  ['repositories set acme/shop --which label --hours 48 --no-drafts --no-comment', set, { which: 'label', hours: 48, drafts: false, comment: false }, repositories[0], shown],
  [
    'repositories set 0123456789ab --branch main live --base - --drafts --env A=1 B=x=y',
    set,
    { drafts: true, bases: [], branches: ['main', 'live'], env: { A: '1', B: 'x=y' } },
    repositories[0],
    shown,
  ],
  ['repositories set acme/shop --seed-from shop --access public', set, { seed: { kind: 'instance', instance: 'shop' }, access: 'public' }, repositories[0], shown],
  ['repositories set ACME/Shop --no-seed --access Ada', set, { seed: { kind: 'none' }, access: { people: ['p1'], groups: [], devices: [] } }, repositories[0], shown],
  ['repositories rm acme/shop --yes', 'DELETE /api/previews/repositories/0123456789ab', undefined, ok, 'acme/shop is forgotten.'],
  ['repositories env acme/shop A=1 --unset B C', `${set}/env`, { set: { A: '1' }, unset: ['B', 'C'] }, [], 'There is none.'],
]

describe('what anybody may write', () => {
  it('stays in its place: no colours, no lines and no directions, and no half letters', () => {
    assert.equal(oneLine('Fix\n\u001b[31m it\u202e drawkcab \u2066x\u2069\u200f'), 'Fix it drawkcab x')
    assert.equal(oneLine('🚢'.repeat(41)), `${'🚢'.repeat(39)}…`)
    assert.equal(oneLine('שלום'), 'שלום')
  })
})

describe('a preview that failed', () => {
  it('says what of it failed, and never what an older commit did', () => {
    const [, , failed] = previews
    assert.ok(failed?.failure)
    const older = { ...failed.failure, commit: 'f'.repeat(40) }
    for (const failure of [null, older])
      assert.deepEqual(noteOf(previewSample('shop-pr-9', { state: 'failed', failure })), ['shop-pr-9 was built, and does not run.\n  fix: See what it says: berth logs shop-pr-9'])
    assert.deepEqual(noteOf(previewSample('shop-pr-9', { failure: older })), [])
  })
})

describe('previews from the command line', () => {
  let engine: StandIn
  before(async () => void (engine = await StandIn.open()))
  beforeEach(() => void (engine.asked.length = 0))
  after(async () => await engine[Symbol.asyncDispose]())

  for (const [typed, json, human] of readings) it(`berth ${typed}`, async () => await reads(engine, typed.split(' '), json, human))

  for (const [typed, what, body, answer, human] of asks) {
    it(`berth ${typed}`, async () => {
      engine.answers.set(what, answer)
      const { code, out } = await berth(engine, typed.split(' '))
      assert.deepEqual([code, out.trimEnd()], [0, human])
      assert.deepEqual(
        engine.asked.filter(({ what: asked }) => !asked.startsWith('GET ')).map((one) => [one.what, one.body]),
        [[what, body]],
      )
    })
  }

  it('approves exactly the commit that is shown, and no other', async () => {
    engine.answers.set('POST /api/previews/shop-pr-8/approve', previewSample('shop-pr-8', { state: 'queued' }))
    const approve = async (...words: readonly string[]): ReturnType<typeof berth> => await berth(engine, ['preview', 'approve', 'shop-pr-8', '--no-wait', ...words])
    const { code, out, err } = await approve(commit.slice(0, 7))
    assert.deepEqual([code, out], [0, 'shop-pr-8: ◌ queued. See how it goes: berth previews --watch\n'])
    assert.equal(err, `acme/shop#8: Red and more of it than anybody wants t…\n  https://github.com/acme/shop/pull/8\n  commit ${commit} of eve, from eve/shop\n`)
    assert.deepEqual(engine.asked.at(-1)?.body, { commit })
    engine.asked.length = 0
    assert.match((await approve('1234567')).err, new RegExp(`at another commit by now: ${commit}`))
    assert.match((await approve()).err, /give --yes/)
    assert.ok(engine.asked.every(({ what }) => what.startsWith('GET ')))
    assert.equal((await approve('--yes')).code, 0)
  })

  it('follows it while something goes on by itself, and shows why it failed', async () => {
    const job = { step: 'build', fraction: 0.4, note: null }
    engine.answers.set('POST /api/previews/shop-pr-9/redeploy', previews[2])
    engine.answers.set('GET /api/previews/shop-pr-9', previewSample('shop-pr-9', { state: 'queued' }))
    engine.answers.set('GET /api/previews', [previewSample('shop-pr-9', { state: 'building', progress: job })])
    const running = berth(engine, ['preview', 'redeploy', 'shop-pr-9'])
    await engine.viewer()
    if (previews[2]) engine.say({ type: 'preview', value: previews[2] })
    const { code, out, err } = await running
    assert.deepEqual([code, out], [6, 'http://shop-pr-9.localhost/\n'])
    assert.equal(
      err,
      'shop-pr-9: ◌ queued\nshop-pr-9: ◐ building, build 40 %\nshop-pr-9: ✖ failed\nshop-pr-9, build: web of ledger ended 3 times in a row.\n  fix: Look at its logs.\n  npm: no such file\n',
    )
    engine.answers.set('GET /api/previews', previews)
    engine.answers.set('GET /api/previews/shop-pr-9', previews[2])
  })

  it('one that is gone while it is followed is told so', async () => {
    engine.answers.set('POST /api/previews/shop-pr-7/resume', view)
    engine.answers.set('GET /api/previews/shop-pr-7', previewSample('shop-pr-7', { state: 'queued' }))
    engine.answers.set('GET /api/previews', [])
    const running = berth(engine, ['preview', 'resume', 'shop-pr-7'])
    await engine.viewer()
    if (view) engine.say({ type: 'preview-gone', name: view.name })
    assert.equal((await running).code, 3)
    engine.answers.set('GET /api/previews', previews)
    engine.answers.set('GET /api/previews/shop-pr-7', view)
  })

  it('--watch tells each change, until the engine says no', async () => {
    const running = berth(engine, ['previews', '--watch'])
    await engine.viewer()
    engine.say({ type: 'preview', value: previewSample('shop-pr-7', { state: 'asleep' }) })
    engine.say({ type: 'preview', value: previewSample('shop-pr-7', { state: 'asleep', hoursLeft: 1 }) })
    if (view) engine.say({ type: 'preview-gone', name: view.name })
    engine.answers.set('GET /api/previews', new Problem('sign-in'))
    engine.cut()
    const { out, code } = await running
    assert.deepEqual([out.trimEnd().split('\n').slice(-2), code], [['shop-pr-7: ☾ asleep', 'shop-pr-7: gone'], 5])
    engine.answers.set('GET /api/previews', previews)
  })

  it('--watch tells what went while the engine was not there', async () => {
    const running = berth(engine, ['previews', '--watch'])
    await engine.viewer()
    engine.answers.set('GET /api/previews', previews.slice(1))
    const again = engine.viewer()
    engine.cut()
    await again
    engine.answers.set('GET /api/previews', new Problem('sign-in'))
    engine.cut()
    assert.deepEqual((await running).out.trimEnd().split('\n').slice(-1), ['shop-pr-7: gone'])
    engine.answers.set('GET /api/previews', [])
    const none = berth(engine, ['previews', '--watch'])
    await engine.viewer()
    engine.answers.set('GET /api/previews', new Problem('sign-in'))
    engine.cut()
    assert.match((await none).out, /^There is no preview yet/)
    engine.answers.set('GET /api/previews', previews)
  })

  it('logs are those of its newest build', async () => {
    assert.equal((await berth(engine, ['preview', 'logs', 'shop-pr-9'])).out, 'npm: no such file\n')
    assert.match((await berth(engine, ['preview', 'logs', 'shop-pr-7'])).out, /was not built yet/)
    engine.answers.set('GET /api/previews/shop-pr-7', previewSample('shop-pr-7', { job: 'longago1' }))
    for (const more of [[], ['-f']]) assert.match((await berth(engine, ['preview', 'logs', 'shop-pr-7', ...more])).out, /its build is long ago/)
    engine.answers.set('GET /api/previews/shop-pr-7', view)
  })

  it('a token comes by standard input or a file, never by an argument; the secret is shown once', async () => {
    engine.answers.set('POST /api/previews/connections', { connection: connections[0], secret: 's3cret' })
    const { out, code } = await berth(engine, ['connect', 'gitea', '--at', 'https://git.example.org', '--label', 'school'], { input: 'hush\n' })
    assert.deepEqual([code, out], [0, 'address  http://berth.localhost/doors/preview/github\nsecret   s3cret\n'])
    assert.deepEqual(engine.asked.at(-1)?.body, { provider: 'gitea', token: 'hush', url: 'https://git.example.org', label: 'school' })
    assert.equal((await berth(engine, ['connect', 'github'], { input: '' })).code, 2)
    assert.match((await berth(engine, ['connect', 'svn'], { input: 'x' })).err, /Allowed choices are github, gitlab, gitea, launchpad/)
  })

  it('a repository is added to the only connection there is', async () => {
    engine.answers.set('POST /api/previews/repositories', repositories[0])
    engine.answers.set('GET /api/previews/connections', connections.slice(0, 1))
    assert.equal((await berth(engine, ['repositories', 'add', 'acme/shop'])).code, 0)
    assert.deepEqual(engine.asked.at(-1)?.body, { connection: 'c0nnect1', path: 'acme/shop' })
    engine.answers.set('GET /api/previews/connections', connections)
    assert.match((await berth(engine, ['repositories', 'add', 'acme/shop'])).err, /there are several/)
  })

  it('wrong use is told, and nothing is changed', async () => {
    const wrong: readonly (readonly [string, RegExp])[] = [
      ['preview start shop', /write it as org\/repo#7/],
      ['preview extend shop-pr-7 0', /whole number from 1/],
      ['preview rm shop-pr-7', /give --yes/],
      ['repositories set acme/shop', /nothing was given to change/],
      ['repositories set acme/shop --env A', /write NAME=value/],
      ['repositories set acme/shop --seed-from a --seed-command b', /not from both/],
      ['repositories set acme/shop --which some', /Allowed choices are all, label, none/],
    ]
    for (const [typed, sentence] of wrong) {
      const { code, err } = await berth(engine, typed.split(' '))
      assert.equal(code, 2, typed)
      assert.match(err, sentence)
    }
    assert.equal((await berth(engine, ['repositories', 'set', 'acme/other', '--drafts'])).code, 3)
    assert.ok(engine.asked.every(({ what }) => what.startsWith('GET ')))
  })
})
