import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { berth } from './child.testbed.ts'
import { cause, instanceOf, jobOf } from './sample.testbed.ts'
import { StandIn } from './standin.testbed.ts'

describe('following long work', () => {
  let engine: StandIn
  before(async () => {
    engine = await StandIn.open()
    engine.answers.set('POST /api/instances', { instance: 'notes', job: 'job1' })
    engine.answers.set('GET /api/instances/notes', instanceOf('notes'))
  })
  after(async () => await engine[Symbol.asyncDispose]())

  it('install: each step once, then where the app is', async () => {
    engine.tell(jobOf())
    const installing = berth(engine, ['install', 'notes', '--access', 'public', '--name', 'notes'])
    await engine.viewer()
    engine.tell(jobOf({ step: 'image', progress: 0.2 }))
    engine.tell(jobOf({ step: 'image', progress: 0.7 }))
    engine.tell(jobOf({ state: 'done', step: null }))
    const { code, out, err } = await installing
    assert.deepEqual([code, out], [0, 'http://notes.localhost/\n'])
    assert.deepEqual(err.trim().split('\n'), ['Install notes: files', 'Install notes: image', 'Install notes: done', 'The notes is installed as notes. It wakes with its first visitor:'])
    const install = engine.asked.find(({ what }) => what === 'POST /api/instances')
    assert.deepEqual(install?.body, { door: 'store', app: 'notes', name: 'notes', policy: { access: 'public', paths: {} } })
  })

  it('a job that fails: its cause, its fix, and 6', async () => {
    engine.tell(jobOf())
    const installing = berth(engine, ['install', 'notes'])
    await engine.viewer()
    engine.tell(jobOf({ state: 'failed', cause }))
    const { code, out, err } = await installing
    assert.deepEqual([code, out], [6, ''])
    assert.match(err, /berth: Install notes failed: web of ledger ended 3 times in a row\.\n {2}fix: Look at its logs\.\n$/)
  })

  it('a job that was cancelled says how to go on', async () => {
    engine.tell(jobOf({ state: 'cancelled' }))
    const { code, err } = await berth(engine, ['--json', 'install', 'notes'])
    assert.equal(code, 6)
    const body = JSON.parse(err) as Record<string, unknown>
    assert.deepEqual([body['code'], body['job'], body['fix']], ['job-failed', 'job1', 'Start it again when you like: berth jobs retry job1'])
  })

  it('jobs --follow: every line of the log once, in order, the last ones too', async () => {
    const at = '2026-02-03T04:05:06.000Z'
    const log = [{ seq: 1, at, line: 'one' }]
    engine.answers.set('GET /api/jobs/job1/log', (query: URLSearchParams) => log.filter(({ seq }) => seq > Number(query.get('after'))))
    engine.tell(jobOf())
    const following = berth(engine, ['jobs', 'job1', '--follow'])
    await engine.viewer()
    log.push({ seq: 2, at, line: 'two' }, { seq: 3, at, line: 'three' })
    engine.tell(jobOf({ state: 'done', step: null }))
    const { code, out, err } = await following
    assert.deepEqual([code, out], [0, 'Install notes: done\n'])
    assert.deepEqual(
      err.split('\n').filter((line) => line.startsWith('  ')),
      ['  one', '  two', '  three'],
    )
  })

  it('goes on when the engine was away for a moment', async () => {
    engine.tell(jobOf())
    const installing = berth(engine, ['install', 'notes'])
    await engine.viewer()
    const again = engine.viewer()
    engine.cut()
    await again
    engine.tell(jobOf({ state: 'done', step: null }))
    assert.equal((await installing).code, 0)
  })

  it('where the feed cannot be had, it looks from time to time', async () => {
    const states = ['running', 'running', 'running', 'done']
    const asked: (string | undefined)[] = []
    engine.answers.set('GET /api/jobs/job1', () => {
      const state = states.length > 1 ? states.shift() : states[0]
      asked.push(state)
      return jobOf({ state })
    })
    engine.feeding = false
    const { code } = await berth(engine, ['jobs', 'job1', '--follow', '--json'])
    engine.feeding = true
    assert.deepEqual([code, asked], [0, ['running', 'running', 'running', 'done']])
  })

  it('an older job than the feed tells of is asked for', async () => {
    engine.answers.set('GET /api/jobs/old1', jobOf({ id: 'old1', title: 'Install old' }))
    const following = berth(engine, ['--json', 'jobs', 'old1', '-f'])
    await engine.viewer()
    engine.tell(jobOf({ id: 'old1', title: 'Install old', state: 'done' }))
    const { code, out } = await following
    assert.deepEqual([code, (JSON.parse(out) as { state: string }).state], [0, 'done'])
  })

  it('a job that is not there', async () => {
    assert.equal((await berth(engine, ['jobs', 'nothing', '--follow'])).code, 3)
  })

  it('shelf attach installs the same app under the same name from the kept data', async () => {
    engine.tell(jobOf({ state: 'done', step: null }))
    const { code, out } = await berth(engine, ['shelf', 'attach', 'notes-kept'])
    assert.deepEqual([code, out], [0, 'notes is installed again with its data.\n'])
    const install = engine.asked.findLast(({ what }) => what === 'POST /api/instances')
    assert.deepEqual(install?.body, { door: 'store', store: 'starter', app: 'notes', name: 'notes', shelf: 'notes-kept' })
    assert.equal((await berth(engine, ['shelf', 'attach', 'nothing'])).code, 3)
  })
})
