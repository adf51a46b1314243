import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Place } from '../engine/api/exec.testbed.ts'

const busybox = join(process.env['BERTH_DATA'] ?? '/var/lib/berth', 'cache', 'busybox')
const main = fileURLToPath(new URL('main.ts', import.meta.url))
const home = fileURLToPath(new URL('../..', import.meta.url))
const berth = [process.execPath, '--disable-warning=ExperimentalWarning', main] as const

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

describe('berth exec', () => {
  let place: Place
  let env: Record<string, string>
  before(async () => {
    place = await Place.open(busybox)
    env = {
      BERTH_DATA: '/nonexistent',
      BERTH_HOME: home,
      HOME: place.house.folder.file('home'),
      BERTH_URL: place.url,
      BERTH_TOKEN: await place.token('all'),
      PATH: process.env['PATH'] ?? '',
      SHELL: '/bin/sh',
      TERM: 'xterm',
    }
  })
  after(async () => await place[Symbol.asyncDispose]())

  const run = async (argv: readonly string[], input = ''): Promise<Ended> => {
    const [program = '', ...rest] = argv
    const child = spawn(program, rest, { env, stdio: ['pipe', 'pipe', 'pipe'] })
    child.stdin.on('error', () => undefined).end(input)
    const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close') as Promise<[number | null]>])
    return { code, out, err }
  }

  it('in a script: outputs apart, input to its end, the exit code passed on', async () => {
    const much = 'a line of text\n'.repeat(50_000)
    const { code, out, err } = await run([...berth, 'exec', 'notes', '--', 'sh', '-c', 'wc -c; echo oops >&2; exit 9'], much)
    assert.deepEqual([code, out.trim(), err], [9, String(much.length), 'oops\n'])
    const binary = await run([...berth, 'exec', 'notes', '--service', 'db', '--', 'cat', '/bin/busybox'])
    assert.ok(binary.code === 0 && binary.out.length > 1_000_000)
  })

  it('on a terminal: what is typed reaches a shell, and its size is known there', async () => {
    const command = [...berth, 'exec', 'notes'].join(' ')
    const { code, out } = await run(['script', '--quiet', '--return', '--command', command, '/dev/null'], 'stty size; exit 5\n')
    assert.match(out, /24 80/)
    assert.equal(code, 5)
  })

  it('what is refused is a problem with its next step', async () => {
    await place.change({ grants: [] })
    const { code, err } = await run([...berth, 'exec', 'notes', '--', 'true'])
    assert.equal(code, 5)
    assert.match(err, /A terminal in notes is not allowed[^]*berth set notes --grant terminal/)
    await place.reset()
    const missing = await run([...berth, 'exec', 'notes', '--service', 'never', '--', 'true'])
    assert.equal(missing.code, 3)
    assert.match(missing.err, /There is no running service of notes called never/)
  })
})
