import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { access, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { testImage } from '../docker/testimage.ts'
import { until } from '../kit/until.ts'
import { foldersIn } from './cgroupfiles.ts'
import { openFence, sweepFences } from './fence.ts'
import { processesOf } from './processes.testbed.ts'
import { Site } from './site.testbed.ts'

const base = `FROM ${testImage}\n`
/** Of what a step runs under the name of, so that no other test's is taken for it. */
const mark = (): string => `3${Math.floor(Math.random() * 1e8)}`

describe('a build that takes too much', () => {
  it('forks without end: it is stopped at its processes, and nothing of it is left', async () => {
    await using site = await Site.open()
    const seconds = mark()
    const failure = await site.fails({ Dockerfile: `${base}RUN forks() { sleep ${seconds} & forks | forks & forks; }; forks\n` })
    assert.equal(failure.code, 'build-limit')
    assert.match(failure.message, /^The build was ended: it started more than 64 processes at RUN forks/)
    assert.deepEqual(await processesOf(`sleep ${seconds}`), [])
    assert.deepEqual(await fencesOf(site), [])
  })

  it('uses memory without end: it is said how much it had', async () => {
    await using site = await Site.open()
    const failure = await site.fails({ Dockerfile: `${base}RUN tail /dev/zero\n` }, { limits: { memoryMb: 64 } })
    assert.match(failure.message, /^The build was ended: it needed more than 64 MB of memory at RUN tail/)
  })

  it('never ends: it is ended, with everything it runs', async () => {
    await using site = await Site.open()
    const seconds = mark()
    const failure = await site.fails({ Dockerfile: `${base}RUN echo begun; trap "" TERM INT; sleep ${seconds}\n` }, { limits: { minutes: 0.06 } })
    assert.equal(failure.message, 'The build was ended: it took longer than 0.06 minutes.')
    assert.ok(failure.lastLines.includes('begun'))
    assert.deepEqual(await processesOf(`sleep ${seconds}`), [])
  })

  it('fills the disk: it is ended, and the space is given back, that of its earlier steps too', async () => {
    await using site = await Site.open()
    const file = `filler${mark()}`
    const fill = (part: string, megabytes: number): string => `RUN dd if=/dev/zero of=/${file}${part} bs=1M count=${megabytes}\n`
    const failure = await site.fails({ Dockerfile: `${base}${fill('a', 60)}${fill('b', 20_000)}` }, { limits: { diskMb: 100 } })
    assert.equal(failure.message, 'The build was ended: it filled more than its 100 MB of the disk.')
    const { root } = await site.docker.host()
    const gone = await until(async () => ((await layersWith(root, file)).length === 0 ? true : undefined), { deadline: 20_000 })
    assert.ok(gone, `still there: ${(await layersWith(root, file)).join()}`)
  })

  it('copies without end, which is Docker’s work and not its own: that counts too', async () => {
    await using site = await Site.open()
    const files = { big: randomBytes(15_000_000).toString('hex'), Dockerfile: base + Array.from({ length: 30 }, (_, at) => `COPY big /${at}\n`).join('') + 'RUN sleep 60\n' }
    const failure = await site.fails(files)
    assert.equal(failure.message, 'The build was ended: it filled more than its 100 MB of the disk.')
  })

  it('prints a gigabyte: its log is cut, our memory stays as it is, and it is built', async () => {
    await using site = await Site.open()
    let most = 0
    const before = process.memoryUsage().rss
    const onLine = (): void => void (most = Math.max(most, process.memoryUsage.rss()))
    await site.build({ Dockerfile: `${base}RUN yes 0123456789 | head -c 1000000000\nRUN tr '\\0' x < /dev/zero | head -c 3000000; echo\nRUN echo the end\n` }, { onLine })
    assert.ok(site.log.join('\n').length < 300_000)
    assert.ok(site.log.some((line) => line.startsWith('The log is cut here: it is longer than 0.2 MB')))
    assert.ok(site.log.some((line) => /^… and \d+\.\d MB more/.test(line)))
    assert.ok(most - before < 150e6, `${(most - before) / 1e6} MB more`)
  })

  it('is called off: what it runs ends, and the reason is the caller’s', async () => {
    await using site = await Site.open()
    const seconds = mark()
    const end = new AbortController()
    const onLine = (line: string): void => {
      if (line === 'begun') end.abort(new Error('a newer push'))
    }
    await assert.rejects(site.build({ Dockerfile: `${base}RUN echo begun; sleep ${seconds}\n` }, { signal: end.signal, onLine }), /a newer push/)
    assert.deepEqual(await processesOf(`sleep ${seconds}`), [])
  })
})

describe('the fence around a build', () => {
  it('has the limits that the kernel says, and is swept away when its engine was killed', async () => {
    await using site = await Site.open()
    const { cgroup } = await site.docker.host()
    const limits = { memoryMb: 64, cpus: 0.5, processes: 20, diskMb: 1, minutes: 1, logBytes: 1 }
    const fence = await openFence({ cgroup, limits, name: `berthbuild${site.engine}left` })
    assert.ok(fence, 'the kernel takes the limits')
    assert.deepEqual(await fencesOf(site), [`berthbuild${site.engine}left`])
    await sweepFences(cgroup, `berthbuild${site.engine}`)
    assert.deepEqual(await fencesOf(site), [])
  })
})

async function fencesOf({ engine, docker }: Site): Promise<readonly string[]> {
  const { version } = (await docker.host()).cgroup
  const found = await foldersIn(version === 2 ? '/sys/fs/cgroup' : '/sys/fs/cgroup/pids')
  return found.map((folder) => folder.split('/').at(-1) ?? '').filter((name) => name.startsWith(`berthbuild${engine}`))
}

/** Layers on Docker's disk with a file whose name begins so. */
async function layersWith(root: string, file: string): Promise<readonly string[]> {
  const layers = await readdir(join(root, 'overlay2'))
  const found = await Promise.all(
    layers
      .flatMap((layer) => ['a', 'b'].map((part) => join(root, 'overlay2', layer, 'diff', file + part)))
      .map(
        async (path) =>
          await access(path).then(
            () => path,
            () => null,
          ),
      ),
  )
  return found.filter((path) => path !== null)
}
