import assert from 'node:assert/strict'
import { request } from 'node:http'
import { test } from 'node:test'
import { openApp, openTestbed, route } from './testbed.ts'
import { Raw } from './raw.testbed.ts'

test('a name leads to its app', async () => {
  await using app = await openApp((q, a) => a.end(`hello ${q.headers.host} ${q.url}`))
  await using bed = await openTestbed({ routes: [route('wiki', { port: app.port })] })
  using raw = new Raw(bed.port)
  raw.say('GET /x?y=1 HTTP/1.1', 'Host: WIKI.localhost.:80', 'Connection: close', '', '')
  assert.match(await raw.isClosed(), /^HTTP\/1.1 200 OK\r\n[^]*hello WIKI.localhost.:80 \/x\?y=1/)
})
test('parked until it runs', async () => {
  await using app = await openApp((q, a) => { q.resume(); q.on('end', () => a.end('awake')) })
  await using bed = await openTestbed({ routes: [route('wiki')] })
  using raw = new Raw(bed.port)
  raw.say('POST / HTTP/1.1', 'Host: wiki.localhost', 'Content-Length: 3', 'Connection: close', '', 'abc')
  await bed.engine.heard((f) => f.type === 'demand' && f.rows.some((r) => r.waiting))
  bed.engine.put(route('wiki', { port: app.port }))
  assert.match(await raw.isClosed(), /awake/)
})
