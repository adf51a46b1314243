import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { until } from '../../../kit/until.ts'
import { blog, GitHouse } from './git.testbed.ts'

/** A push whose git a test can end. */
function pushing(house: GitHouse, work: string): ChildProcess {
  const env = { PATH: process.env['PATH'] ?? '', GIT_CONFIG_GLOBAL: '/dev/null', GIT_SSH_COMMAND: house.sshCommand() }
  return spawn('git', ['push', 'berth', 'main'], { cwd: work, env, detached: true, stdio: 'ignore' })
}

/** As Ctrl-C does: git and the ssh it started. */
function interrupt(child: ChildProcess): void {
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGINT')
}

async function ends(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort')
}

describe('whoever pushes may go', () => {
  it('while it is built after it was taken: the following ends, the push stands', async () => {
    await using house = await GitHouse.open()
    const [begun, over] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    house.listener = {
      ...house.listener,
      after: async (_, say, signal) => {
        say('building')
        begun.resolve()
        await ends(signal)
        say('nobody hears this')
        over.resolve()
      },
    }
    const child = pushing(house, await house.work('ctrl-c'))
    await begun.promise
    interrupt(child)
    await over.promise
    assert.notEqual(await house.repositories.of(blog).tip('main'), null)
  })

  it('while it is looked at before it was taken: nothing is taken, and nothing stays of it', async () => {
    await using house = await GitHouse.open()
    const [begun, over] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    house.listener = {
      ...house.listener,
      before: async (_, _say, signal) => {
        begun.resolve()
        await ends(signal)
        over.resolve()
        return true
      },
    }
    const child = pushing(house, await house.work('ctrl-c'))
    await begun.promise
    interrupt(child)
    await over.promise
    const objects = join(house.repositories.of(blog).path, 'objects')
    const left = await until(async () => ((await readdir(objects)).some((name) => name.startsWith('tmp_')) ? undefined : true), { deadline: 20_000 })
    assert.ok(left, 'what was sent still lies there')
    assert.deepEqual(await house.repositories.of(blog).branches(), [])
  })

  it('because the key was taken back: the push ends with a line, and nothing is taken', async () => {
    await using house = await GitHouse.open()
    const over = Promise.withResolvers<void>()
    house.listener = {
      ...house.listener,
      before: async (_, _say, signal) => {
        house.ssh.end((who) => who === 'ada', 'This key was taken back.')
        await ends(signal)
        over.resolve()
        return true
      },
    }
    const { code, err } = await house.git(['push', 'berth', 'main'], await house.work('revoked'))
    await over.promise
    assert.notEqual(code, 0)
    assert.match(err, /This key was taken back\./)
    assert.deepEqual(await house.repositories.of(blog).branches(), [])
  })

  it('and when the engine’s own socket is away, a push says so and takes nothing', async () => {
    await using house = await GitHouse.open()
    const work = await house.work('away')
    await house.good(['push', 'berth', 'main:first'], work)
    await house.hooks[Symbol.asyncDispose]()
    const { code, err } = await house.git(['push', 'berth', 'main'], work)
    assert.notEqual(code, 0)
    assert.match(err, /remote: Berth is being restarted just now, so nothing was taken\. Push again in a moment\./)
    assert.equal(await house.repositories.of(blog).tip('main'), null)
    await house.openHooks()
    await house.good(['push', 'berth', 'main'], work)
  })

  it('and when the engine goes while a push waits, the push is not taken', async () => {
    await using house = await GitHouse.open()
    house.listener = {
      ...house.listener,
      before: async (_, _say, signal) => {
        void house.hooks[Symbol.asyncDispose]()
        await ends(signal)
        return false
      },
    }
    const { err } = await house.git(['push', 'berth', 'main'], await house.work('goes'))
    assert.match(err, /remote: Berth is being restarted just now, so nothing was taken/)
    assert.deepEqual(await house.repositories.of(blog).branches(), [])
  })

  it('a slow reader is left lines out, not memory taken', async () => {
    await using house = await GitHouse.open()
    const line = 'x'.repeat(1000)
    house.listener = {
      ...house.listener,
      after: async (_, say) => {
        for (let n = 0; n < 100_000; n++) say(line)
        await Promise.resolve()
      },
    }
    const lines: string[] = []
    const { code } = await house.git(['push', 'berth', 'main'], await house.work('loud'), { onLine: (text) => lines.push(text) })
    assert.equal(code, 0)
    assert.ok(lines.length > 200 && lines.length < 5000, String(lines.length))
  })
})
