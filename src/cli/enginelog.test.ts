import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { berth, home, main } from './child.testbed.ts'

describe("berth logs: the engine's own", () => {
  let data = ''
  let file = ''
  beforeEach(async () => {
    data = await mkdtemp(join(tmpdir(), 'berth-log-'))
    file = join(data, 'log', 'engine.log')
    await mkdir(join(data, 'log'))
  })
  afterEach(async () => await rm(data, { recursive: true }))

  it('the last lines, in words or as they are', async () => {
    const line = '{"level":30,"time":"2026-02-03T04:05:06.789Z","msg":"the engine is up"}'
    await writeFile(file, `first\nsecond\n${line}\nunfinished`)
    assert.equal((await berth({ data }, ['logs', '--tail', '2'])).out, 'second\n2026-02-03T04:05:06 info  the engine is up\n')
    assert.equal((await berth({ data }, ['logs', '--tail', '1', '--json'])).out, `${line}\n`)
    assert.equal((await berth({ data }, ['logs', '--tail', '0'])).out, '')
  })

  it('there is none yet', async () => {
    const { code, err } = await berth({ data }, ['logs'])
    assert.equal(code, 3)
    assert.match(err, /There is no log called /)
  })

  it('followed: whole lines as they come, also after the log was begun anew', async () => {
    await writeFile(file, 'one\nha')
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, 'logs', '-f'], { env: { BERTH_DATA: data, BERTH_HOME: home }, stdio: ['ignore', 'pipe', 'inherit'] })
    const closed = once(child, 'close')
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    const next = async (): Promise<unknown> => (await lines.next()).value
    assert.equal(await next(), 'one')
    await appendFile(file, 'lf\nthree\n')
    assert.deepEqual([await next(), await next()], ['half', 'three'])
    await appendFile(file, 'four\nfi')
    assert.equal(await next(), 'four')
    await appendFile(file, 've\n')
    assert.equal(await next(), 'five')
    await writeFile(file, 'new\n')
    assert.equal(await next(), 'new')
    child.kill()
    await closed
  })
})
