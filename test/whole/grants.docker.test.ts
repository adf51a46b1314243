import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, it } from 'node:test'
import { run } from '../../src/kit/run.ts'
import { until } from '../../src/kit/until.ts'
import type { InstanceDetails } from '../../src/model/instance.ts'
import type { OfferPage } from '../../src/model/origin.ts'
import { Berth } from './berth.ts'

describe('what an app may have, against real Docker', () => {
  it('is shown before the install, refused without a grant, had with it, and not taken from what needs it', async () => {
    await using berth = await Berth.open()
    const page = await berth.json<OfferPage>('/api/offers/store/test/greedy')
    assert.deepEqual(
      page.details?.asks.map(({ grant, reach }) => [grant, reach]),
      [['privileged', 'machine']],
    )
    const refused = await berth.local('/api/instances', { method: 'POST', body: { door: 'store', app: 'greedy' } })
    assert.deepEqual([refused.status, /privileged mode \(service greedy\)/.test(refused.text)], [422, true])
    assert.equal(await berth.instance('greedy'), undefined)

    await berth.install('greedy', { grants: ['privileged'] })
    await berth.becomes('greedy', 'stopped')
    assert.equal((await berth.visit('greedy', '/')).text, 'hello\n')
    assert.equal(await inspect('greedy', '{{.HostConfig.Privileged}}'), 'true')
    const { asks } = await berth.json<InstanceDetails>('/api/instances/greedy/details')
    assert.equal(asks[0]?.grant, 'privileged')
    const taken = await berth.local('/api/instances/greedy', { method: 'PATCH', body: { grants: [] } })
    assert.deepEqual([taken.status, /privileged mode/.test(taken.text)], [409, true])
  })

  it('the shared folder is shared by those who may, and data of others can be read and not written', async () => {
    await using berth = await Berth.open()
    await berth.install('hello')
    await berth.becomes('hello', 'stopped')
    await berth.visit('hello', '/cgi-bin/add', { method: 'POST', body: 'of-hello' })
    for (const name of ['one', 'two']) await berth.install('sharing', { name, grants: ['shared', 'all-app-data'] })
    for (const name of ['one', 'two']) await berth.becomes(name, 'stopped')
    for (const name of ['one', 'two']) assert.equal((await berth.visit(name, '/')).status, 200)
    await inside('one', 'echo told-by-one > /data/books/page')
    assert.equal(await inside('two', 'cat /data/books/page'), 'told-by-one')
    assert.equal(await inside('one', 'cat /data/all/hello/data/lines'), '"of-hello"')
    await assert.rejects(inside('one', 'echo x > /data/all/hello/data/lines'))
    await assert.rejects(inside('one', 'cat /data/all/hello/../../.env || cat /data/all/hello/.env'))
  })

  it('a port without a sign-in opens only by grant, and wakes its app', async () => {
    await using berth = await Berth.open()
    const refused = await berth.local('/api/instances', { method: 'POST', body: { door: 'store', app: 'echo' } })
    assert.deepEqual([refused.status, /open port for mqtt \(1883\)/.test(refused.text)], [422, true])
    await berth.install('echo', { grants: ['port:1883'] })
    const view = await berth.becomes('echo', 'stopped')
    const port = view?.ports.find(({ protocol }) => protocol === 'tcp')?.port ?? assert.fail('it has a port')
    assert.equal(await say(port, 'hello over tcp\n'), 'hello over tcp\n')
    assert.equal((await berth.instance('echo'))?.state, 'running')
  })

  it("an app on the machine's own network runs without any visitor, and is reached by name all the same", async () => {
    await using berth = await Berth.open()
    await berth.install('wide', { grants: ['network:host'] })
    await berth.becomes('wide', 'running')
    assert.equal((await berth.visit('wide', '/')).text, 'hello\n')
    await berth.local('/api/instances/wide/stop', { method: 'POST' })
    await berth.becomes('wide', 'stopped')
  })

  it('whether an app fits this machine is said of its real memory', async () => {
    await using berth = await Berth.open()
    const { offer } = await berth.json<OfferPage>('/api/offers/store/test/huge')
    const { memory } = await berth.json<{ memory: { total: number } }>('/api/machine')
    assert.equal(offer.fits, memory.total >= 16 * 0.85 * 2 ** 30)
  })

  it('an app is told of its visitors what it declared, and nobody can forge it', async () => {
    await using berth = await Berth.open()
    await berth.install('curious')
    await berth.becomes('curious', 'stopped')
    const { text } = await berth.visit('curious', '/cgi-bin/headers', { headers: { 'X-Ptl-User': 'admin', x_ptl_client_type: 'terminal' } })
    const { engine } = await berth.json<{ engine: string }>('/api/health')
    const told = text.split('\n').filter((line) => line.startsWith('HTTP_X_PTL'))
    assert.deepEqual(told, ['HTTP_X_PTL_CLIENT_NAME=', 'HTTP_X_PTL_CLIENT_TYPE=anonymous', `HTTP_X_PTL_USER=${engine.slice(0, 6)}@example.com`])
  })
})

async function containerOf(instance: string): Promise<string> {
  const { out } = await run(['docker', 'ps', '--quiet', '--filter', `label=berth.instance=${instance}`])
  return out.trim().split('\n')[0] ?? ''
}

async function inspect(instance: string, format: string): Promise<string> {
  return (await run(['docker', 'inspect', '--format', format, '--', await containerOf(instance)])).out.trim()
}

async function inside(instance: string, script: string): Promise<string> {
  return (await run(['docker', 'exec', await containerOf(instance), '/bin/busybox', 'sh', '-c', script])).out.trim()
}

/** Says a line over TCP and hears what comes back; while the app wakes up the connection is held. */
async function say(port: number, line: string): Promise<string> {
  const answer = await until(async () => await exchange(port, line).catch(() => undefined), { deadline: 20_000 })
  return answer ?? ''
}

async function exchange(port: number, line: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  try {
    socket.setTimeout(10_000, () => socket.destroy(new Error('no answer')))
    socket.write(line)
    const [data] = (await once(socket, 'data')) as [Buffer]
    return data.toString()
  } finally {
    socket.destroy()
  }
}
