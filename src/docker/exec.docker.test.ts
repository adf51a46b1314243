import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { pickSubnet, routesOf } from '../instances/networks.ts'
import { silent } from '../kit/log.ts'
import { run } from '../kit/run.ts'
import { until } from '../kit/until.ts'
import { InstanceName } from '../model/names.ts'
import { Stage } from './docker.contract.ts'
import type { Bench } from './docker.contract.ts'
import type { Execution } from './exec.ts'
import { openDocker } from './real.ts'
import { bringTestImage } from './testimage.ts'

const busybox = join(process.env['BERTH_DATA'] ?? '/var/lib/berth', 'cache', 'busybox')
const notes = InstanceName.parse('notes')
const terminal = { cols: 97, rows: 31 }

async function open(): Promise<Bench & AsyncDisposable> {
  const docker = await openDocker({ socket: '/var/run/docker.sock', log: silent })
  const image = await bringTestImage(docker, busybox)
  const subnet = pickSubnet('10.214.0.0/16', [...(await docker.subnets()), ...routesOf(await readFile('/proc/net/route', 'utf8'))]) ?? assert.fail('no subnet is free')
  return { docker, image, subnets: [subnet, subnet], [Symbol.asyncDispose]: async () => await docker[Symbol.asyncDispose]() }
}

/** A container that idles, on a stage of its own. */
async function idling(): Promise<AsyncDisposable & { readonly stage: Stage; readonly id: string }> {
  const stage = await Stage.open(open)
  await stage.create(notes, { web: ['/bin/busybox', 'sleep', '1000'] })
  const id = await stage.only(notes)
  await stage.bench.docker.start(id)
  return { stage, id, [Symbol.asyncDispose]: async () => await stage.bench.docker.stop(id, 0).finally(() => stage[Symbol.asyncDispose]()) }
}

async function said(program: Execution): Promise<{ out: string; err: string }> {
  const all = { out: '', err: '' }
  for await (const { stream, bytes } of program.output) all[stream] += bytes.toString()
  return all
}

describe('programs in a container', () => {
  it('without a terminal: its two outputs apart, its input to the end, its exit code', async () => {
    await using place = await idling()
    const { stage, id } = place
    const { docker } = stage.bench
    await using both = await docker.exec(id, { argv: ['ls', '/bin/busybox', '/nowhere'], terminal: null })
    const words = await said(both)
    assert.equal(words.out, '/bin/busybox\n')
    assert.match(words.err, /nowhere/)
    assert.equal(await both.exit(), 1)
    await using copy = await docker.exec(id, { argv: ['sha256sum'], terminal: null })
    const much = Buffer.alloc(3_000_000, 'berth')
    const [summed] = await Promise.all([said(copy), copy.write(much).then(() => copy.end())])
    assert.equal(summed.out.split(' ')[0], createHash('sha256').update(much).digest('hex'))
    assert.equal(await copy.exit(), 0)
  })

  it('on a terminal of the size that was asked for, and of another one later', async () => {
    await using place = await idling()
    const { stage, id } = place
    await using shell = await stage.bench.docker.exec(id, { argv: ['/bin/sh'], terminal })
    let text = ''
    const reading = (async () => {
      for await (const { bytes } of shell.output) text += bytes.toString()
    })()
    await shell.write(Buffer.from('stty size; echo "$TERM"\n'))
    assert.ok(await until(() => /31 97\r\nxterm-256color/.test(text) || undefined, { deadline: 10_000 }), text)
    await shell.resize({ cols: 120, rows: 40 })
    await shell.write(Buffer.from('stty size; exit 7\n'))
    await reading
    assert.match(text, /40 120/)
    assert.equal(await shell.exit(), 7)
  })

  it('a program that is over at once knew its size, and its exit code is told', async () => {
    await using place = await idling()
    await using program = await place.stage.bench.docker.exec(place.id, { argv: ['stty', 'size'], terminal })
    assert.equal((await said(program)).out, '31 97\r\n')
    assert.equal(await program.exit(), 0)
    await program.resize({ cols: 10, rows: 10 })
  })

  it('what is not there is told in its output, with exit code 126 or 127', async () => {
    await using place = await idling()
    const { stage, id } = place
    const { docker } = stage.bench
    await using nothing = await docker.exec(id, { argv: ['/bin/never'], terminal: null })
    assert.match((await said(nothing)).out, /never.*no such file/)
    assert.ok([126, 127].includes(await nothing.exit()))
    assert.deepEqual([await docker.hasFile(id, '/bin/sh'), await docker.hasFile(id, '/bin/bash')], [true, false])
  })

  it('ends with whoever opened it, with all it started; also one that does not listen', async () => {
    await using place = await idling()
    const { stage, id } = place
    const programs = async (): Promise<string> => (await run(['docker', 'top', id])).out
    for (const [argv, begun] of [
      [['/bin/sh'], 'sleep 4321'],
      [['/bin/sh', '-c', 'trap "" HUP; while :; do sleep 4321; done'], undefined],
    ] as const) {
      {
        await using program = await stage.bench.docker.exec(id, { argv: [...argv], terminal })
        if (begun) await program.write(Buffer.from(`${begun}\n`))
        assert.ok(await until(async () => (await programs()).includes('sleep 4321') || undefined, { deadline: 10_000 }))
      }
      assert.ok(await until(async () => !(await programs()).includes('4321') || undefined, { deadline: 10_000 }), await programs())
    }
    assert.match(await programs(), /sleep 1000/)
  })
})

describe('what a container takes', () => {
  it('counts CPU, memory without the cache, and its limit', async () => {
    await using place = await idling()
    const { stage, id } = place
    const { docker } = stage.bench
    await run(['docker', 'update', '--memory', '64m', '--memory-swap', '64m', '--', id])
    const before = (await docker.stats(id)) ?? assert.fail('it runs')
    assert.equal(before.memoryLimit, 64 * 1024 * 1024)
    // Written and read again, a file fills the page cache; the sum takes CPU.
    await using busy = await docker.exec(id, { argv: ['/bin/sh', '-c', 'dd if=/dev/zero of=/tmp.file bs=1M count=30 2>/dev/null; sha256sum /tmp.file'], terminal: null })
    await said(busy)
    const after = (await docker.stats(id)) ?? assert.fail('it runs')
    assert.ok(after.cpu - before.cpu > 20e6, `${after.cpu - before.cpu} ns`)
    assert.ok(after.memory < 20e6, `${after.memory} bytes: the cache is counted`)
  })
})
