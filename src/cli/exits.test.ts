import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, before, describe, it } from 'node:test'
import { Problem } from '../model/problem.ts'
import { berth, home, main } from './child.testbed.ts'
import { exitOf, exits, exitWords } from './exits.ts'
import { Lines, Refusal, StandIn } from './standin.testbed.ts'

describe('exit codes', () => {
  let engine: StandIn
  before(async () => void (engine = await StandIn.open()))
  after(async () => await engine[Symbol.asyncDispose]())

  const cases = [
    [new Problem('not-found', { what: 'app', name: 'x' }), exits.notFound],
    [new Problem('no-offer', { app: 'x' }), exits.notFound],
    [new Problem('sign-in'), exits.denied],
    [new Problem('forbidden'), exits.denied],
    [new Problem('wrong-password'), exits.denied],
    [new Problem('unclaimed'), exits.denied],
    [new Problem('claimed'), exits.failed],
    [new Problem('invalid', { where: 'x', reason: 'y' }), exits.usage],
    [new Problem('engine-down', { where: 'x' }), exits.down],
    [new Problem('job-failed', { title: 'x', reason: 'y', next: 'z' }), exits.job],
    [new Problem('internal', { reason: 'x' }), exits.failed],
    [new Problem('busy', { name: 'x', doing: 'y' }), exits.failed],
  ] as const
  for (const [problem, exit] of cases) it(`${problem.code} ends with ${exit}`, () => assert.equal(exitOf(problem), exit))

  it('--help tells every one of them', async () => {
    const { out, code } = await berth(engine, ['--help'])
    assert.equal(code, 0)
    for (const [name, number] of Object.entries(exits)) assert.ok(out.includes(`  ${number}  ${exitWords[name as keyof typeof exits]}`), name)
  })

  it('a problem of the API: its sentence and the fix, or its own body', async () => {
    engine.answers.set('POST /api/instances/notes/start', new Problem('low-disk', { free: 12, name: 'notes' }))
    const { code, out, err } = await berth(engine, ['start', 'notes'])
    assert.deepEqual([code, out, err], [1, '', 'berth: Only 12 MB are free for the data of notes.\n  fix: Make room, then it starts again by itself.\n'])
    const exact = await berth(engine, ['--json', 'start', 'notes'])
    assert.deepEqual([exact.code, exact.out, JSON.parse(exact.err)], [1, '', new Problem('low-disk', { free: 12, name: 'notes' }).body()])
  })

  it('a problem that only a newer Berth knows is still told in its words', async () => {
    engine.answers.set('POST /api/instances/notes/start', new Refusal(409, { code: 'tide-out', status: 409, detail: 'The tide is out.', fix: 'Wait.' }))
    const { code, err } = await berth(engine, ['start', 'notes'])
    assert.equal(code, 1)
    assert.equal(err, 'berth: The tide is out.\n  fix: Wait.\n')
  })

  it('an unknown command is told with the nearest one', async () => {
    const { code, err } = await berth(engine, ['instal'])
    assert.equal(code, 2)
    assert.match(err, /unknown command 'instal'[^]*Did you mean install\?/)
  })

  it('nobody there: one sentence and 4', async () => {
    const data = await mkdtemp(join(tmpdir(), 'berth-down-'))
    for (const words of [['apps'], ['status'], ['logs', 'notes'], ['install', 'notes'], ['shelf']]) {
      const { code, out, err } = await berth({ data }, words)
      assert.deepEqual([code, out, err], [4, '', `berth: Berth is not up here (${data}).\n  fix: Start it: berth up\n`], words.join(' '))
    }
    assert.equal((await berth({ data }, ['--url', 'http://127.0.0.1:9', 'apps'])).code, 4)
    await rm(data, { recursive: true })
  })

  it('an engine that goes away in the middle is not up either', async () => {
    await using dying = await StandIn.open()
    dying.answers.set('GET /api/instances', () => void dying.close())
    assert.equal((await berth(dying, ['apps'])).code, 4)
  })

  it('something else answers at the address', async () => {
    engine.answers.set('GET /api/instances/web', '<html>')
    const { code, err } = await berth(engine, ['open', 'web'])
    assert.equal(code, 4)
    assert.match(err, /not up here/)
    const stranger = await berth(engine, ['--url', engine.url, 'open', 'web'])
    assert.match(stranger.err, /what answers is not Berth/)
  })

  it('an address that is none, and commands that only the machine itself has', async () => {
    for (const url of ['berth', 'ftp://berth.localhost', 'file:///etc/passwd']) assert.equal((await berth(engine, ['--url', url, 'apps'])).code, 2, url)
    for (const words of [['up'], ['down'], ['claim'], ['doctor'], ['owner', 'password'], ['service', 'install'], ['logs']]) {
      const { code, err } = await berth(engine, ['--url', engine.url, ...words])
      assert.equal(code, 2, words.join(' '))
      assert.match(err, /works on the machine itself/)
    }
  })

  it('who reads may leave early: that is no failure', async () => {
    const many = Array.from({ length: 20_000 }, (_, at) => ({ service: 'web', at: '2026-02-03T04:05:06.000Z', stream: 'out', line: `line ${at}` }))
    engine.answers.set('GET /api/instances/notes/logs', new Lines(...many))
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, 'logs', 'notes'], { env: { BERTH_DATA: engine.data, BERTH_HOME: home }, stdio: ['ignore', 'pipe', 'pipe'] })
    const said = text(child.stderr)
    await once(child.stdout, 'data')
    child.stdout.destroy()
    const [code] = (await once(child, 'close')) as [number]
    assert.deepEqual([code, await said], [0, ''])
  })
})
