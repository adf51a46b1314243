import assert from 'node:assert/strict'
import type { IncomingHttpHeaders } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import { test } from 'node:test'
import { WebSocketServer } from 'ws'
import { PersonId } from '../model/person.ts'
import type { HeaderRule } from '../model/plan.ts'
import type { Policy } from '../model/policy.ts'
import type { Session } from './protocol.ts'
import { Raw } from './raw.testbed.ts'
import { crowdOf, openApp, opened, openTestbed, route } from './testbed.ts'
import type { Testbed } from './testbed.ts'

const host = 'Host: wiki.localhost'
const mixed = { access: 'private', paths: { '/public': 'public' } } as const
/** As the published catalogue has them: facts, what is known of the machine, fixed texts; none on public paths of some apps. */
const published: HeaderRule[] = [
  {
    prefix: '',
    set: {
      'X-Ptl-Client-Type': [{ visitor: 'type' }],
      'X-Ptl-Client-Id': [{ visitor: 'id' }],
      'X-Ptl-Client-Name': [{ visitor: 'name' }],
      'X-Ptl-ID': ['abcdef'],
      'X-Ptl-User': ['admin'],
      'X-Ptl-Authenticated-User': ['admin@', 'example.com'],
      'Remote-User': [{ visitor: 'name' }],
      'X-Auth': ['yes'],
    },
  },
  { prefix: '/public', set: { 'X-Ptl-Client-Type': [{ visitor: 'type' }] } },
  { prefix: '/public/plain', set: {} },
]

interface Echo extends AsyncDisposable {
  readonly bed: Testbed
  readonly appPort: number
  readonly ask: (...lines: readonly string[]) => Promise<IncomingHttpHeaders>
}

/** An app that says back what it was told, behind a gateway. */
async function openEcho(policy: Parameters<typeof route>[1] = {}): Promise<Echo> {
  const app = await openApp((request, response) => {
    request.resume().on('end', () => response.end(JSON.stringify({ ...request.headers, ...request.trailers })))
  })
  const bed = await openTestbed({ routes: [route('wiki', { port: app.port, policy: mixed, headers: published, ...policy })], owner: 'Zoë\r\nX-Auth: no' })
  return {
    bed,
    appPort: app.port,
    async ask(...lines) {
      using raw = new Raw(bed.port)
      return said(await raw.say(...lines, '', '').isClosed())
    },
    async [Symbol.asyncDispose]() {
      await bed[Symbol.asyncDispose]()
      await app[Symbol.asyncDispose]()
    },
  }
}

function said(heard: string): IncomingHttpHeaders {
  assert.match(heard, /^HTTP\/1.1 200 /)
  const text = Buffer.from(/\{.*\}/.exec(heard)?.[0] ?? '', 'latin1').toString()
  return JSON.parse(text) as IncomingHttpHeaders
}

const get = (path: string): string[] => [`GET ${path} HTTP/1.1`, host, 'Connection: close']
const forged = ['X-Ptl-Client-Type: terminal', 'x_ptl_client_name: Ada', 'REMOTE_USER: admin', 'X-Auth: forged', 'x_auth: forged', 'X-Forwarded-User: admin', 'X-Kept: 1']

/** Every name an app could take for a word about who somebody is; what is signed is looked into elsewhere. */
function claims(headers: IncomingHttpHeaders): Record<string, unknown> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => /^(x.ptl|remote|x.auth|x.forwarded.user)/.test(name)))
}

test('the owner is told of as a terminal, whatever the browser says', async () => {
  await using echo = await openEcho()
  const headers = await echo.ask(...get('/x?y=1'), `Cookie: ${echo.bed.cookie('wiki')}`, ...forged)
  assert.deepEqual(claims(headers), {
    'x-ptl-client-type': 'terminal',
    'x-ptl-client-id': 'owner',
    'x-ptl-client-name': 'ZoëX-Auth: no',
    'x-ptl-id': 'abcdef',
    'x-ptl-user': 'admin',
    'x-ptl-authenticated-user': 'admin@example.com',
    'remote-user': 'ZoëX-Auth: no',
    'x-auth': 'yes',
    'remote-name': 'ZoëX-Auth: no',
  })
  assert.equal(headers['x-kept'], '1')
})

for (const [path, expected] of [
  ['/public', { 'x-ptl-client-type': 'anonymous' }],
  ['/public/a', { 'x-ptl-client-type': 'anonymous' }],
  ['/public/plain/a', {}],
] as const) {
  test(`a stranger at ${path} cannot claim to be anybody`, async () => {
    await using echo = await openEcho()
    const headers = await echo.ask(...get(path), ...forged)
    assert.deepEqual(claims(headers), expected)
    assert.equal(headers['x-kept'], '1')
  })
}

test('the owner is known on public paths, too', async () => {
  await using echo = await openEcho()
  assert.deepEqual(claims(await echo.ask(...get('/public'), `Cookie: ${echo.bed.cookie('wiki')}`)), { 'x-ptl-client-type': 'terminal', 'remote-name': 'ZoëX-Auth: no' })
})

test('where all is public, the path still decides what is said', async () => {
  await using echo = await openEcho({ policy: { access: 'public', paths: {} } })
  assert.equal((await echo.ask(...get('/x')))['x-auth'], 'yes')
  assert.deepEqual(claims(await echo.ask(...get('/x/..//public/plain'))), {})
})

test('an empty word is said as an empty word', async () => {
  await using echo = await openEcho({ policy: { access: 'public', paths: {} } })
  assert.equal((await echo.ask(...get('/x')))['x-ptl-client-name'], '')
})

test('a visitor cannot name away by Connection what the app is told', async () => {
  await using echo = await openEcho()
  const headers = await echo.ask('GET /public HTTP/1.1', host, 'Connection: close, X-Ptl-Client-Type')
  assert.deepEqual(claims(headers), { 'x-ptl-client-type': 'anonymous' })
})

test('nor say behind the body what only the gateway may say', async () => {
  await using echo = await openEcho()
  const head = ['POST /public HTTP/1.1', host, 'Connection: close', 'Transfer-Encoding: chunked', 'Trailer: X-Auth, X-Sum', '']
  const headers = await echo.ask(...head, '2', 'hi', '0', 'X_Auth: forged', 'X-Auth: forged', 'X-Sum: 42')
  assert.deepEqual(claims(headers), { 'x-ptl-client-type': 'anonymous' })
  assert.equal(headers['x-sum'], '42')
})

test('who was parked while the app was fetched goes in by the rules it came with', async () => {
  await using echo = await openEcho({ headers: [], state: 'fetching', entries: [{ listen: null, protocol: 'http', target: null }] })
  using raw = new Raw(echo.bed.port)
  raw.say(...get('/public'), ...forged, '', '')
  await echo.bed.engine.heard((frame) => frame.type === 'demand' && frame.rows.some((row) => row.waiting))
  echo.bed.engine.put(route('wiki', { port: echo.appPort, policy: mixed, headers: published }))
  assert.deepEqual(claims(said(await raw.isClosed())), { 'x-ptl-client-type': 'anonymous' })
})

test('a sign-in that was revoked while its visitor was parked on a public path is not told of', async () => {
  await using echo = await openEcho({ state: 'paused', entries: [{ listen: null, protocol: 'http', target: null }] })
  using raw = new Raw(echo.bed.port)
  raw.say(...get('/public'), `Cookie: ${echo.bed.cookie('wiki')}`, '', '')
  await echo.bed.engine.heard((frame) => frame.type === 'demand' && frame.rows.some((row) => row.waiting))
  echo.bed.engine.send({ type: 'crowd', crowd: crowdOf([]) })
  echo.bed.engine.put(route('wiki', { port: echo.appPort, policy: mixed, headers: published }))
  assert.deepEqual(claims(said(await raw.isClosed())), { 'x-ptl-client-type': 'anonymous' })
})

test('a request that is repeated says it once', async () => {
  const heads: string[] = []
  const app = createTcpServer((socket) => {
    socket.once('data', (head) => {
      if (heads.push(String(head)) === 1) socket.destroy()
      else socket.end('HTTP/1.1 204 OK\r\n\r\n')
    })
  })
  const { port } = await opened(app)
  await using bed = await openTestbed({ routes: [route('wiki', { port, headers: published })] })
  using raw = new Raw(bed.port)
  await raw.say(...get('/'), 'X-Auth: forged', '', '').isClosed()
  app.close()
  assert.equal(heads.length, 2)
  for (const head of heads) assert.deepEqual(head.match(/^x-auth: .*/gim), ['X-Auth: yes'])
})

const upgrade = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==']

test('a WebSocket is told the same, and ends with the sign-in it was told of', async () => {
  await using app = await openApp(() => undefined)
  const sockets = new WebSocketServer({ server: app.server })
  sockets.on('connection', (socket, request) => socket.send(JSON.stringify(claims(request.headers))))
  await using bed = await openTestbed({ routes: [route('wiki', { port: app.port, policy: mixed, headers: published })] })
  using stranger = new Raw(bed.port)
  await stranger.say('GET /public HTTP/1.1', host, ...upgrade, ...forged, '', '').hears('{"x-ptl-client-type":"anonymous"}')
  using owner = new Raw(bed.port)
  await owner.say('GET /public HTTP/1.1', host, ...upgrade, ...forged, `Cookie: ${bed.cookie('wiki')}`, '', '').hears('"x-ptl-client-type":"terminal"')
  bed.engine.send({ type: 'crowd', crowd: crowdOf([]) })
  await owner.isClosed()
  assert.equal(stranger.ended, false)
  for (const socket of sockets.clients) socket.terminate()
})

test('an engine of an earlier version says nothing of headers, and its routes are good', async () => {
  await using echo = await openEcho()
  const { headers: _, ...older } = route('wiki', { port: echo.appPort, title: 'Older' })
  await echo.bed.reconnect([older])
  assert.deepEqual(claims(await echo.ask(...get('/'))), {})
})

test('what is under way ends when its visitor may not go there any more: another role, another policy, open mode closed', async () => {
  await using app = await openApp(() => undefined)
  const sockets = new WebSocketServer({ server: app.server })
  sockets.on('connection', (socket) => socket.send('hello'))
  const open: Policy = { access: 'devices', paths: {} }
  const ben = (role: 'member' | 'guest'): Session => ({ id: 's2', of: { kind: 'person', id: PersonId.parse('ben'), name: 'Ben', role, groups: [] } })
  await using bed = await openTestbed({ routes: [route('wiki', { port: app.port, policy: open })], sessions: ['s1', ben('member')], open: true })
  const visit = async (cookie?: string): Promise<Raw> => {
    const raw = new Raw(bed.port)
    await raw.say('GET / HTTP/1.1', host, ...upgrade, ...(cookie ? [`Cookie: ${cookie}`] : []), '', '').hears('hello')
    return raw
  }
  using stranger = await visit()
  using member = await visit(bed.cookie('wiki', 's2'))
  using owner = await visit(bed.cookie('wiki'))
  bed.engine.send({ type: 'crowd', crowd: crowdOf(['s1', ben('member')]) })
  await stranger.isClosed()
  assert.deepEqual([member.ended, owner.ended], [false, false])
  bed.engine.send({ type: 'crowd', crowd: crowdOf(['s1', ben('guest')]) })
  await member.isClosed()
  assert.equal(owner.ended, false)
  bed.engine.send({ type: 'crowd', crowd: crowdOf(['s1', ben('member')]) })
  using again = await visit(bed.cookie('wiki', 's2'))
  bed.engine.put(route('wiki', { port: app.port, policy: { access: 'private', paths: {} } }))
  await again.isClosed()
  assert.equal(owner.ended, false)
  for (const socket of sockets.clients) socket.terminate()
})
