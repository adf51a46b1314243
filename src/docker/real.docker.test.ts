import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { silent } from '../kit/log.ts'
import { run } from '../kit/run.ts'
import { until } from '../kit/until.ts'
import { InstanceName } from '../model/names.ts'
import { pickSubnet, routesOf } from '../instances/networks.ts'
import { collect, dockerContract, Stage } from './docker.contract.ts'
import type { Bench } from './docker.contract.ts'
import { guardMetadata } from './guard.ts'
import { openDocker } from './real.ts'
import { bringTestImage } from './testimage.ts'

const busybox = join(process.env['BERTH_DATA'] ?? '/var/lib/berth', 'cache', 'busybox')
const notes = InstanceName.parse('notes')

async function open(): Promise<Bench & AsyncDisposable> {
  const docker = await openDocker({ socket: '/var/run/docker.sock', log: silent })
  const image = await bringTestImage(docker, busybox)
  const taken = [...(await docker.subnets()), ...routesOf(await readFile('/proc/net/route', 'utf8'))]
  const first = pickSubnet('10.214.0.0/16', taken) ?? assert.fail('no subnet is free')
  const second = pickSubnet('10.214.0.0/16', [...taken, first]) ?? assert.fail('no second subnet is free')
  return { docker, image, subnets: [first, second], [Symbol.asyncDispose]: async () => await docker[Symbol.asyncDispose]() }
}

dockerContract('Docker itself', open)

describe('what only Docker itself shows', () => {
  it('reads both streams of a log, line by line, with their dates, also in many pieces', async () => {
    await using stage = await Stage.open(open)
    await stage.create(notes, { web: ['/bin/busybox', 'sh', '-c', 'echo one; echo two >&2; seq 1 5000'] })
    const id = await stage.only(notes)
    await stage.bench.docker.start(id)
    await until(async () => (await stage.look(notes)).find(({ state }) => state === 'exited'), { deadline: 10_000 })
    const lines = await collect(stage.bench.docker.logs(id, { tail: 6000, follow: false, signal: AbortSignal.timeout(10_000) }))
    assert.equal(lines.length, 5002)
    assert.deepEqual(
      lines.filter(({ stream }) => stream === 'err').map(({ line }) => line),
      ['two'],
    )
    assert.ok(lines.every(({ at, service }) => /^\d{4}-\d\d-\d\dT.*Z$/.test(at) && service === 'web'))
    assert.equal((await collect(stage.bench.docker.logs(id, { tail: 3, follow: false, signal: AbortSignal.timeout(10_000) }))).length, 3)
  })

  it('follows a log until its reader leaves', async () => {
    await using stage = await Stage.open(open)
    await stage.create(notes, { web: ['/bin/busybox', 'sh', '-c', 'while true; do echo tick; sleep 0.05; done'] })
    const id = await stage.only(notes)
    await stage.bench.docker.start(id)
    const leave = new AbortController()
    let heard = 0
    for await (const { line } of stage.bench.docker.logs(id, { tail: 10, follow: true, signal: leave.signal })) {
      assert.equal(line, 'tick')
      if (++heard === 5) leave.abort()
    }
    assert.ok(heard >= 5)
  })

  it('a project that Docker refuses is a problem with its words', async () => {
    await using stage = await Stage.open(open)
    await stage.create(notes, { web: ['/bin/busybox', 'sleep', '9'] })
    const overlapping = stage.create(InstanceName.parse('other'), { web: ['/bin/busybox', 'sleep', '9'] })
    await assert.rejects(overlapping, { code: 'create-failed' })
  })

  it('a daemon that is not there is docker-down, whatever is asked', async () => {
    const docker = await openDocker({ socket: '/nonexistent/docker.sock', log: silent })
    await assert.rejects(docker.ping(), { code: 'docker-down' })
    await assert.rejects(docker.hasImage('x'), { code: 'docker-down' })
    const events = docker.events(Stage.prototype.engine, AbortSignal.timeout(1000))[Symbol.asyncIterator]()
    await assert.rejects(events.next(), { code: 'docker-down' })
  })

  it('a build that fails says what the build said', async () => {
    const docker = await openDocker({ socket: '/var/run/docker.sock', log: silent })
    const options = { signal: AbortSignal.timeout(60_000), onProgress: () => undefined }
    await assert.rejects(docker.build('/nonexistent', 'berth-test/never:1', options), { code: 'build-failed' })
  })
})

describe('the way to the cloud metadata address', () => {
  it('is closed for the pool of app networks by one rule, put in once', async () => {
    const pool = '10.216.0.0/16'
    try {
      assert.deepEqual([await guardMetadata(pool), await guardMetadata(pool)], [true, true])
      const { out } = await run(['iptables', '--list-rules', 'DOCKER-USER'])
      assert.equal(out.split('\n').filter((rule) => rule.includes(pool) && rule.includes('169.254.169.254')).length, 1)
    } finally {
      await run(['iptables', '--delete', 'DOCKER-USER', '--source', pool, '--destination', '169.254.169.254/32', '--jump', 'REJECT'])
    }
  })
})
