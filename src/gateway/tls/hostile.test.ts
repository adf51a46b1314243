import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { openApp, route } from '../testbed.ts'
import type { RouteOptions } from '../testbed.ts'
import { openSecureTestbed } from './testbed.ts'

const host = 'Host: wiki.localhost'

/** What the app gets to see of raw bytes over HTTPS, by HTTP/1.1, and what they are answered. */
async function tell(options: RouteOptions, ...lines: readonly string[]): Promise<{ seen: string[]; heard: string }> {
  const seen: string[] = []
  await using app = await openApp((request, response) => {
    seen.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)}`)
    request.resume().on('end', () => response.end('ok'))
  })
  await using secure = await openSecureTestbed({ routes: [route('wiki', { ...options, port: app.port })] })
  await using socket = await secure.reach('wiki.localhost')
  let heard = ''
  socket.setEncoding('latin1').on('data', (text: string) => (heard += text))
  const closed = once(socket, 'close')
  socket.write(lines.join('\r\n'), 'latin1')
  await closed
  return { seen, heard }
}

const smuggled = ['GET /smuggled HTTP/1.1', host, '', '']

for (const [what, lines] of [
  ['a length and chunks', ['POST / HTTP/1.1', host, 'Content-Length: 5', 'Transfer-Encoding: chunked', '', '0', '', ...smuggled]],
  ['two lengths', ['POST / HTTP/1.1', host, 'Content-Length: 0', 'Content-Length: 38', '', ...smuggled]],
  ['a whole URL', ['GET https://wiki.localhost/ HTTP/1.1', host, '', '']],
  ['a whole URL of another place', ['GET https://10.0.0.1/ HTTP/1.1', host, '', '']],
  ['no Host', ['GET / HTTP/1.1', '', '']],
  ['two Hosts', ['GET / HTTP/1.1', host, 'Host: photos.localhost', '', '']],
  ['a Host of two', ['GET / HTTP/1.1', 'Host: wiki.localhost, photos.localhost', 'Connection: close', '', '']],
  ['a proxy request', ['CONNECT wiki.localhost:443 HTTP/1.1', host, '', '']],
  ['a header that is folded', ['GET / HTTP/1.1', host, 'X-A: 1', ' Content-Length: 5', '', '']],
  ['the preface of HTTP/2 where HTTP/1.1 was agreed', ['PRI * HTTP/2.0', '', 'SM', '', '']],
  ['TLS within TLS', ['\u0016\u0003\u0001\u0002\u0000\u0001', '']],
] as const) {
  test(`${what} is refused and reaches no app`, async () => {
    const { seen, heard } = await tell({}, ...lines)
    assert.deepEqual(seen, [])
    assert.match(heard, /^HTTP\/1.1 4\d\d /)
    assert.equal(heard.split('HTTP/1.1 ').length, 2, 'one answer, then the connection ends')
  })
}

test('what only the gateway may say is not heard from a visitor, however it is spelled', async () => {
  const forged = [
    'X-Ptl-Client-Type',
    'X_Ptl_Client_Type',
    'X-Forwarded-For',
    'X-Forwarded-Proto',
    'X_Forwarded_Proto',
    'X-Berth-Identity',
    'X_BERTH_IDENTITY',
    'Remote-User',
    'Remote_User',
    'Forwarded',
    'X-Real-IP',
    'X-Own',
    'X_Own',
  ]
  const { seen } = await tell({ headers: [{ prefix: '/other', set: { 'X-Own': ['ours'] } }] }, 'GET / HTTP/1.1', host, ...forged.map((name) => `${name}: forged`), 'Connection: close', '', '')
  assert.equal(seen.length, 1)
  assert.doesNotMatch(seen[0] ?? '', /forged/)
  assert.match(seen[0] ?? '', /"x-forwarded-proto":"https"/)
})

for (const path of ['/%2e%2e/admin', '/x/../admin', '//admin', '/./admin', '/;a/admin', '/admin;a', '/ADMIN', '/%61dmin', '/x/%2e%2e/admin', '/%2fadmin', '/x%5c..%5cadmin', '/admin%00']) {
  test(`${path} is no way round the rule of a path`, async () => {
    const { seen, heard } = await tell({ policy: { access: 'public', paths: { '/admin': 'private' } } }, `GET ${path} HTTP/1.1`, host, 'Connection: close', '', '')
    assert.deepEqual(seen, [])
    assert.match(heard, /^HTTP\/1.1 40[01] /)
  })
}
