import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { BuildError } from '../docker/builderror.ts'
import type { BuildLimits } from './builder.ts'
import { BuildOutput } from './buildoutput.ts'
import { strainOf } from './cgroupfiles.ts'
import { explain } from './explain.ts'
import { openFence, sliceArgv } from './fence.ts'
import { writtenFolders } from './growth.ts'
import { bytesBelow } from '../kit/bytesbelow.ts'
import { Shared } from './shared.ts'

const limits: BuildLimits = { memoryMb: 512, cpus: 1.5, processes: 100, diskMb: 1000, minutes: 10, logBytes: 1000 }

describe('the fence where the kernel has cgroups of version 2', () => {
  it('is one folder with all limits, that are read back', async () => {
    await using kernel = await folder()
    await using fence = await openFence({ cgroup: { version: 2, driver: 'cgroupfs' }, limits, name: 'mine', root: kernel.path })
    assert.equal(fence?.parent, '/mine')
    const files = ['memory.max', 'memory.swap.max', 'cpu.max', 'pids.max'].map(async (file) => await readFile(join(kernel.path, 'mine', file), 'utf8'))
    assert.deepEqual(await Promise.all(files), ['536870912', '0', '150000 100000', '100'])
    assert.deepEqual(await fence.strain(), { memory: false, processes: false })
    await writeFile(join(kernel.path, 'mine', 'memory.events'), 'oom 3\noom_kill 1\n')
    await writeFile(join(kernel.path, 'mine', 'pids.peak'), '100\n')
    assert.deepEqual(await fence.strain(), { memory: true, processes: true })
    await rm(join(kernel.path, 'mine'), { recursive: true }) // no kernel: files are in the way
  })

  it('is none where it cannot be made', async () => {
    await using kernel = await folder()
    const root = join(kernel.path, 'none')
    assert.equal(await openFence({ cgroup: { version: 2, driver: 'none' }, limits, name: 'x' }), null)
    assert.equal(await openFence({ cgroup: { version: 2, driver: 'cgroupfs' }, limits, name: 'x', root }), null)
    assert.equal(await openFence({ cgroup: { version: 1, driver: 'cgroupfs' }, limits, name: 'x', root }), null)
  })

  it('is asked of systemd where that keeps the account', () => {
    assert.deepEqual(sliceArgv('b.slice', limits), ['systemctl', 'set-property', '--runtime', '--', 'b.slice', 'MemoryMax=512M', 'MemorySwapMax=0', 'CPUQuota=150%', 'TasksMax=100'])
  })
})

it('a limit that was never met is no strain', async () => {
  await using kernel = await folder()
  await mkdir(join(kernel.path, 'c'))
  assert.deepEqual(await strainOf(1, () => join(kernel.path, 'c')), { memory: false, processes: false })
})

describe('why a build failed', () => {
  const of = (reason: string, exitCode: number | null, strain = { memory: false, processes: false }): string =>
    explain(new BuildError('x', { step: 'RUN x', exitCode, reason, lines: [] }), strain, limits).message
  for (const [reason, exitCode, strain, says] of [
    ['exit code: 1', 1, undefined, 'The build failed at RUN x: it ended with exit code 1.'],
    ['exit code: 137', 137, { memory: true, processes: false }, 'The build was ended: it needed more than 512 MB of memory at RUN x.'],
    ['exit code: 1', 1, { memory: true, processes: false }, 'The build failed at RUN x: it ended with exit code 1.'],
    ['exit code: 2', 2, { memory: false, processes: true }, 'The build was ended: it started more than 100 processes at RUN x.'],
    [
      'could not: source "docker-image://docker.io/berth-abcd1234/x:1" denied by policy',
      null,
      undefined,
      'This is not built: berth-abcd1234/x:1 was built from somebody’s source here, and is no base for others.',
    ],
    ['a:5000/b:1: failed to resolve source metadata for a:5000/b:1: no such host', null, undefined, 'The image a:5000/b:1 could not be fetched: no such host.'],
  ] as const) {
    it(says, () => assert.equal(of(reason, exitCode, strain), says))
  }
})

describe('what a build says', () => {
  it('goes on without secrets and without orders to a terminal', () => {
    const said: string[] = []
    const output = new BuildOutput(10_000, ['a-long-secret', 'x'], (line) => said.push(line))
    output.say('token=a-long-secret \u001B[31mred\u001B[0m \u001B]0;title\u0007 x\r')
    output.say(`${'y'.repeat(1995)}a-long-secret`)
    assert.deepEqual([said[0], said[1]?.includes('a-lon'), said[1]?.length], ['token=[secret] red ]0;title x', false, 2001])
  })

  it('is cut where it is too long; the last lines are kept all the same', () => {
    const said: string[] = []
    const output = new BuildOutput(1000, ['a-long-secret'], (line) => said.push(line))
    for (let at = 0; at < 100_000; at++) output.say(`line ${at}`)
    output.say('the end, a-long-secret')
    output.end()
    assert.ok(said.length < 130)
    assert.deepEqual([said.at(-2), said.at(-1)], ['The log is cut here: it is longer than 0.0 MB. The build goes on.', '… and 1.1 MB more that are not kept.'])
    assert.deepEqual([output.lastLines.length, output.lastLines.at(-1)], [25, 'the end, [secret]'])
  })
})

describe('where a build writes', () => {
  const line = (root: string, options: string, rest: string): string => `78 49 254:0 ${root} /x ${options} master:3 - ${rest}`
  it('is the upper folder of its overlay and its cache mounts, and nothing that it only reads', () => {
    const mounts = [
      line('/', 'rw,relatime', 'overlay overlay rw,lowerdir=/d/l/A:/d/l/B,upperdir=/d/overlay2/abc/diff,workdir=/d/overlay2/abc/work'),
      line('/docker/overlay2/def/diff', 'rw,relatime', 'ext4 /dev/vda rw'),
      line('/docker/overlay2/fed/diff', 'ro,relatime', 'ext4 /dev/vda rw'),
      line('/', 'ro,relatime', 'overlay overlay rw,upperdir=/d/overlay2/zzz/diff'),
      line('/', 'rw', 'proc proc rw'),
      '',
    ]
    assert.deepEqual(writtenFolders(mounts.join('\n'), '/d'), ['/d/overlay2/abc/diff', '/d/overlay2/def/diff'])
  })

  it('is counted as far as is needed', async () => {
    await using some = await folder()
    await mkdir(join(some.path, 'a/b'), { recursive: true })
    await writeFile(join(some.path, 'a/b/file'), Buffer.alloc(1_000_000, 1))
    await writeFile(join(some.path, 'a/file'), Buffer.alloc(1_000_000, 1))
    const all = await bytesBelow(some.path, Infinity)
    assert.ok(all >= 2_000_000 && all < 2_200_000)
    assert.ok((await bytesBelow(some.path, 500_000)) > 500_000)
    assert.equal(await bytesBelow(join(some.path, 'none'), 1), 0)
  })
})

it('what is shared is opened for the first and closed after the last', async () => {
  const heard: string[] = []
  const shared = new Shared(async () => {
    await Promise.resolve(heard.push('opened'))
    const close = async (): Promise<void> => {
      await Promise.resolve(heard.push('closed'))
    }
    return { [Symbol.asyncDispose]: close }
  })
  const both = await Promise.all([shared.use(), shared.use()])
  for (const one of both) {
    await one[Symbol.asyncDispose]()
    heard.push('left')
  }
  await (await shared.use())[Symbol.asyncDispose]()
  assert.deepEqual(heard, ['opened', 'left', 'closed', 'left', 'opened', 'closed'])
})

async function folder(): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'berth-limits-'))
  return { path, [Symbol.asyncDispose]: async () => await rm(path, { recursive: true, force: true }) }
}
