import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { berth } from './child.testbed.ts'
import { apps, instanceOf, stores } from './sample.testbed.ts'
import { StandIn } from './standin.testbed.ts'

const ok = { ok: true }

/** Every command that changes something: what it sends, and what it says. */
const asks: readonly (readonly [words: string, what: string, body: unknown, human: string])[] = [
  ['start notes', 'POST /api/instances/notes/start', undefined, 'notes: asked to start.'],
  ['stop notes', 'POST /api/instances/notes/stop', undefined, 'notes: asked to stop.'],
  ['retry notes', 'POST /api/instances/notes/retry', undefined, 'notes: asked to retry.'],
  ['rm notes', 'DELETE /api/instances/notes', undefined, 'notes is being removed. Its data goes to the shelf: berth shelf'],
  ['jobs cancel job1', 'POST /api/jobs/job1/cancel', undefined, 'job1: asked to cancel.'],
  ['jobs retry job1', 'POST /api/jobs/job1/retry', undefined, 'job1: asked to retry.'],
  ['token revoke t1', 'DELETE /api/tokens/t1', undefined, 't1 is revoked.'],
  ['shelf purge notes-kept --confirm notes', 'DELETE /api/shelf/notes-kept', { confirm: 'notes' }, 'The data of notes is deleted.'],
  ['stores switch more next', 'PATCH /api/stores/more', { branch: 'next' }, 'more now shows next.'],
  ['stores refresh more', 'POST /api/stores/more/refresh', undefined, 'more: it is being read.'],
  ['stores rm more', 'DELETE /api/stores/more', undefined, 'more is removed. Apps installed from it stay.'],
]

describe('what the commands send', () => {
  let engine: StandIn
  before(async () => {
    engine = await StandIn.open()
    for (const [, what] of asks) engine.answers.set(what, ok)
  })
  beforeEach(() => void (engine.asked.length = 0))
  after(async () => await engine[Symbol.asyncDispose]())

  for (const [words, what, body, human] of asks) {
    it(`berth ${words}`, async () => {
      const plain = await berth(engine, words.split(' '))
      assert.deepEqual([plain.code, plain.out, plain.err], [0, `${human}\n`, ''])
      const { what: last, body: sent } = engine.asked.at(-1) ?? {}
      assert.deepEqual([last, sent], [what, body])
      assert.deepEqual(JSON.parse((await berth(engine, [...words.split(' '), '--json'])).out), ok)
    })
  }

  it('berth set sends only what was given, beside what belongs to it', async () => {
    engine.answers.set('PATCH /api/instances/notes', instanceOf('notes', { mode: 'always', policy: { access: 'public', paths: {} } }))
    const { out } = await berth(engine, ['set', 'notes', '--mode', 'always', '--access', 'public', '--title', 'Our notes'])
    assert.equal(out, 'notes: always, for public use\n')
    assert.deepEqual(engine.asked.at(-1)?.body, { mode: 'always', title: 'Our notes', policy: { access: 'public', paths: {} } })
    await berth(engine, ['set', 'notes', '--idle-for-pause', '30'])
    assert.deepEqual(engine.asked.at(-1)?.body, { lifecycle: { ...apps[0]?.lifecycle, idle_for_pause: 30 } })
  })

  it('berth set --grant and --revoke send what it then may have', async () => {
    engine.answers.set('GET /api/instances/notes', instanceOf('notes', { grants: ['shared', 'docker-socket'] }))
    await berth(engine, ['set', 'notes', '--grant', 'device:/dev/dri', '--revoke', 'docker-socket'])
    assert.deepEqual(engine.asked.at(-1)?.body, { grants: ['shared', 'device:/dev/dri'] })
    engine.answers.set('GET /api/instances/notes', apps[0])
  })

  it('berth update --when keeps the hours that were not given', async () => {
    engine.answers.set('PATCH /api/instances/notes', instanceOf('notes', { updates: { when: 'auto', from: 1, to: 5 } }))
    assert.equal((await berth(engine, ['update', 'notes', '--when', 'auto', '--from', '1'])).out, "notes is updated by itself between 1 and 5 o'clock.\n")
    assert.deepEqual(engine.asked.at(-1)?.body, { updates: { when: 'auto', from: 1, to: 5 } })
  })

  it('berth update and rollback ask for the job', async () => {
    for (const verb of ['update', 'rollback']) engine.answers.set(`POST /api/instances/notes/${verb}`, { instance: 'notes', job: null })
    assert.equal((await berth(engine, ['update', 'notes', '--grant', 'docker-socket'])).out, 'notes is at 1.0.0 now.\n')
    assert.deepEqual(engine.asked.find(({ what }) => what === 'POST /api/instances/notes/update')?.body, { grants: ['docker-socket'] })
    assert.match((await berth(engine, ['rollback', 'notes'])).out, /notes is at 1\.0\.0 again/)
  })

  it('berth stores add sends where it is', async () => {
    engine.answers.set('POST /api/stores', stores[1])
    assert.equal((await berth(engine, ['stores', 'add', 'more', '--git', 'https://example.org/a.git', '--branch', 'main'])).out, 'more offers 4 apps. See them: berth store --store more\n')
    assert.deepEqual(engine.asked.at(-1)?.body, { name: 'more', source: { kind: 'git', url: 'https://example.org/a.git', branch: 'main' } })
    assert.match((await berth(engine, ['stores', 'add', 'more'])).err, /say where it is/)
  })

  it('berth token create: the secret is the only output', async () => {
    engine.answers.set('POST /api/tokens', { id: 't2', label: 'ci', created: '', expires: null, used: null, secret: 'berth_abc' })
    assert.equal((await berth(engine, ['token', 'create', 'ci', '--days', '3'])).out, 'berth_abc\n')
    assert.deepEqual(engine.asked.at(-1)?.body, { label: 'ci', scope: 'all', days: 3 })
  })

  it('berth owner password --stdin: the line without its end', async () => {
    engine.answers.set('POST /api/local/password', ok)
    await berth(engine, ['owner', 'password', '--stdin'], { input: 'correct horse battery\n' })
    assert.deepEqual(engine.asked.at(-1)?.body, { password: 'correct horse battery' })
  })

  it('berth claim prints the new code', async () => {
    engine.answers.set('POST /api/local/claim-code', { code: 'WXYZ' })
    assert.equal((await berth(engine, ['claim'])).out, 'WXYZ\n')
  })

  it('wrong use sends nothing at all and ends with 2', async () => {
    const wrong = [
      'token create ci --days soon',
      'token create ci --days 0',
      'set notes --idle-for-stop 1e3',
      'set notes --mode sometimes',
      'logs notes --tail -1',
      'install',
      'jobs cancel',
      'frobnicate',
    ]
    for (const words of wrong) assert.equal((await berth(engine, words.split(' '))).code, 2, words)
    assert.deepEqual(engine.asked, [])
  })

  it('a name cannot leave its place in the path', async () => {
    await berth(engine, ['start', '../jobs/x'])
    assert.equal(engine.asked.at(-1)?.what, 'POST /api/instances/..%2Fjobs%2Fx/start')
  })
})
