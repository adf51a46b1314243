import assert from 'node:assert/strict'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, it } from 'node:test'
import { silent } from '../kit/log.ts'
import { run } from '../kit/run.ts'
import type { Bench } from './docker.contract.ts'
import { calm, filesIn, filesOf, onceContract, OnceStage } from './once.contract.ts'
import type { OnceSpec } from './once.ts'
import { openDocker } from './real.ts'
import { readTar, tarOf } from './tar.ts'
import { bringTestImage } from './testimage.ts'

const busybox = join(process.env['BERTH_DATA'] ?? '/var/lib/berth', 'cache', 'busybox')

async function open(): Promise<Bench & AsyncDisposable> {
  const docker = await openDocker({ socket: '/var/run/docker.sock', log: silent })
  const image = await bringTestImage(docker, busybox)
  return { docker, image, subnets: ['10.99.0.0/27', '10.99.0.32/27'], [Symbol.asyncDispose]: async () => await docker[Symbol.asyncDispose]() }
}

onceContract('Docker itself', open)

const shell = (script: string): OnceSpec['command'] => ['/bin/busybox', 'sh', '-c', script]

describe('what only Docker itself shows of a program that runs once', () => {
  it('has its files and folders as their owners, in volumes too, and no capability', async () => {
    await using stage = await OnceStage.open(open)
    const volume = { name: `berth-${stage.engine}-blog-cache`, at: '/cache', use: 'cache' }
    const script = 'busybox id -u; echo more >> /source/a; busybox touch /cache/mine; busybox stat -c "%u:%g %a" /source /cache /cache/mine; busybox grep -E "CapBnd|NoNewPrivs" /proc/self/status'
    await using once = await stage.runs.once(stage.spec({ command: shell(script.replaceAll('busybox', '/bin/busybox')), user: '1234:1000', volumes: [volume] }))
    const mine = { uid: 1234, gid: 1000 }
    await once.put(
      '/',
      await tarOf(async (add) => {
        await add({ path: 'source', kind: 'folder', ...mine })
        await add({ path: 'source/a', ...mine }, 'one\n')
        await add({ path: 'cache', kind: 'folder', ...mine })
      }),
    )
    const said: string[] = []
    const { exitCode } = await once.run({ signal: calm, onLine: (line) => said.push(line) })
    assert.deepEqual([exitCode, ...said.map((line) => line.replace(/\s+/g, ' '))], [0, '1234', '1234:1000 755', '1234:1000 755', '1234:1000 644', 'CapBnd: 0000000000000000', 'NoNewPrivs: 1'])
    assert.deepEqual(await filesIn(await once.take('/source/a')), { a: 'one\nmore\n' })
  })

  it('is ended for memory, and kept to its processes', async () => {
    await using stage = await OnceStage.open(open)
    await using hungry = await stage.runs.once(stage.spec({ command: shell('/bin/busybox tail /dev/zero'), memoryMb: 16 }))
    assert.deepEqual(await hungry.run({ signal: calm, onLine: () => undefined }), { exitCode: 137, oomKilled: true })
    const said: string[] = []
    const forks = 'i=0; while [ $i -lt 40 ]; do /bin/busybox sleep 5 & i=$((i+1)); done'
    await using forking = await stage.runs.once(stage.spec({ command: shell(forks), processes: 8 }))
    const ended = await forking.run({ signal: calm, onLine: (line) => said.push(line) })
    assert.ok(ended.exitCode !== 0 && said.some((line) => /can't fork|Resource temporarily unavailable/.test(line)), said.join('\n'))
  })

  it('an abort kills it at once', async () => {
    await using stage = await OnceStage.open(open)
    await using once = await stage.runs.once(stage.spec({ command: shell('echo on; /bin/busybox sleep 600') }))
    const abort = new AbortController()
    await assert.rejects(once.run({ signal: abort.signal, onLine: () => abort.abort() }), { name: 'AbortError' })
  })

  it('a line without an end comes in pieces, and nothing of the log is kept on the disk', async () => {
    await using stage = await OnceStage.open(open)
    let bytes = 0
    let longest = 0
    await using once = await stage.runs.once(stage.spec({ command: shell('/bin/busybox head -c 20000000 /dev/zero | /bin/busybox tr "\\0" x; echo; echo ends >&2') }))
    const last: string[] = []
    await once.run({
      signal: calm,
      onLine: (line) => {
        bytes += line.length
        longest = Math.max(longest, line.length)
        last.splice(0, last.length - 1, line)
      },
    })
    assert.deepEqual([bytes, longest <= 16 * 1024], [20_000_004, true])
    const [id = ''] = (await run(['docker', 'ps', '--all', '--quiet', '--filter', `label=berth.engine=${stage.engine}`])).out.trim().split('\n')
    assert.equal((await run(['docker', 'inspect', '--format', '{{.HostConfig.LogConfig.Type}}', '--', id])).out.trim(), 'none')
  })

  it('an image goes out and comes back under another name', async () => {
    await using stage = await OnceStage.open(open)
    const name = `berth-test/loaded-${stage.engine}:1`
    try {
      const again = await tarOf(async (add) => {
        await readTar(await stage.runs.save(stage.bench.image), async (head, content) => {
          if (head.path !== 'manifest.json') await add(head, content)
          else await add({ path: 'manifest.json' }, renamed(await text(content), name))
        })
      })
      await stage.runs.load(again, calm)
      assert.equal((await stage.runs.imageFacts(name)).id, (await stage.runs.imageFacts(stage.bench.image)).id)
    } finally {
      await run(['docker', 'image', 'rm', '--', name]).catch(() => undefined) // it may never have come
    }
    await assert.rejects(stage.runs.load(await filesOf({ 'manifest.json': '[{"Config":"none","Layers":[]}]' }), calm), { code: 'docker-failed' })
  })
})

function renamed(manifests: string, name: string): string {
  const [manifest] = JSON.parse(manifests) as [object]
  return JSON.stringify([{ ...manifest, RepoTags: [name] }])
}
