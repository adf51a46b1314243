import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { Problem } from '../model/problem.ts'
import { berth } from './child.testbed.ts'
import { env, figures, keys, projectOf, projects, releases } from './projects.testbed.ts'
import { reads } from './reads.testbed.ts'
import { Lines, StandIn } from './standin.testbed.ts'

/** What the commands that only read print. */
const readings: readonly (readonly [words: string, json: unknown, human: string])[] = [
  [
    'projects',
    projects,
    `PROJECT  STATE      RELEASE  BRANCH  OF   ADDRESS
blog     ● running  7 of 8   main    Ada  http://blog.localhost
site     –          –        –       Ada  http://site.localhost

site: web of ledger ended 3 times in a row.
  fix: Look at its logs.`,
  ],
  [
    'releases blog',
    releases,
    `RELEASE  STATE      COMMIT   WHAT   BECAUSE OF           BY   AGE
8        ✖ refused  abcdef1  Begin  push                 Ada  3 h
7        ● live     abcdef1  Begin  env of 6 (+A ~B -C)  Ada  3 h
6        kept       –        –      push                 Ada  3 h
1        gone       abcdef1  Begin  push                 Ada  3 h

8: web of ledger ended 3 times in a row.
  fix: Look at its logs.`
      .replaceAll(/(push {16})Ada/g, '$1 Ada')
      .replace('(+A ~B -C)  Ada', '(+A ~B -C)  Ada'),
  ],
  [
    'status blog',
    { project: projects[0], figures },
    `BLOG
state      ● running
release    7 (the newest is 8)
at work    job job1: berth jobs job1 --follow
address    http://blog.localhost, https://blog.example.org
branch     main
processor  12 %
memory     60.0 MB of 512.0 MB
attached   db (postgres)
of         Ada`,
  ],
  [
    'status site',
    { project: projects[1], figures: null },
    `SITE
state    nothing is deployed yet
release  –
address  http://site.localhost
branch   –
of       Ada

web of ledger ended 3 times in a row.
  fix: Look at its logs.`,
  ],
  [
    'env --project blog',
    env,
    `VARIABLE  VALUE            CHANGED
API_KEY   (32 characters)  3 h
MODE      (6 characters)   3 h`,
  ],
  [
    'keys',
    keys,
    `ID            LABEL   TYPE         FINGERPRINT  USED
0123456789ab  laptop  ssh-ed25519  SHA256:abc   never
ba9876543210  ci      ssh-rsa      SHA256:def   3 h ago`,
  ],
  [
    'keys list --project blog',
    keys.slice(1),
    `ID            LABEL  TYPE     FINGERPRINT  USED
ba9876543210  ci     ssh-rsa  SHA256:def   3 h ago`,
  ],
  [
    'figures blog',
    figures,
    `           NOW      DAY, MOST  DAY, MEAN
processor  12 %     50 %       25 %
memory     60.0 MB  100.0 MB   50.0 MB

BLOG
memory limit      512.0 MB
received, sent    5 KB, 2.0 MB
data on the disk  48.3 MB
runs since        1 h
created           3 h ago
last started      3 h ago
last backed up    never

SERVICE  PROCESSOR  MEMORY   LIMIT
web      12 %       50.0 MB  512.0 MB
db       0.3 %      10.0 MB  –`,
  ],
]

const ok = { ok: true }
const building = { project: 'blog', job: 'job1', release: null }
const made = { project: 'blog', job: null, release: 9 }
const serves = { type: 'end', ok: true, lines: ['-----> Release 9 serves'], url: 'http://blog.localhost', release: 9 }
const words = [
  { type: 'line', line: '-----> building' },
  { type: 'line', line: 'ok' },
]

/** Every command that makes a release: what it sends. Each then follows it. */
const releasing: readonly (readonly [words: string, what: string, body: unknown, answer: unknown])[] = [
  ['redeploy blog', 'POST /api/projects/blog/redeploy', undefined, building],
  ['deploy blog --image web:2', 'POST /api/projects/blog/image', { image: 'web:2' }, building],
  ['rollback blog', 'POST /api/projects/blog/rollback', {}, made],
  ['rollback blog 6', 'POST /api/projects/blog/rollback', { release: 6 }, made],
  ['attach postgres --project blog', 'POST /api/projects/blog/services', { kind: 'postgres' }, made],
  ['attach redis --name cache --image redis:6 -p blog', 'POST /api/projects/blog/services', { kind: 'redis', name: 'cache', image: 'redis:6' }, made],
  ['detach cache --project blog --yes', 'DELETE /api/projects/blog/services/cache', undefined, made],
  ['env set A=1 B=x=y --project blog', 'PATCH /api/projects/blog/env', { set: { A: '1', B: 'x=y' } }, { env, deploying: made }],
  ['env unset A B --project blog', 'PATCH /api/projects/blog/env', { unset: ['A', 'B'] }, { env, deploying: made }],
]

/** Those that only change something. */
const asks: readonly (readonly [words: string, what: string, body: unknown, answer: unknown, human: string])[] = [
  ['projects create blog', 'POST /api/projects', { name: 'blog' }, projects[0], 'ssh://berth@berth.localhost:2222/blog.git'],
  [
    'projects create blog --branch live --group teachers',
    'POST /api/projects',
    { name: 'blog', branch: 'live', owner: { kind: 'group', name: 'teachers' } },
    projects[0],
    'ssh://berth@berth.localhost:2222/blog.git',
  ],
  ['projects change blog --head-branch', 'PATCH /api/projects/blog', { branch: null }, projects[0], 'blog belongs to Ada and deploys its HEAD (main).'],
  ['projects change blog --branch live --grant shared', 'PATCH /api/projects/blog', { branch: 'live', grants: ['shared'] }, projectOf({ branch: 'live' }), 'blog belongs to Ada and deploys live.'],
  ['projects rm blog --confirm blog', 'DELETE /api/projects/blog', { confirm: 'blog' }, ok, 'blog is being removed. Its data goes to the shelf: berth shelf'],
  ['rm blog --confirm blog', 'DELETE /api/projects/blog', { confirm: 'blog' }, ok, 'blog is being removed. Its data goes to the shelf: berth shelf'],
  ['rm site --yes', 'DELETE /api/projects/site', { confirm: 'site' }, ok, 'site is being removed. Its data goes to the shelf: berth shelf'],
  ['keys rm laptop', 'DELETE /api/keys/0123456789ab', undefined, ok, 'laptop may push no longer.'],
  ['keys rm SHA256:def --project blog', 'DELETE /api/projects/blog/keys/ba9876543210', undefined, ok, 'ci may push no longer.'],
  ['env set A=1 --later --project blog', 'PATCH /api/projects/blog/env', { set: { A: '1' }, later: true }, { env, deploying: null }, 'blog has 2 variables; the next release gets them.'],
]

describe('projects from the command line', () => {
  let engine: StandIn
  before(async () => {
    engine = await StandIn.open()
    engine.answers.set('GET /api/projects/blog/follow', new Lines(...words, serves))
  })
  beforeEach(() => void (engine.asked.length = 0))
  after(async () => await engine[Symbol.asyncDispose]())

  for (const [typed, json, human] of readings) it(`berth ${typed}`, async () => await reads(engine, typed.split(' '), json, human))

  for (const [typed, what, body, answer] of releasing) {
    it(`berth ${typed}: follows it to the address`, async () => {
      engine.answers.set(what, answer)
      const { code, out, err } = await berth(engine, typed.split(' '))
      assert.deepEqual([code, out, err], [0, 'http://blog.localhost\n', '-----> building\nok\n-----> Release 9 serves\n'])
      assert.deepEqual(
        engine.asked.filter(({ what: asked }) => !asked.startsWith('GET /api/instances')).map((one) => [one.what, one.body]),
        [
          [what, body],
          [`GET /api/projects/blog/follow?${JSON.stringify(answer).includes('job1') ? 'job=job1' : 'release=9'}`, undefined],
        ],
      )
    })
  }

  for (const [typed, what, body, answer, human] of asks) {
    it(`berth ${typed}`, async () => {
      engine.answers.set(what, answer)
      const { code, out, err } = await berth(engine, typed.split(' '))
      assert.deepEqual([code, out, err], [0, `${human}\n`, ''])
      assert.deepEqual([engine.asked.at(-1)?.what, engine.asked.at(-1)?.body], [what, body])
    })
  }

  it('a build that fails: its last lines, and 6; --json tells the end', async () => {
    const end = { type: 'end', ok: false, lines: [' !     The step build failed.', ' !     Correct it.'], url: null, release: null }
    engine.answers.set('GET /api/projects/blog/follow', new Lines(words[0], end))
    const { code, out, err } = await berth(engine, ['redeploy', 'blog'])
    assert.deepEqual([code, out, err], [6, '', '-----> building\n !     The step build failed.\n !     Correct it.\n'])
    const exact = await berth(engine, ['redeploy', 'blog', '--json'])
    assert.deepEqual([exact.code, JSON.parse(exact.out)], [6, end])
    engine.answers.set('GET /api/projects/blog/follow', new Lines(...words, serves))
  })

  it('--no-wait says how to see it', async () => {
    assert.equal((await berth(engine, ['redeploy', 'blog', '--no-wait'])).out, 'blog is being built. See how it goes: berth jobs job1 --follow\n')
    assert.deepEqual(JSON.parse((await berth(engine, ['redeploy', 'blog', '--no-wait', '--json'])).out), building)
    assert.ok(engine.asked.every(({ what }) => !what.includes('follow')))
  })

  it('goes on with what it had not heard when the engine was away', async () => {
    let turn = 0
    engine.answers.set('GET /api/projects/blog/follow', () => (++turn === 1 ? new Lines(words[0]) : new Lines(...words, serves)))
    const { code, err } = await berth(engine, ['redeploy', 'blog'])
    assert.deepEqual([code, err, turn], [0, '-----> building\nok\n-----> Release 9 serves\n', 2])
    engine.answers.set('GET /api/projects/blog/follow', new Lines(...words, serves))
  })

  it('a value that is secret comes by standard input, and is shown alone', async () => {
    engine.answers.set('PATCH /api/projects/blog/env', { env, deploying: null })
    await berth(engine, ['env', 'set', 'KEY', '-p', 'blog'], { input: 'line one\nline two\n' })
    assert.deepEqual(engine.asked.at(-1)?.body, { set: { KEY: 'line one\nline two' } })
    engine.answers.set('GET /api/projects/blog/env', (query: URLSearchParams) => env.map((line) => ({ ...line, value: query.get('reveal') === 'true' ? 'v' : null })))
    assert.equal((await berth(engine, ['env', 'show', 'MODE', '-p', 'blog'])).out, 'v\n')
    assert.equal((await berth(engine, ['env', 'show', 'NONE', '-p', 'blog'])).code, 3)
    assert.match((await berth(engine, ['env', 'list', '--reveal', '-p', 'blog'])).out, /MODE {6}v/)
    assert.equal((await berth(engine, ['env', 'set', 'A', 'B', '-p', 'blog'])).code, 2)
    engine.answers.set('GET /api/projects/blog/env', env)
  })

  it('an .env file is sent as it stands', async () => {
    engine.answers.set('POST /api/projects/blog/env/import', { env, deploying: null })
    const { out } = await berth(engine, ['env', 'import', '-', '-p', 'blog'], { input: "A='x\ny'\nB=2" })
    assert.equal(out, 'blog has 2 variables; nothing else was to be done.\n')
    assert.deepEqual(engine.asked.at(-1)?.body, { text: "A='x\ny'\nB=2" })
  })

  it('a key comes from a file or standard input; a private one stays where it is', async () => {
    engine.answers.set('POST /api/keys', keys.slice(0, 1))
    assert.equal((await berth(engine, ['keys', 'add', '-', '--label', 'laptop'], { input: 'ssh-ed25519 AAAA me\n' })).out, 'laptop may push: SHA256:abc\n')
    assert.deepEqual(engine.asked.at(-1)?.body, { keys: 'ssh-ed25519 AAAA me', label: 'laptop' })
    engine.asked.length = 0
    assert.match((await berth(engine, ['keys', 'add'])).err, /there is no public key; make one: ssh-keygen/)
    assert.match((await berth(engine, ['keys', 'rm', 'nobody'])).err, /`berth keys` lists what there is/)
    assert.ok(engine.asked.every(({ what }) => what.startsWith('GET ')))
  })

  it('before the first release a database waits for it', async () => {
    engine.answers.set('POST /api/projects/site/services', { project: 'site', job: null, release: null })
    assert.equal((await berth(engine, ['attach', 'redis', '-p', 'site'])).out, 'Done. The first release of site finds it so.\n')
  })

  it('wrong use is told, and nothing is sent', async () => {
    const wrong: readonly (readonly [string, RegExp])[] = [
      ['releases', /this folder is of none: name it, or begin one with `berth init`/],
      ['open', /this folder is of none/],
      ['push', /has no git remote `berth`; make it a project: berth init/],
      ['attach mysql -p blog', /Allowed choices are postgres, redis, mariadb/],
      ['deploy blog --image a --message b', /an image is deployed as it is/],
      ['deploy blog --dir /nonexistent/here', /there is no such folder/],
      ['detach db -p blog', /give --yes/],
      ['projects create', /missing required argument/],
    ]
    for (const [typed, sentence] of wrong) {
      const { code, err } = await berth(engine, typed.split(' '))
      assert.equal(code, 2, typed)
      assert.match(err, sentence)
    }
    assert.equal(engine.asked.length, 0)
    assert.match((await berth(engine, ['rollback', 'blog', 'x'])).err, /give its number/)
    assert.match((await berth(engine, ['rollback', 'notes', '3'])).err, /notes is no project/)
    assert.match((await berth(engine, ['projects', 'change', 'blog'])).err, /nothing was given to change/)
    assert.ok(engine.asked.every(({ what }) => what.startsWith('GET ')))
  })

  it('a problem of the API is told as everywhere', async () => {
    engine.answers.set('POST /api/projects/blog/redeploy', new Problem('forbidden'))
    assert.equal((await berth(engine, ['redeploy', 'blog'])).code, 5)
    assert.equal((await berth(engine, ['releases', 'nothing'])).code, 3)
  })
})
