import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { after, before, describe, it } from 'node:test'
import { silent } from '../kit/log.ts'
import { run, tryRun } from '../kit/run.ts'
import type { RunResult } from '../kit/run.ts'
import type { Brakes } from './brakes.ts'
import { hostKey } from './hostkey.ts'
import { writeKey } from './opensshkey.ts'
import { openSshServer } from './server.ts'
import type { SshServer } from './server.ts'
import type { SshOptions } from './terms.ts'

const say: SshOptions<string>['session'] = async (who, command, channel) => {
  channel.stdout.write(JSON.stringify({ who, ...command }))
  channel.stderr.write('and a line beside\n')
  channel.exit(7)
  await Promise.resolve()
}

let folder = ''
const known = new Map<string, string>()

async function key(name: string, type: readonly string[] = ['-t', 'ed25519']): Promise<void> {
  await run(['ssh-keygen', '-q', ...type, '-N', '', '-C', name, '-f', join(folder, name)])
}

async function know(...names: string[]): Promise<void> {
  for (const name of names) known.set((await readFile(join(folder, `${name}.pub`), 'utf8')).split(' ')[1] ?? '', name)
}

async function open(session = say, brakes: Partial<Brakes> = {}): Promise<SshServer<string>> {
  const stranger = (tried: readonly string[]): string => `Berth knows none of these keys: ${tried.join(' ')}\nAdd one under “My account”.`
  return await openSshServer<string>({
    host: '127.0.0.1',
    port: 0,
    hostKey: join(folder, 'host', 'key'),
    who: async ({ blob }) => await Promise.resolve(known.get(blob)),
    stranger,
    session,
    brakes,
    log: silent,
  })
}

const plain = ['-F', '/dev/null', '-o', 'IdentitiesOnly=yes', '-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null']
const quiet = ['-o', 'LogLevel=ERROR']

async function ssh(server: SshServer<string>, keys: readonly string[], args: readonly string[], options: readonly string[] = [], input = ''): Promise<RunResult> {
  const shown = keys.flatMap((name) => ['-i', join(folder, name)])
  return await tryRun(['ssh', ...plain, ...options, ...quiet, ...shown, '-p', String(server.port), 'git@127.0.0.1', ...args], { input })
}

describe('the SSH server', () => {
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'berth-ssh-'))
    await Promise.all([key('ed'), key('ec', ['-t', 'ecdsa', '-b', '384']), key('rsa', ['-t', 'rsa', '-b', '2048']), key('weak', ['-t', 'rsa', '-b', '1024']), key('wrong'), key('wrong2')])
    await know('ed', 'ec', 'rsa', 'weak')
  })
  after(async () => await rm(folder, { recursive: true, force: true }))

  it('lets in every good kind of key, and gives the command, both streams and the exit code', async () => {
    await using server = await open()
    for (const name of ['ed', 'ec', 'rsa']) {
      const { code, out, err } = await ssh(server, [name], [`git-receive-pack '/it'\\''s.git'`])
      assert.deepEqual([code, JSON.parse(out)], [7, { who: name, program: 'git-receive-pack', path: "/it's.git", protocol: null }])
      assert.equal(err, 'and a line beside\n')
    }
  })

  it('passes over keys that are wrong until one is right', async () => {
    await using server = await open()
    assert.equal((await ssh(server, ['wrong', 'wrong2', 'ed'], [`git-upload-pack 'blog'`])).code, 7)
  })

  it('tells a stranger which keys it was shown and what to do', async () => {
    await using server = await open()
    const { out: prints } = await run(['ssh-keygen', '-l', '-f', join(folder, 'wrong.pub')])
    const { code, err } = await ssh(server, ['wrong', 'wrong2'], [`git-upload-pack 'blog'`], ['-o', 'LogLevel=INFO'])
    assert.equal(code, 255)
    assert.match(err, /^Berth knows none of these keys: SHA256:\S+ SHA256:\S+$/m)
    assert.ok(err.includes(prints.split(' ')[1] ?? ''))
    assert.match(err, /Add one under "My account"\./)
  })

  it('refuses short RSA keys and signatures with SHA-1', async () => {
    await using server = await open()
    assert.equal((await ssh(server, ['weak'], [`git-upload-pack 'blog'`], ['-o', 'RequiredRSASize=1024'])).code, 255)
    const old = await ssh(server, ['rsa'], [`git-upload-pack 'blog'`], ['-o', 'PubkeyAcceptedAlgorithms=ssh-rsa'])
    assert.equal(old.code, 255)
  })

  it('asks again when the key has proven itself: one taken back in between is out', async () => {
    let asked = 0
    await using server = await openSshServer<string>({
      host: '127.0.0.1',
      port: 0,
      hostKey: join(folder, 'host', 'key'),
      who: async () => await Promise.resolve(++asked === 1 ? 'ada' : undefined),
      stranger: () => 'no',
      session: say,
      log: silent,
    })
    assert.equal((await ssh(server, ['ed'], [`git-upload-pack 'blog'`])).code, 255)
    assert.equal(asked, 2)
  })

  it('runs nothing but the two programs, and says so', async () => {
    await using server = await open()
    const commands = [
      'ls',
      'git-upload-pack',
      "git-upload-archive 'blog'",
      'git-receive-pack blog; id',
      "git-receive-pack 'blog' 'x'",
      'git-receive-pack $(id)',
      'git-receive-pack `id`',
      "git-receive-pack '--help'",
      'git-receive-pack "blog"',
      "git-receive-pack 'a\nb'",
      ' git-receive-pack blog',
      'git receive-pack blog',
      "git-receive-pack ''",
    ]
    for (const command of commands) {
      const { code, out, err } = await ssh(server, ['ed'], [command])
      assert.deepEqual([code, out, err], [1, '', 'This machine takes git pushes and fetches here, and runs nothing else.\n'], command)
    }
  })

  it('gives no shell, terminal, subsystem, agent, X11 or forwarding', async () => {
    await using server = await open()
    const shell = await ssh(server, ['ed'], [])
    assert.deepEqual([shell.code, shell.err], [1, 'This machine takes git pushes and fetches here, and runs nothing else.\n'])
    assert.match((await ssh(server, ['ed'], ['git-upload-pack x'], ['-tt'])).err, /PTY allocation request failed/)
    assert.match((await ssh(server, ['ed'], ['sftp'], ['-s'])).err, /subsystem request failed/)
    assert.notEqual((await ssh(server, ['ed'], [], ['-W', `127.0.0.1:${server.port}`])).code, 0)
    assert.match((await ssh(server, ['ed'], [], ['-N', '-o', 'ExitOnForwardFailure=yes', '-R', '0:127.0.0.1:1'])).err, /remote port forwarding failed/)
    const agent = await ssh(server, ['ed'], ['git-upload-pack x'], ['-A', '-X'])
    assert.equal(agent.code, 7)
  })

  it('takes of the environment git’s protocol and nothing else', async () => {
    await using server = await open()
    const env = { GIT_PROTOCOL: 'version=2', LD_PRELOAD: '/tmp/evil.so' }
    const shown = ['-i', join(folder, 'ed'), '-o', 'SendEnv=GIT_PROTOCOL LD_PRELOAD']
    const { out } = await tryRun(['ssh', ...plain, ...quiet, ...shown, '-p', String(server.port), 'git@127.0.0.1', 'git-upload-pack blog'], { env: { GIT_PROTOCOL: env.GIT_PROTOCOL } })
    assert.equal((JSON.parse(out) as { protocol: string }).protocol, 'version=2')
  })

  it('carries 200 MB each way with flat memory, and the end of each stream', async () => {
    const echo: SshOptions<string>['session'] = async (_, __, channel) => {
      await pipeline(channel.stdin, channel.stdout, { end: false })
      channel.exit(0)
    }
    await using server = await open(echo)
    const [bytes, seen] = [200 * 1024 * 1024, { peak: 0 }]
    globalThis.gc?.()
    const start = process.memoryUsage().rss
    const watch = setInterval(() => void (seen.peak = Math.max(seen.peak, process.memoryUsage().rss)), 20)
    const [head, count] = await counted(server, bytes)
    clearInterval(watch)
    assert.deepEqual([head, count], [0, bytes])
    assert.ok(seen.peak - start < 120 * 1024 * 1024, `${Math.round((seen.peak - start) / 1024 / 1024)} MB more`)
  })

  it('tells a command that its client is gone', async () => {
    const [begun, over] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const wait: SshOptions<string>['session'] = async (_, __, ___, signal) => {
      begun.resolve()
      await once(signal, 'abort')
      over.resolve()
    }
    await using server = await open(wait)
    const end = new AbortController()
    const client = tryRun(['ssh', ...plain, ...quiet, '-i', join(folder, 'ed'), '-p', String(server.port), 'git@127.0.0.1', 'git-upload-pack x'], { signal: end.signal })
    await begun.promise
    end.abort()
    await assert.rejects(client)
    await over.promise
  })

  it('ends the connections of whoever is out, with a line, and no others', async () => {
    const begun = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const finish = Promise.withResolvers<void>()
    const wait: SshOptions<string>['session'] = async (who, _, channel, signal) => {
      begun[who === 'ed' ? 0 : 1]?.resolve()
      await Promise.race([once(signal, 'abort'), finish.promise])
      channel.exit(0)
    }
    await using server = await open(wait)
    const [out, stays] = ['ed', 'ec'].map(async (name) => await ssh(server, [name], ['git-upload-pack x']))
    await Promise.all(begun.map(async ({ promise }) => await promise))
    server.end((who) => who === 'ed', 'This key was taken back.')
    const { code, err } = (await out) ?? { code: 0, err: '' }
    assert.notEqual(code, 0)
    assert.match(err, /This key was taken back\./)
    finish.resolve()
    assert.equal((await stays)?.code, 0)
  })

  it('a command that throws ends with 1 and a line', async () => {
    await using server = await open(async () => await Promise.reject(new Error('mine')))
    const { code, err } = await ssh(server, ['ed'], ['git-upload-pack x'])
    assert.deepEqual([code, err], [1, 'Berth made a mistake here; its log says which.\n'])
  })

  it('keeps its key, readable by its owner only, and refuses to replace a broken one', async () => {
    const path = join(folder, 'kept', 'key')
    const made = await hostKey(path)
    assert.deepEqual(await hostKey(path), made)
    assert.equal((await stat(path)).mode & 0o777, 0o600)
    assert.equal((await run(['ssh-keygen', '-l', '-f', path])).out.split(' ')[1], made.fingerprint)
    await writeFile(path, 'broken')
    await assert.rejects(hostKey(path), /cannot be read/)
    assert.equal(await readFile(path, 'utf8'), 'broken')
  })

  it('is let in with a key whose public half begins with a zero, and may have such a key itself', async () => {
    let pair = { open: Buffer.from([1]), seed: Buffer.alloc(0) }
    while (pair.open[0] !== 0) {
      const { d = '', x = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })
      pair = { open: Buffer.from(x, 'base64url'), seed: Buffer.from(d, 'base64url') }
    }
    const path = join(folder, 'zero')
    await writeFile(path, writeKey({ ...pair, comment: 'zero' }), { mode: 0o600 })
    const { out: line } = await run(['ssh-keygen', '-y', '-f', path])
    await writeFile(`${path}.pub`, line)
    await know('zero')
    await using server = await openSshServer<string>({
      host: '127.0.0.1',
      port: 0,
      hostKey: path,
      who: async ({ blob }) => await Promise.resolve(known.get(blob)),
      stranger: () => 'no',
      session: say,
      log: silent,
    })
    assert.equal((await ssh(server, ['zero'], ['git-upload-pack x'])).code, 7)
    assert.equal((await hostKey(path)).line, line.trim().split(' ').slice(0, 2).join(' '))
  })

  it('many first connections at once make one key', async () => {
    const path = join(folder, 'race', 'key')
    const made = await Promise.all([1, 2, 3, 4].map(async () => await hostKey(path)))
    assert.equal(new Set(made.map(({ line }) => line)).size, 1)
  })

  it('brakes: too many from one address, whoever says nothing, whoever says nonsense', async () => {
    await using server = await open(say, { perAddress: 3, grace: 300 })
    const told: string[] = []
    const sockets = [1, 2, 3, 4].map(() =>
      connect(server.port, '127.0.0.1')
        .setEncoding('utf8')
        .on('data', (text: string) => told.push(text)),
    )
    sockets[0]?.write('GET / HTTP/1.1\r\n\r\n')
    await Promise.all(
      sockets.map(async (socket) => {
        socket.on('error', () => undefined)
        await once(socket, 'close')
      }),
    )
    assert.equal(told.filter((text) => text.startsWith('Too many connections')).length, 1)
    assert.equal((await ssh(server, ['ed'], ['git-upload-pack x'])).code, 7)
  })

  it('brakes: whoever shows key after key is told to name one', async () => {
    await using server = await open(say, { tries: 1 })
    const { code, err } = await ssh(server, ['wrong', 'ed'], ['git-upload-pack x'], ['-o', 'LogLevel=INFO'])
    assert.equal(code, 255)
    assert.match(err, /Berth knows none of these keys/)
  })
})

/** Sends zeros to an echo and gives ssh's exit code and how many came back. */
async function counted(server: SshServer<string>, bytes: number): Promise<[number, number]> {
  const { spawn } = await import('node:child_process')
  const child = spawn('ssh', [...plain, ...quiet, '-i', join(folder, 'ed'), '-p', String(server.port), 'git@127.0.0.1', 'git-upload-pack x'], { stdio: ['pipe', 'pipe', 'inherit'] })
  const block = Buffer.alloc(1024 * 1024)
  const sent = pipeline(async function* () {
    for (let left = bytes; left > 0; left -= block.length) yield await Promise.resolve(block)
  }, child.stdin)
  let count = 0
  child.stdout.on('data', (part: Buffer) => (count += part.length))
  const [code] = (await once(child, 'close')) as [number]
  await sent
  return [code, count]
}
