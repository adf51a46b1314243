import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { until } from '../../kit/until.ts'
import { Raw } from '../raw.testbed.ts'
import { openApp, opened, openTestbed, route } from '../testbed.ts'

const skip = hasCaddy() ? false : 'the program caddy is not installed'

function hasCaddy(): boolean {
  try {
    execFileSync('caddy', ['version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

interface Caddy extends AsyncDisposable {
  readonly port: number
}

/** Somebody else's Caddy: it asks the gateway, and passes on to the app itself. As in `docs/behind-a-proxy.md`. */
async function openCaddy(gateway: number, app: number): Promise<Caddy> {
  const folder = await mkdtemp(join(tmpdir(), 'berth-caddy-'))
  const port = await freePort()
  const file = join(folder, 'Caddyfile')
  await writeFile(
    file,
    `{
  admin off
  auto_https off
}
http://wiki.localhost:${port} {
  bind 127.0.0.1
  forward_auth 127.0.0.1:${gateway} {
    uri /.berth/forward-auth
    copy_headers Remote-User Remote-Name Remote-Email Remote-Groups X-Berth-Identity X-Ptl-Client-Type X-Ptl-Client-Id X-Ptl-Client-Name Cookie
  }
  reverse_proxy 127.0.0.1:${app}
}
`,
  )
  const child = spawn('caddy', ['run', '--adapter', 'caddyfile', '--config', file], { stdio: 'ignore', env: { XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder, HOME: folder } })
  const exited = once(child, 'exit')
  await until(() => answers(port), { deadline: 10_000 })
  return {
    port,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await exited
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function answers(port: number): Promise<true | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => resolve(true))
    socket.once('error', () => resolve(undefined))
    socket.once('connect', () => socket.destroy())
  })
}

async function freePort(): Promise<number> {
  const server = createServer()
  const { port } = await opened(server)
  await new Promise<void>((resolve) => server.close(() => resolve()))
  return port
}

test('behind somebody else’s Caddy an app is guarded as it is behind the gateway', { skip }, async () => {
  const seen: string[] = []
  await using app = await openApp((request, response) => {
    seen.push(JSON.stringify([request.url, request.headers]))
    response.end('the app')
  })
  await using bed = await openTestbed({ proxies: ['127.0.0.1'], routes: [route('wiki', { port: app.port, policy: { access: 'private', paths: { '/open': 'public' } } })] })
  await using caddy = await openCaddy(bed.port, app.port)
  const ask = async (path: string, ...lines: readonly string[]): Promise<string> => {
    using raw = new Raw(caddy.port)
    return await raw.say(`GET ${path} HTTP/1.1`, 'Host: wiki.localhost', ...lines, 'Connection: close', '', '').isClosed()
  }

  assert.match(await ask('/', 'Accept: text/html'), /^HTTP\/1.1 302 [^]*Location: http:\/\/berth.localhost\/go\?instance=wiki/)
  assert.match(await ask('/'), /^HTTP\/1.1 401 /)
  for (const forged of ['Remote-User: owner', 'remote_user: owner', 'X-Ptl-Client-Type: terminal', 'X-Berth-Identity: ey']) assert.match(await ask('/open', forged), /^HTTP\/1.1 400 /)
  for (const path of ['/open/../secret', '/open/%2e%2e/secret', '//secret', '/open;/../secret', '/secret']) assert.match(await ask(path), /^HTTP\/1.1 (?:40[01]|30\d) /)
  assert.deepEqual(seen, [], 'nothing of it reached the app')

  assert.match(await ask('/open', 'X-Forwarded-For: 6.6.6.6', 'X-Forwarded-Uri: /', 'X-Forwarded-Host: photos.localhost', 'X-Forwarded-Method: POST'), /the app$/)
  assert.match(await ask('/secret', `Cookie: a=1; ${bed.cookie('wiki')}`), /the app$/)
  // Caddy takes away what a visitor's `Connection` names, after it was copied: such a one is nobody to the app, never somebody else.
  assert.match(await ask('/secret', `Cookie: ${bed.cookie('wiki')}`, 'Connection: Remote-User, X-Berth-Identity'), /the app$/)
  const [open = '', secret = '', smuggled = ''] = seen
  assert.match(open, /"remote-user":""/)
  assert.match(secret, /"remote-user":"owner"/)
  assert.match(secret, /"cookie":"a=1"/)
  assert.doesNotMatch(smuggled, /"remote-user":"[^"]|berth-app/)
})
