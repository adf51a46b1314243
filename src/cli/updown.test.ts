import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { berth } from './child.testbed.ts'
import { runningPid } from './machine/detached.ts'
import { instanceOf, jobOf, urls } from './sample.testbed.ts'
import { StandIn } from './standin.testbed.ts'

describe('berth up', () => {
  it('says that it is up, where everything is, and how to become the owner', async () => {
    await using engine = await StandIn.open()
    engine.answers.set('GET /api/instances', [instanceOf('welcome')])
    const { code, out, err } = await berth(engine, ['up'])
    assert.deepEqual([code, err], [0, ''])
    const [before, qr] = out.split('scan it:\n')
    assert.equal(
      before,
      `Berth is up already.

  An app      http://welcome.localhost/  (running)
  Console     http://berth.localhost
  Claim code  ABCD

This machine has no owner yet. Open this address to become its owner, or `,
    )
    assert.match(qr ?? '', /^ {2}http:\/\/berth\.localhost\/claim#code=ABCD\n\n[█▀▄ \n]{200,}$/)
    const exact = await berth(engine, ['--json', 'up'])
    assert.deepEqual(JSON.parse(exact.out), { ...urls, welcome: 'http://welcome.localhost/', already: true })
  })

  it('a machine with an owner shows no code; an app in trouble says why', async () => {
    await using engine = await StandIn.open()
    const cause = { code: 'start-failed', message: 'web ended.', fix: 'Look.', at: '' }
    engine.answers.set('GET /api/instances', [instanceOf('welcome', { state: 'failed', cause })])
    engine.answers.set('GET /api/local/urls', { ...urls, claim: null, code: null })
    const { out } = await berth(engine, ['up'])
    assert.equal(out, 'Berth is up already.\n\n  An app      http://welcome.localhost/  (failed)\n  welcome: web ended.\n    fix: Look.\n  Console     http://berth.localhost\n')
  })

  it('where nothing was ever installed, the welcome app is, and is visited through the gateway', async () => {
    await using engine = await StandIn.open()
    const port = Number(new URL(engine.url).port)
    const welcome = instanceOf('welcome', { url: `http://welcome.localhost:${port}/` })
    for (const list of ['instances', 'shelf', 'jobs']) engine.answers.set(`GET /api/${list}`, [])
    engine.answers.set('GET /api/local/urls', { ...urls, port })
    engine.answers.set('POST /api/instances', () => {
      engine.answers.set('GET /api/instances', [welcome])
      return { instance: 'welcome', job: 'job1' }
    })
    engine.answers.set('GET /api/jobs/job1', jobOf({ state: 'done', step: null }))
    engine.answers.set('GET /api/jobs/job1/log', [])
    engine.answers.set('GET /api/instances/welcome', welcome)
    engine.answers.set('GET /', 'Welcome')
    const { code, out } = await berth(engine, ['up'])
    assert.equal(code, 0)
    assert.match(out, /welcome\.localhost:\d+\/ {2}\(running\)/)
    const install = engine.asked.find(({ what }) => what === 'POST /api/instances')
    assert.deepEqual(install?.body, { door: 'store', store: 'starter', app: 'welcome', policy: { access: 'public', paths: {} } })
    assert.ok(engine.asked.some(({ what }) => what === 'GET /'))
  })

  it('whoever removed the welcome app does not get it again', async () => {
    await using engine = await StandIn.open()
    engine.answers.set('GET /api/instances', [])
    assert.equal((await berth(engine, ['up'])).code, 0)
    assert.ok(!engine.asked.some(({ what }) => what.startsWith('POST')))
  })

  it('an engine that cannot start: its last words at once, and nothing is left running', async () => {
    const data = await mkdtemp(join(tmpdir(), 'berth-up-'))
    await writeFile(join(data, 'settings.yaml'), 'ports: none\n')
    const { code, out, err } = await berth({ data }, ['up'])
    assert.deepEqual([code, out], [1, ''])
    assert.match(err, /The engine did not start\. Its last words:\nberth: The setting ports is not right/)
    assert.equal(await runningPid(join(data, 'run', 'supervisor.pid')), undefined)
    assert.match(await readFile(join(data, 'log', 'engine.log'), 'utf8'), /supervisor: /)
    await rm(data, { recursive: true })
  })
})

describe('berth down', () => {
  it('says which apps go on, and asks the engine to end with its gateway only', async () => {
    await using engine = await StandIn.open()
    engine.answers.set('POST /api/local/shutdown', () => (setImmediate(() => void engine.close()), { ok: true }))
    const { code, out } = await berth(engine, ['down'])
    assert.equal(code, 0)
    assert.match(out, /^Berth is down\.\nStill running, but nobody can reach them until `berth up`: 2 \(notes, broker\)\./)
    assert.deepEqual(engine.asked.find(({ what }) => what.startsWith('POST'))?.body, { apps: false })
  })

  it('with --apps stops them too', async () => {
    await using engine = await StandIn.open()
    engine.answers.set('POST /api/local/shutdown', () => (setImmediate(() => void engine.close()), { ok: true }))
    const { code, out, err } = await berth(engine, ['down', '--apps'])
    assert.deepEqual([code, out, err], [0, 'Berth is down.\n', 'Stopping notes, broker…\n'])
    assert.deepEqual(engine.asked.find(({ what }) => what.startsWith('POST'))?.body, { apps: true })
  })

  it('once down, it is content', async () => {
    const data = await mkdtemp(join(tmpdir(), 'berth-down-'))
    await mkdir(join(data, 'run'))
    assert.deepEqual(await berth({ data }, ['down']), { code: 0, out: 'Berth is not up.\n', err: '' })
    await rm(data, { recursive: true })
  })
})
