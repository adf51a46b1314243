import assert from 'node:assert/strict'
import { text } from 'node:stream/consumers'
import { describe, it } from 'node:test'
import { EngineId, InstanceName } from '../model/names.ts'
import type { Bench } from './docker.contract.ts'
import type { OnceSpec, RunOnce } from './once.ts'
import { readTar, tarOf } from './tar.ts'

export const blog = InstanceName.parse('blog')
export const calm = new AbortController().signal

/** What every way to run a program once must do. */
export function onceContract(name: string, open: () => Promise<Bench & AsyncDisposable>): void {
  describe(`programs that run once, by ${name}`, () => {
    it('says its lines and how it ended', async () => {
      await using stage = await OnceStage.open(open)
      const said: string[] = []
      await using run = await stage.runs.once(stage.spec({ env: { SAY: 'hello', EXIT: '51' } }))
      const ended = await run.run({ signal: calm, onLine: (line) => said.push(line) })
      assert.deepEqual([ended, said], [{ exitCode: 51, oomKilled: false }, ['hello']])
    })

    it('files go in before it runs and come out afterwards; what is not there is nothing', async () => {
      await using stage = await OnceStage.open(open)
      await using run = await stage.runs.once(stage.spec({}))
      await run.put('/', await filesOf({ 'source/a.txt': 'one', 'source/deep/b.txt': 'two' }))
      await run.run({ signal: calm, onLine: () => undefined })
      assert.deepEqual(await filesIn(await run.take('/source')), { 'source/a.txt': 'one', 'source/deep/b.txt': 'two' })
      assert.equal(await run.take('/nothing'), undefined)
    })

    it('a volume is there for the next run, is found by its project, and goes when it is dropped', async () => {
      await using stage = await OnceStage.open(open)
      const { runs } = stage
      const volume = { name: `berth-${stage.engine}-blog-cache`, at: '/cache', use: 'cache' }
      {
        await using first = await runs.once(stage.spec({ volumes: [volume] }))
        await first.put('/cache', await filesOf({ kept: 'yes' }))
      }
      await using second = await runs.once(stage.spec({ volumes: [volume] }))
      assert.deepEqual(await filesIn(await second.take('/cache/kept')), { kept: 'yes' })
      await second[Symbol.asyncDispose]()
      const found = await runs.keptVolumes(stage.engine, blog)
      assert.deepEqual(
        found.map(({ name: called, use }) => [called, use]),
        [[volume.name, 'cache']],
      )
      assert.deepEqual(await runs.keptVolumes(stage.engine, InstanceName.parse('other')), [])
      await runs.dropVolumes(EngineId.parse('zzzzzzzz'), [volume.name])
      assert.equal((await runs.keptVolumes(stage.engine, blog)).length, 1)
      await runs.dropVolumes(stage.engine, [volume.name, 'never-was'])
      assert.deepEqual(await runs.keptVolumes(stage.engine, blog), [])
    })

    it('what cannot be written to a read-only volume is refused, and an image that is not here is told by its name', async () => {
      await using stage = await OnceStage.open(open)
      const volume = { name: `berth-${stage.engine}-blog-read`, at: '/read', use: 'launch', readOnly: true }
      await using run = await stage.runs.once(stage.spec({ volumes: [volume] }))
      await assert.rejects(run.put('/read', await filesOf({ a: 'b' })), { code: 'docker-failed' })
      await assert.rejects(stage.runs.once(stage.spec({ image: 'berth-test/never:1' })), { code: 'image-unavailable' })
      await assert.rejects(stage.runs.imageFacts('berth-test/never:1'), { code: 'image-unavailable' })
    })

    it('an archive that breaks off is the problem of whoever writes it', async () => {
      await using stage = await OnceStage.open(open)
      await using run = await stage.runs.once(stage.spec({}))
      const broken = await tarOf(async (add) => {
        await add({ path: 'a' }, 'b')
        throw new Error('the source went away')
      })
      await assert.rejects(run.put('/', broken), /the source went away/)
    })

    it('is not begun once it was aborted', async () => {
      await using stage = await OnceStage.open(open)
      await using run = await stage.runs.once(stage.spec({}))
      await assert.rejects(run.run({ signal: AbortSignal.abort(), onLine: () => undefined }), { name: 'AbortError' })
    })
  })
}

export async function filesOf(files: Readonly<Record<string, string>>): ReturnType<typeof tarOf> {
  return await tarOf(async (add) => {
    for (const [path, content] of Object.entries(files)) await add({ path }, content)
  })
}

export async function filesIn(tar: Awaited<ReturnType<typeof tarOf>> | undefined): Promise<Record<string, string>> {
  const files: Record<string, string> = {}
  if (!tar) return files
  await readTar(tar, async ({ path, kind }, content) => {
    if (kind === 'file') files[path] = await text(content)
  })
  return files
}

/** One engine of its own; its volumes go in the end. */
export class OnceStage implements AsyncDisposable {
  readonly engine = EngineId.parse('r' + Math.random().toString(36).slice(2, 9).padEnd(7, '0'))
  readonly bench: Bench & AsyncDisposable

  constructor(bench: Bench & AsyncDisposable) {
    this.bench = bench
  }

  get runs(): RunOnce {
    return this.bench.docker.runs
  }

  static async open(open: () => Promise<Bench & AsyncDisposable>): Promise<OnceStage> {
    return new OnceStage(await open())
  }

  spec(change: Partial<OnceSpec>): OnceSpec {
    const command = ['/bin/busybox', 'sh', '-c', '[ -z "$SAY" ] || echo "$SAY"; exit "${EXIT:-0}"'] as const
    return { engine: this.engine, project: blog, image: this.bench.image, command, env: {}, volumes: [], memoryMb: 64, cpus: 1, processes: 64, ...change }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { runs } = this
    await runs.sweepRuns(this.engine, blog)
    await runs.dropVolumes(
      this.engine,
      (await runs.keptVolumes(this.engine, blog)).map(({ name }) => name),
    )
    await this.bench[Symbol.asyncDispose]()
  }
}
