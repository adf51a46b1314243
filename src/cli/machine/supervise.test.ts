import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { until } from '../../kit/until.ts'
import { runningPid, startDetached, stopDetached } from './detached.ts'
import { supervise } from './supervise.ts'

describe('keeping a program running', () => {
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'berth-supervise-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  /** A program that notes each start in `starts` and then does what `rest` says. */
  async function program(rest: string): Promise<readonly [string, string]> {
    const file = join(folder, 'program.mjs')
    const starts = JSON.stringify(join(folder, 'starts'))
    await writeFile(file, `import { appendFileSync, readFileSync } from 'node:fs'\nappendFileSync(${starts}, '.')\nconst starts = readFileSync(${starts}).length\n${rest}\n`)
    return [process.execPath, file]
  }
  const starts = async (): Promise<number> => (await readFile(join(folder, 'starts'), 'utf8').catch(() => '')).length
  const calm = { env: {}, backoff: { first: 1, cap: 5 }, settled: 60_000 }

  it('starts it again whenever it ends badly, until it ends with 0', async () => {
    const said: string[] = []
    const argv = await program("if (starts === 1) process.exit(3)\nif (starts === 2) process.kill(process.pid, 'SIGKILL')\nelse process.exit(0)")
    const times = await supervise({ ...calm, argv, signal: new AbortController().signal, say: (line) => said.push(line) })
    assert.equal(times, 3)
    assert.match(said.join('\n'), /ended with code 3.*\n.*ended with SIGKILL/)
  })

  it('says why when it cannot be started, and goes on trying', async () => {
    const abort = new AbortController()
    const said: string[] = []
    const say = (line: string): void => {
      if (said.push(line) === 3) abort.abort()
    }
    await supervise({ ...calm, argv: [join(folder, 'none')], signal: abort.signal, say })
    assert.match(said[2] ?? '', /ENOENT/)
  })

  it('asked to end, ends the program and does not start it again', async () => {
    const abort = new AbortController()
    const argv = await program('setInterval(() => undefined, 1000)')
    const running = supervise({ ...calm, argv, signal: abort.signal, say: () => undefined })
    assert.ok(await until(async () => ((await starts()) === 1 ? true : undefined), { deadline: 10_000 }))
    abort.abort()
    assert.equal(await running, 1)
  })

  it('as a process of its own: it survives a kill of the program, and ends both when asked', async () => {
    const main = join(import.meta.dirname, 'main.ts')
    const [node, file] = await program("process.on('SIGTERM', () => process.exit(0))\nif (starts === 1) process.kill(process.pid, 'SIGKILL')\nsetInterval(() => undefined, 1000)")
    const pidFile = join(folder, 'run/supervisor.pid')
    const logFile = join(folder, 'log/engine.log')
    const pid = await startDetached({ argv: [process.execPath, '--disable-warning=ExperimentalWarning', main, node, file], env: { PATH: '/usr/bin:/bin' }, logFile, pidFile })
    assert.equal(await runningPid(pidFile), pid)
    assert.ok(await until(async () => ((await starts()) === 2 ? true : undefined), { deadline: 20_000 }), 'started again after the kill')
    assert.match(await readFile(logFile, 'utf8'), /supervisor: .* ended with SIGKILL/)
    const copy = join(folder, 'copy.pid')
    await writeFile(copy, await readFile(pidFile))
    assert.equal(await stopDetached(pidFile), true)
    assert.ok(await until(async () => ((await runningPid(copy)) === undefined ? true : undefined), { deadline: 10_000 }))
    assert.equal(await stopDetached(pidFile), false)
  })

  it("takes no other process for one of its own: an id without that process's birth is nobody", async () => {
    const pidFile = join(folder, 'stale.pid')
    await writeFile(pidFile, `${process.pid} 1\n`)
    assert.equal(await runningPid(pidFile), undefined)
  })
})
