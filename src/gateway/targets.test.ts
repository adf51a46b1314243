import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { connect, createServer } from 'node:net'
import type { Socket } from 'node:net'
import { test } from 'node:test'
import { until } from '../kit/until.ts'
import { freePort } from './port.testbed.ts'
import { Raw } from './raw.testbed.ts'
import { openApp, opened, openTestbed, route } from './testbed.ts'
import type { Testbed } from './testbed.ts'

const host = 'Host: wiki.localhost'
const at = (port: number): string => `127.0.0.1:${port}`
const targets = (bed: Testbed): string | undefined => bed.engine.row('wiki')?.targets?.toSorted().join(' ')
const tells = async (bed: Testbed, ...ports: readonly number[]): Promise<void> => {
  const wanted = ports.map(at).toSorted().join(' ')
  assert.ok(await until(() => targets(bed) === wanted || undefined, { deadline: 10_000 }), `${targets(bed)} is told, not ${wanted}`)
}

test('a request under way keeps its place named after visits go elsewhere, until it is answered', async () => {
  const slow = Promise.withResolvers<ServerResponse>()
  await using old = await openApp((_, response) => slow.resolve(response))
  await using fresh = await openApp((_, response) => response.end('the new one'))
  await using bed = await openTestbed({ routes: [route('wiki', { port: old.port })] })
  using raw = new Raw(bed.port)
  raw.say('GET /slow HTTP/1.1', host, '', '')
  const answer = await slow.promise
  bed.engine.put(route('wiki', { port: fresh.port }))
  await tells(bed, old.port, fresh.port)
  assert.match(await get(bed), /the new one/)
  assert.equal(targets(bed), [old.port, fresh.port].map(at).toSorted().join(' '))
  answer.end('from the old one')
  await raw.hears('from the old one')
  await tells(bed, fresh.port)
})

const get = async (bed: Testbed): Promise<string> => {
  using raw = new Raw(bed.port).say('GET / HTTP/1.1', host, 'Connection: close', '', '')
  return await raw.isClosed()
}

test('connections that lie idle to where no visit goes any more are closed', async () => {
  await using old = await openApp((_, response) => response.end('old'))
  await using fresh = await openApp((_, response) => response.end('fresh'))
  await using bed = await openTestbed({ routes: [route('wiki', { port: old.port })] })
  let closed = false
  old.server.once('connection', (socket) => socket.once('close', () => (closed = true)))
  old.server.keepAliveTimeout = 600_000
  assert.match(await get(bed), /old/)
  bed.engine.put(route('wiki', { port: fresh.port }))
  // Left alone they stay for four seconds.
  assert.ok(await until(() => closed || undefined, { deadline: 3000 }))
})

test('a socket and a plain stream count as long as they are open', async () => {
  const echo = createServer((socket) => socket.pipe(socket))
  const { port } = await opened(echo)
  const listen = await freePort()
  await using bed = await openTestbed({ routes: [route('wiki', { port, listen, protocol: 'tcp' })] })
  const socket = (await until(() => dial(listen), { deadline: 5000 })) ?? assert.fail('the port was not opened')
  socket.write('hello')
  await once(socket, 'data')
  bed.engine.put(route('wiki', { port: 9, listen, protocol: 'tcp' }))
  await tells(bed, port, 9)
  socket.destroy()
  await tells(bed, 9)
  echo.close()
})

test('of an app that nobody visited it says where visits would go, and nothing of how long it has been idle', async () => {
  await using bed = await openTestbed({ routes: [route('wiki', { port: 9 })] })
  bed.engine.put(route('wiki', { port: 10 }))
  await tells(bed, 10)
  assert.deepEqual(bed.engine.row('wiki'), { instance: 'wiki', active: 0, idle: Number.MAX_SAFE_INTEGER, waiting: false, targets: [at(10)] })
})

function dial(port: number): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    socket.once('connect', () => resolve(socket))
    socket.once('error', () => resolve(undefined))
  })
}
