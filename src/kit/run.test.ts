import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { pauseAfter } from './backoff.ts'
import { Mutex } from './mutex.ts'
import { run, RunError, tryRun } from './run.ts'
import { Scope } from './scope.ts'
import { until } from './until.ts'

describe('running a program', () => {
  it('passes every argument as it is: nothing is a shell to it', async () => {
    const nasty = ['$(id)', '`id`', ';id', 'a b', '"', "'", '\n', '*', '']
    const { out } = await run([process.execPath, '-e', 'console.log(JSON.stringify(process.argv.slice(1)))', '--', ...nasty])
    assert.deepEqual(JSON.parse(out), nasty)
  })

  it('hands the child no environment but what it is given', async () => {
    process.env['BERTH_TEST_SECRET'] = 'x'
    const { out } = await run([process.execPath, '-e', 'console.log(Object.keys(process.env).sort().join())'], { env: { MINE: '1' } })
    delete process.env['BERTH_TEST_SECRET']
    assert.deepEqual(out.trim().split(','), ['HOME', 'LC_ALL', 'MINE', 'PATH'])
  })

  it('a bad end is an error that says what the program said', async () => {
    const failing = run([process.execPath, '-e', 'console.error("no such luck"); process.exit(3)'])
    await assert.rejects(failing, (error: unknown) => error instanceof RunError && error.result.code === 3 && error.message.includes('no such luck'))
  })

  it('tells lines as they come, and ends with its signal', async () => {
    const end = new AbortController()
    const going = tryRun([process.execPath, '-e', 'console.log("here"); setInterval(() => {}, 1000)'], { signal: end.signal, onLine: () => end.abort() })
    await assert.rejects(going, { name: 'AbortError' })
  })

  it('a program that is not there is an error, not an exit code', async () => {
    await assert.rejects(tryRun(['/nonexistent/program']), { code: 'ENOENT' })
  })
})

describe('small tools', () => {
  it('the pause doubles up to its cap, with a tenth of jitter', () => {
    const backoff = { first: 1000, cap: 10_000 }
    assert.deepEqual(
      [1, 2, 3, 4, 5, 60].map((failures) => pauseAfter(failures, backoff, 0)),
      [1000, 2000, 4000, 8000, 10_000, 10_000],
    )
    assert.equal(pauseAfter(1, backoff, 1), 1100)
  })

  it('a mutex lets one in at a time, in order, and a failure does not close it', async () => {
    const mutex = new Mutex()
    const order: number[] = []
    const failing = mutex.run(async () => Promise.reject(new Error('mine')))
    const rest = [1, 2, 3].map((n) => mutex.run(async () => void order.push(n)))
    await assert.rejects(failing, /mine/)
    await Promise.all(rest)
    assert.deepEqual(order, [1, 2, 3])
  })

  it('a scope closes what was opened in it, the last first, and its signal says so before', async () => {
    const order: string[] = []
    const scope = new Scope()
    for (const name of ['first', 'second']) scope.use({ [Symbol.asyncDispose]: async () => void order.push(`${name} ${scope.signal.aborted}`) })
    await scope[Symbol.asyncDispose]()
    assert.deepEqual(order, ['second true', 'first true'])
  })

  it('until gives up at its deadline and stops when aborted', async () => {
    assert.equal(await until(() => undefined, { deadline: 0 }), undefined)
    await assert.rejects(
      until(() => undefined, { deadline: 1e6, signal: AbortSignal.abort(new Error('enough')) }),
      /enough/,
    )
    let looks = 0
    assert.equal(await until(() => (++looks === 3 ? 'seen' : undefined), { deadline: 1e6 }), 'seen')
  })
})
