import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { Raw } from './raw.testbed.ts'

interface Started extends AsyncDisposable {
  readonly pid: number
  readonly port: number
  readonly tls: number | null
  readonly socket: string
  end(): Promise<number | null>
}

async function start(...more: readonly string[]): Promise<Started> {
  const folder = await mkdtemp(join(tmpdir(), 'berth-gateway-'))
  const socket = join(folder, 'gateway.sock')
  const argv = [...process.execArgv.filter((a) => !a.startsWith('--test')), join(import.meta.dirname, 'main.ts'), '--socket', socket, '--port', '0', '--address', '127.0.0.1', ...more]
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'], env: {} })
  const { promise: ready, resolve } = Promise.withResolvers<{ readonly port: number; readonly tls: number | null }>()
  createInterface({ input: child.stdout }).on('line', (line) => {
    const said = JSON.parse(line) as { msg: string; port: number; tls: number | null }
    if (said.msg === 'ready') resolve(said)
  })
  const exited = once(child, 'exit') as Promise<[number | null]>
  const end = async (): Promise<number | null> => {
    child.kill('SIGTERM')
    return (await exited)[0]
  }
  return {
    pid: child.pid ?? 0,
    ...(await ready),
    socket,
    end,
    async [Symbol.asyncDispose]() {
      await end()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

test('the process opens, answers, keeps its socket to itself and ends when told', async () => {
  await using gateway = await start()
  assert.equal((await stat(gateway.socket)).mode & 0o777, 0o600)
  using raw = new Raw(gateway.port)
  assert.match(await raw.say('GET / HTTP/1.1', 'Host: wiki.localhost', 'Connection: close', '', '').isClosed(), /^HTTP\/1.1 503 /)
  assert.equal(await gateway.end(), 0)
})

const root = process.getuid?.() === 0 ? false : 'only root can give up being root'

test('started by root with a user id, it runs as that user alone', { skip: root }, async () => {
  await using gateway = await start('--uid', '65534')
  const status = await readFile(`/proc/${gateway.pid}/status`, 'utf8')
  assert.match(status, /^Uid:\t65534\t65534\t65534\t65534$/m)
  assert.match(status, /^Gid:\t65534\t65534\t65534\t65534$/m)
  assert.match(status, /^Groups:\t ?$/m)
  assert.match(status, /^CapEff:\t0+$/m)
  using raw = new Raw(gateway.port)
  assert.match(await raw.say('GET / HTTP/1.1', 'Host: wiki.localhost', 'Connection: close', '', '').isClosed(), /^HTTP\/1.1 503 /)
})

test('it opens a port of HTTPS besides, and refuses a range of proxies that is none', async () => {
  await using gateway = await start('--tls-port', '0', '--proxies', '10.0.0.0/8,::1')
  assert.ok(gateway.tls !== null && gateway.tls !== gateway.port)
  const argv = [join(import.meta.dirname, 'main.ts'), '--socket', `${gateway.socket}.other`, '--port', '0', '--address', '127.0.0.1', '--proxies', 'everybody']
  const [code] = (await once(spawn(process.execPath, argv, { stdio: 'ignore', env: {} }), 'exit')) as [number | null]
  assert.equal(code, 1)
})
