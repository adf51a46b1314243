import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { imageSample } from '../model/doorviews.testbed.ts'
import { Problem } from '../model/problem.ts'
import { berth } from './child.testbed.ts'
import { documents, guess, images, registries, secrets, versions } from './doors.testbed.ts'
import { reads } from './reads.testbed.ts'
import { cause, jobOf } from './sample.testbed.ts'
import { StandIn } from './standin.testbed.ts'

const readings: readonly (readonly [words: string, json: unknown, human: string])[] = [
  [
    'images',
    images,
    `NAME  IMAGE                  STATE      RELEASE  TAKES           NEWER                  ADDRESS
wiki  ghcr.io/acme/wiki:1.2  ● running  2        asks first      ghcr.io/acme/wiki:1.3  http://wiki.localhost/
lab   acme/lab:latest        –          –        minor versions  –                      http://lab.localhost/

lab: web of ledger ended 3 times in a row.
  fix: Look at its logs.`,
  ],
  [
    'images show wiki',
    images[0],
    `WIKI
image    ghcr.io/acme/wiki:1.2
digest   –
newer    ghcr.io/acme/wiki:1.3
takes    asks first; looks each 60 min
state    ● running
release  2
port     8080
keeps    data:/data
for      private
address  http://wiki.localhost/
webhook  http://berth.localhost/doors/image/h00k`,
  ],
  [
    'images releases wiki',
    versions,
    `RELEASE  STATE   COMMIT  WHAT  BECAUSE OF  BY   AGE
2        ● live  –       –     newer       ada  3 h`,
  ],
  [
    'images env wiki',
    secrets,
    `VARIABLE  VALUE           CHANGED
KEY       (4 characters)  3 h`,
  ],
  [
    'registry',
    registries,
    `REGISTRY  AS   SINCE
ghcr.io   ada  3 h ago`,
  ],
  [
    'document list wiki',
    documents,
    `APP   DOCUMENT  TITLE    STEPS  TAKES   FROM    AGE
wiki  guide     A guide  4      20 min  upload  3 h`,
  ],
]

const registering = { name: 'wiki', job: 'job3' }
const ok = { ok: true }
const usual = { image: 'nginx:1' }

/** Those that bring something: each is followed to the address. */
const bringing: readonly (readonly [words: readonly string[], what: string, body: unknown])[] = [
  [['run', 'nginx:1'], 'POST /api/images', usual],
  [['run', '--env', 'A=1', 'nginx:1'], 'POST /api/images', { ...usual, env: { A: '1' } }],
  [
    [
      'run',
      'ghcr.io/acme/wiki:1',
      '--name',
      'wiki',
      '--port',
      '8080',
      '--env',
      'A=1',
      '--env',
      'B=x=y',
      '--volume',
      'data:/data',
      '--access',
      'members',
      '--memory',
      '512m',
      '--cpus',
      '1.5',
      '--title',
      'The wiki',
    ],
    'POST /api/images',
    { image: 'ghcr.io/acme/wiki:1', name: 'wiki', title: 'The wiki', port: 8080, memory: '512m', cpus: 1.5, env: { A: '1', B: 'x=y' }, volumes: { data: '/data' }, access: 'members' },
  ],
  [['run', 'nginx:1', '--policy', 'minor', '--every', '5', '--hours', '2-5'], 'POST /api/images', { ...usual, policy: { take: 'minor', every: 5, from: 2, to: 5 } }],
  [['run', 'docker run -p 8080:80 nginx:1', '--access', 'Ada'], 'POST /api/images', { run: 'docker run -p 8080:80 nginx:1', access: { people: ['p1'], groups: [], devices: [] } }],
  [['images', 'take', 'wiki'], 'POST /api/images/wiki/take', undefined],
]

const asks: readonly (readonly [words: string, what: string, body: unknown, answer: unknown, human: string])[] = [
  ['run nginx:1 --no-wait', 'POST /api/images', usual, registering, 'wiki is being brought. See how it goes: berth jobs job3 --follow'],
  ['images check wiki', 'POST /api/images/wiki/check', undefined, images[0], 'Newer: ghcr.io/acme/wiki:1.3. Take it: berth images take wiki'],
  ['images check lab', 'POST /api/images/lab/check', undefined, images[1], 'There is nothing newer of lab.'],
  [
    'images policy wiki minor --hours 2-5',
    'PATCH /api/images/wiki',
    { policy: { take: 'minor', every: 60, from: 2, to: 5 } },
    imageSample('wiki', { policy: { take: 'minor', from: 2, to: 5 } }),
    "wiki takes: minor versions; looks each 60 min; switches from 2 to 5 o'clock",
  ],
  ['images rollback wiki', 'POST /api/images/wiki/rollback', {}, { name: 'wiki', release: 3 }, 'wiki goes back, as release 3.'],
  ['images rollback wiki 1', 'POST /api/images/wiki/rollback', { release: 1 }, { name: 'wiki', release: 3 }, 'wiki goes back, as release 3.'],
  ['images env wiki A=1 --later', 'PATCH /api/images/wiki/env', { set: { A: '1' }, unset: [], later: true }, [], 'There is none.'],
  ['images rm wiki --confirm wiki', 'DELETE /api/images/wiki', { confirm: 'wiki' }, ok, 'wiki is being removed. Its data goes to the shelf: berth shelf'],
  ['rm wiki --yes', 'DELETE /api/images/wiki', { confirm: 'wiki' }, ok, 'wiki is being removed. Its data goes to the shelf: berth shelf'],
  ['registry logout registry.example.org:5000', 'DELETE /api/registries/registry.example.org%3A5000', undefined, ok, 'registry.example.org:5000 is forgotten.'],
  ['document rm wiki guide --yes', 'DELETE /api/documents/wiki/guide', undefined, ok, 'guide of wiki is removed.'],
  [
    'document put wiki guide https://git.example.org/acme/wiki --path docs/guide.md',
    'PUT /api/documents/wiki/guide',
    { git: { url: 'https://git.example.org/acme/wiki', path: 'docs/guide.md' } },
    documents[0],
    'A guide: 4 steps, at /documentation/wiki/guide/ of the console.',
  ],
]

describe('images from the command line', () => {
  let engine: StandIn
  before(async () => {
    engine = await StandIn.open()
    engine.answers.set('GET /api/jobs/job3', jobOf({ id: 'job3', kind: 'image', title: 'Bring nginx:1', instance: 'wiki', state: 'done', step: null }))
  })
  beforeEach(() => void (engine.asked.length = 0))
  after(async () => await engine[Symbol.asyncDispose]())

  for (const [typed, json, human] of readings) it(`berth ${typed}`, async () => await reads(engine, typed.split(' '), json, human))

  for (const [typed, what, body] of bringing) {
    it(`berth ${typed.join(' ')}: follows it to the address`, async () => {
      engine.answers.set(what, registering)
      const { code, out, err } = await berth(engine, typed)
      assert.deepEqual([code, out, err], [0, 'http://wiki.localhost/\n', 'Bring nginx:1: done\nwiki is here. It wakes with its first visitor:\n'])
      assert.deepEqual(
        engine.asked.filter((one) => !one.what.startsWith('GET ')).map((one) => [one.what, one.body]),
        [[what, body]],
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

  it('berth images look: what an image says of itself', async () => {
    engine.answers.set('POST /api/images/look', guess)
    const human = `WIKI
image       ghcr.io/acme/wiki:1.2
digest      sha256:${'0'.repeat(64)}
to fetch    48.3 MB
port        8080
variables   MODE=plain
keeps       data:/data
newer tags  1.3

--restart has no meaning here.`
    await reads(engine, ['images', 'look', 'ghcr.io/acme/wiki:1.2'], guess, human)
    assert.deepEqual(engine.asked[0]?.body, { image: 'ghcr.io/acme/wiki:1.2' })
  })

  it('berth images check: a registry that did not answer is no nothing', async () => {
    engine.answers.set('POST /api/images/wiki/check', { ...images[0], newer: {}, cause })
    const { code, out } = await berth(engine, ['images', 'check', 'wiki'])
    assert.deepEqual([code, out], [1, `What is newer of wiki is not known: ${cause.message}\n  fix: ${cause.fix}\n`])
    engine.answers.set('POST /api/images/wiki/check', { ...images[0], cause })
    assert.match((await berth(engine, ['images', 'check', 'wiki'])).out, /not known.*\n.*\nNewer: ghcr\.io\/acme\/wiki:1\.3\. Take it/)
  })

  it('a compose file and a docker run line come from a file or standard input', async () => {
    engine.answers.set('POST /api/images', registering)
    await berth(engine, ['run', '--compose', '-', '--no-wait'], { input: 'services: {}\n' })
    assert.deepEqual(engine.asked.at(-1)?.body, { compose: 'services: {}' })
    await berth(engine, ['run', '--line', '-', '--no-wait'], { input: 'docker run \\\n nginx\n' })
    assert.deepEqual(engine.asked.at(-1)?.body, { run: 'docker run \\\n nginx' })
    engine.answers.set('PUT /api/documents/wiki/guide', documents[0])
    await berth(engine, ['document', 'put', 'wiki', 'guide', '-'], { input: '# A guide\n' })
    assert.deepEqual(engine.asked.at(-1)?.body, { text: '# A guide' })
  })

  it('a password comes by standard input or a file, never by an argument', async () => {
    engine.answers.set('POST /api/registries', registries[0])
    const { out } = await berth(engine, ['registry', 'login', 'ghcr.io', '--user', 'ada'], { input: 'hush\n' })
    assert.equal(out, 'ghcr.io knows this machine as ada.\n')
    assert.deepEqual(engine.asked.at(-1)?.body, { host: 'ghcr.io', user: 'ada', password: 'hush' })
  })

  it('labs are imported one by one: those that cannot be are told', async () => {
    const labs = {
      labs: [
        { lab: 'one', name: 'lab-one', job: 'job3', reason: null },
        { lab: 'two', name: null, job: null, reason: 'it has no image' },
      ],
    }
    engine.answers.set('POST /api/labs/import', labs)
    const { code, out } = await berth(engine, ['labs', 'import', '-'], { input: '{"one": {}}' })
    assert.deepEqual([code, out.trimEnd()], [1, 'LAB  APP\none  lab-one  is being brought: job job3\ntwo  –        it has no image'])
    assert.deepEqual(engine.asked.at(-1)?.body, { text: '{"one": {}}' })
  })

  it('one whose first release does not run ends with why, and 6', async () => {
    engine.answers.set('POST /api/images', { name: 'lab', job: 'job3' })
    engine.answers.set('GET /api/images/lab', images[1])
    const { code, err } = await berth(engine, ['run', 'acme/lab:latest'])
    assert.deepEqual([code, err], [6, `Bring nginx:1: done\nlab: ${cause.message}\n  fix: ${cause.fix}\n`])
  })

  it('where nobody knows its port and nobody can be asked, it is told how to say it', async () => {
    engine.answers.set('POST /api/images', new Problem('port-unclear', { name: 'nginx', reason: 'it exposes none' }))
    const { code, err } = await berth(engine, ['run', 'nginx:1'])
    assert.equal(code, 1)
    assert.match(err, /--port 8080/)
  })

  it('wrong use is told, and nothing is sent', async () => {
    const wrong: readonly (readonly [string, RegExp])[] = [
      ['run', /give an image, or --line, or --compose/],
      ['run nginx --compose x.yml', /give an image, or --line, or --compose/],
      ['run nginx --port http', /whole number from 1/],
      ['run nginx --volume /srv/data:/data', /name:\/folder\/of\/the\/container/],
      ['run nginx --hours 25-3', /write it as 2-5/],
      ['run nginx --cpus many', /number such as 1.5/],
      ['run --compose - --env KEY', /standard input is the file already/],
      ['run nginx --policy always', /Allowed choices are never, ask, patch, minor, any/],
      ['images set wiki', /nothing was given to change/],
      ['images rollback wiki x', /give its number/],
      ['registry login ghcr.io', /required option '--user <name>'/],
      ['labs import /nonexistent/x.json', /no such file/],
      ['document rm wiki guide', /give --yes/],
    ]
    for (const [typed, sentence] of wrong) {
      const { code, err } = await berth(engine, typed.split(' '))
      assert.equal(code, 2, typed)
      assert.match(err, sentence)
    }
    assert.equal(engine.asked.length, 0)
  })
})
