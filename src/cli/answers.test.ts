import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { berth } from './child.testbed.ts'
import { reads } from './reads.testbed.ts'
import { apps, audit, health, jobs, machine, offers, page, shelf, stores, tokens, update, urls } from './sample.testbed.ts'
import { Lines, StandIn } from './standin.testbed.ts'

/** What every command that only reads prints: for a person word for word, and with --json the API's own body. */
const readings: readonly (readonly [words: string, json: unknown, human: string])[] = [
  [
    'apps',
    apps,
    `APP     STATE      SINCE  VERSION  FOR      ADDRESS
notes   ☾ paused   3 h    1.0.0    private  http://notes.localhost/
ledger  ✖ failed   3 h    1.0.0    public   http://ledger.localhost/
broker  ● running  3 h    1.0.0    private  port 1883 (tcp)

ledger: web of ledger ended 3 times in a row.
  fix: Look at its logs.`,
  ],
  [
    'store',
    offers,
    `APP     STORE    VERSION  WHAT IT IS
notes   starter  1.0.0    Everybody leaves a line.
broken  starter  2.0.0    cannot be installed: v: not known
films   starter  3        needs a machine with 16 GB of memory: A cinema.`,
  ],
  [
    'store show notes',
    page,
    `Notes 1.0.0 (starter)
Everybody leaves a line.
A guest book.
It consists of
  web: notes:1 (here)
It asks for
  docker-socket: Docker's own socket (with it, it could do anything on this machine)
Say hello.`,
  ],
  [
    'stores',
    stores,
    `NAME     WHERE                             APPS       STATE
starter  /opt/starter                      3          read 3 h ago
more     https://example.org/a.git (main)  4 (1 bad)  web of ledger ended 3 times in a row.`,
  ],
  [
    'update notes --check',
    update,
    `notes 1.0.0 → 2.0.0
  version: 1.0.0 → 2.0.0
  asks for Docker's own socket; let it: --grant docker-socket
It is faster.
The copy of its data needs at most 5.0 MB; 9.0 GB are free.
1.9.0 was tried and put back: web of ledger ended 3 times in a row.
0.9.0 is kept since 3 h: berth rollback notes`,
  ],
  [
    'shelf',
    shelf,
    `ID          APP    SIZE     KEPT FOR
notes-kept  notes  48.3 MB  3 h`,
  ],
  [
    'jobs',
    jobs,
    `ID    WHAT            STATE    NOW                                    SINCE
job1  Install notes   running  files                                  3 h
job2  Install ledger  failed   web of ledger ended 3 times in a row.  3 h`,
  ],
  ['jobs job2', jobs[1], 'Install ledger: failed, attempt 3\nweb of ledger ended 3 times in a row.\n  fix: Look at its logs.'],
  [
    'token',
    tokens,
    `ID  LABEL   MAY   AGE  EXPIRES     USED
t1  backup  read  3 h  2027-01-02  never`,
  ],
  [
    'audit',
    audit,
    `WHEN                 WHO  WHAT     ON     FROM   RESULT
2026-02-03T04:05:06  Ada  install  notes  local  ok`,
  ],
  ['open notes', apps[0], 'http://notes.localhost/'],
  ['version', { version: '0.1.0', engine: health }, 'berth   0.1.0\nengine  0.1.0 (quay1234)'],
  [
    'status',
    { health, urls, apps, machine },
    `BERTH
engine   up, version 0.1.0
gateway  up, port 80
Docker   up
console  http://berth.localhost  (no owner yet; claim code ABCD)
disk     61.2 GB free
apps     3, 1 running, 1 asleep, 1 failed

✖ failed ledger: web of ledger ended 3 times in a row.
  fix: Look at its logs.`,
  ],
]

describe('what the commands print', () => {
  let engine: StandIn
  before(async () => void (engine = await StandIn.open()))
  after(async () => await engine[Symbol.asyncDispose]())

  for (const [words, json, human] of readings) {
    it(`berth ${words}`, async () => await reads(engine, words.split(' '), json, human))
  }

  it('nothing is there yet: the next step is told', async () => {
    await using empty = await StandIn.open()
    for (const list of ['instances', 'offers', 'shelf', 'jobs', 'tokens', 'audit']) empty.answers.set(`GET /api/${list}`, [])
    const said = await Promise.all(['apps', 'store', 'shelf', 'jobs', 'token', 'audit'].map(async (word) => (await berth(empty, [word])).out.trim()))
    assert.deepEqual(said, [
      'No app is here yet. See what there is: berth store',
      'The catalogues offer nothing.',
      'The shelf is empty. Data of apps you remove is kept here.',
      'There was no long work yet.',
      'There is no token. Make one: berth token create <label>',
      'Nothing was done yet.',
    ])
  })

  it('logs: lines for a person, one JSON a line for a program', async () => {
    const lines = [
      { service: 'web', at: '2026-02-03T04:05:06.789Z', stream: 'out', line: 'listening' },
      { service: 'db', at: '2026-02-03T04:05:07.000Z', stream: 'err', line: 'ready' },
    ]
    engine.answers.set('GET /api/instances/notes/logs', new Lines(...lines))
    assert.equal((await berth(engine, ['logs', 'notes', '--tail', '2'])).out, '2026-02-03T04:05:06 web listening\n2026-02-03T04:05:07 db ready\n')
    const exact = await berth(engine, ['logs', 'notes', '--json', '-f'])
    assert.deepEqual(
      exact.out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
      lines,
    )
    assert.deepEqual(
      engine.asked.filter(({ what }) => what.includes('/logs')).map(({ what }) => what),
      ['GET /api/instances/notes/logs?tail=2&follow=false', 'GET /api/instances/notes/logs?tail=100&follow=true'],
    )
  })

  it('what apps and catalogues say cannot drive the terminal', async () => {
    const line = '\x1b]0;owned\x07\x1b[2J\x1b[31mred\u009b2J\rback'
    engine.answers.set('GET /api/instances/evil/logs', new Lines({ service: 'web', at: '2026-02-03T04:05:06.789Z', stream: 'out', line }))
    const { out } = await berth(engine, ['logs', 'evil'])
    assert.equal(out, '2026-02-03T04:05:06 web ]0;owned[2J\x1b[31mred2Jback\x1b[0m\n')
  })

  it('NO_COLOR and a pipe: no colour', async () => {
    assert.doesNotMatch((await berth(engine, ['status'])).out, /\x1b/)
    assert.match((await berth(engine, ['status'], { env: { FORCE_COLOR: '1' } })).out, /\x1b\[/)
    assert.doesNotMatch((await berth(engine, ['status'], { env: { NO_COLOR: '1' } })).out, /\x1b/)
  })

  it('over the network: by --url or BERTH_URL, with the token, and without what only the machine itself may ask', async () => {
    engine.asked.length = 0
    const { out, code } = await berth({ data: '/nonexistent' }, ['--url', engine.url, 'status'], { env: { BERTH_TOKEN: 'berth_secret\n' } })
    assert.equal(code, 0)
    assert.doesNotMatch(out, /gateway/)
    assert.ok(engine.asked.every(({ authorization }) => authorization === 'Bearer berth_secret'))
    assert.deepEqual(engine.asked.map(({ what }) => what).sort(), ['GET /api/health', 'GET /api/instances', 'GET /api/machine'])
    const exact = await berth({ data: '/nonexistent' }, ['--json', 'apps'], { env: { BERTH_URL: engine.url } })
    assert.equal((JSON.parse(exact.out) as unknown[]).length, 3)
  })

  it('the token is not told to the local socket', async () => {
    engine.asked.length = 0
    await berth(engine, ['apps'], { env: { BERTH_TOKEN: 'berth_secret' } })
    assert.deepEqual(
      engine.asked.map(({ authorization }) => authorization),
      [undefined],
    )
  })

  it('an app without a web page has no address to open', async () => {
    const { code, err } = await berth(engine, ['open', 'broker'])
    assert.deepEqual([code, err.split('\n')[0]], [3, 'berth: There is no app with a web page called broker.'])
  })
})
