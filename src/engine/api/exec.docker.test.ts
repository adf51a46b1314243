import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, beforeEach, describe, it } from 'node:test'
import { run } from '../../kit/run.ts'
import { until } from '../../kit/until.ts'
import { ShelfId } from '../../model/names.ts'
import { notes, Place } from './exec.testbed.ts'
import type { Line } from './exec.testbed.ts'

const busybox = join(process.env['BERTH_DATA'] ?? '/var/lib/berth', 'cache', 'busybox')
const size = { cols: 80, rows: 24 }

describe('a terminal in an app', () => {
  let place: Place
  before(async () => void (place = await Place.open(busybox)))
  after(async () => await place[Symbol.asyncDispose]())
  beforeEach(async () => await place.reset())

  it('is a shell where nothing else is asked for; it ends with its exit code, and the audit says who was where, not what they typed', async () => {
    using line = await place.dial()
    line.open(size)
    line.type('echo $((40+2)) hidden-word; exit 3\n')
    assert.deepEqual(await line.word(), { type: 'exit', code: 3 })
    assert.match(line.text(), /42 hidden-word/)
    const audit = await place.house.db.audit.list({ limit: 50 })
    const [entry] = audit.filter(({ action }) => action === 'open a terminal in web')
    assert.deepEqual([entry?.object, entry?.result, entry?.who.startsWith('Ada')], ['notes', 'ok', true])
    assert.doesNotMatch(JSON.stringify(audit), /hidden-word|\/bin\/sh/)
  })

  it('without a terminal: outputs apart, input to its end; and a program of another service', async () => {
    using line = await place.dial()
    line.open({ ...size, tty: false, service: 'db', command: ['sh', '-c', 'cat; echo oops >&2'] })
    line.type('half ')
    line.type('and half')
    line.say({ type: 'end' })
    assert.deepEqual(await line.word(), { type: 'exit', code: 0 })
    assert.deepEqual([line.text(1), line.text(2)], ['half and half', 'oops\n'])
  })

  it('is refused to whoever may not, to strangers’ pages, and where it was not granted', async () => {
    assert.match(await place.refusal({ cookie: '' }), /^401 sign-in/)
    assert.match(await place.refusal({ origin: 'http://evil.example' }), /^403 origin/)
    assert.match(await place.refusal({ name: 'nobody' }), /^404 not-found/)
    assert.match(await place.refusal({ token: await place.token('run') }), /^403 forbidden/)
    await place.change({ grants: [] })
    assert.match(await place.refusal({}), /^403 no-terminal/)
  })

  it('says what is wrong in words: no such service, no shell, nothing asked for', async () => {
    for (const [asked, code] of [
      [{ ...size, service: 'never' }, 'not-found'],
      [{ cols: 0, rows: 1 }, 'invalid'],
      [{ ...size, command: [] }, 'invalid'],
    ] as const) {
      using line = await place.dial()
      line.say({ type: 'open', ...asked })
      const word = await line.word()
      assert.equal(word.type === 'problem' && word.problem.code, code)
    }
    using line = await place.dial()
    line.open(size)
    line.say({ type: 'dance' })
    const word = await line.word()
    assert.equal(word.type === 'problem' && word.problem.code, 'invalid')
  })

  for (const [what, end] of [
    ['the sign-in', async () => await place.signOut()],
    ['the grant', async () => await place.change({ grants: [] })],
    ['the instance', async () => await place.change({ removal: { shelf: ShelfId.parse('notes-20260101') } })],
    ['its window', async (line: Line) => await Promise.resolve(line.close())],
  ] as const) {
    it(`ends with ${what}, and what ran in it too`, async () => {
      using line = await place.dial()
      line.open({ ...size, command: ['sleep', '4321'] })
      const runs = async (): Promise<boolean> => (await run(['docker', 'top', place.web])).out.includes('4321')
      assert.ok(await until(async () => (await runs()) || undefined, { deadline: 10_000 }))
      await end(line)
      await line.closed
      assert.ok(await until(async () => !(await runs()) || undefined, { deadline: 10_000 }))
    })
  }

  it('keeps the app awake, and wakes one that sleeps', async () => {
    place.report('stopped')
    using line = await place.dial()
    line.open({ ...size, command: ['echo', 'awake'] })
    assert.ok(await until(() => place.woken > 0 || undefined, { deadline: 5000 }))
    assert.ok(place.demands.of(notes).idle < 5000)
    place.report('running')
    assert.deepEqual(await line.word(), { type: 'exit', code: 0 })
    assert.match(line.text(), /awake/)
    await place.change({ mode: 'off' })
    place.report('stopped')
    using off = await place.dial()
    off.open(size)
    const word = await off.word()
    assert.equal(word.type === 'problem' && word.problem.code, 'switched-off')
  })

  it('a reader who does not read slows the program instead of filling the engine', async () => {
    using line = await place.dial()
    line.pause()
    line.open({ ...size, tty: false, command: ['dd', 'if=/dev/zero', 'bs=1M', 'count=60'] })
    const runs = async (): Promise<boolean> => (await run(['docker', 'top', place.web])).out.includes('/dev/zero')
    assert.ok(await until(async () => (await runs()) || undefined, { deadline: 10_000 }))
    assert.equal(await until(async () => ((await runs()) ? undefined : 'it ended'), { deadline: 1500, longest: 500 }), undefined)
    line.resume()
    assert.deepEqual(await line.word(), { type: 'exit', code: 0 })
    assert.equal(line.bytes(1), 60 * 1024 * 1024)
  })
})
