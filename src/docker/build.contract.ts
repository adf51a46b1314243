import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { describe, it } from 'node:test'
import { engineLabel } from '../model/labels.ts'
import { InstanceName } from '../model/names.ts'
import { Stage } from './docker.contract.ts'
import type { Bench } from './docker.contract.ts'
import type { BuildRecipe } from './recipe.ts'

const signal = new AbortController().signal
const onProgress = (): void => undefined
const recipe: BuildRecipe = { args: {}, secrets: new Map(), labels: {}, owner: 'contract' }

/** What every way to Docker must do about builds. */
export function buildContract(name: string, open: () => Promise<Bench & AsyncDisposable>): void {
  describe(`builds by ${name}`, () => {
    it('an image gets its name, and loses it unless a container has it; names of others are refused', async () => {
      await using stage = await Stage.open(open)
      const { docker, image } = stage.bench
      const own = `berth-${stage.engine}/shop:1`
      await withFolder(`FROM ${image}\n`, async (folder) => await docker.build(folder, own, { signal, onProgress, recipe: { ...recipe, labels: { [engineLabel]: stage.engine } } }))
      assert.match((await docker.imageConfig(own)).digest, /^sha256:[0-9a-f]{64}$/)
      const shop = InstanceName.parse('shop')
      await using user = new Stage({ ...stage.bench, image: own }, async () => await Promise.resolve())
      await user.create(shop, { web: ['/bin/busybox', 'sleep', '9'] })
      assert.deepEqual([await docker.removeImage(stage.engine, own), await docker.hasImage(own)], [false, true])
      assert.deepEqual(await docker.ownImages(stage.engine), [own])
      await docker.remove(user.engine, shop)
      assert.deepEqual([await docker.removeImage(stage.engine, own), await docker.hasImage(own)], [true, false])
      assert.equal(await docker.removeImage(stage.engine, own), true)
      assert.deepEqual(await docker.ownImages(stage.engine), [])
      for (const others of [image, `berth-${stage.engine}x/shop:1`, 'sha256:0']) await assert.rejects(docker.removeImage(stage.engine, others), { code: 'not-ours' })
      assert.equal(await docker.hasImage(image), true)
    })

    it('for a stranger’s source nothing is fetched by the machine itself', async () => {
      await using stage = await Stage.open(open)
      const { docker } = stage.bench
      const building = withFolder('FROM scratch\nADD http://127.0.0.1:1/x /x\n', async (folder) => await docker.build(folder, `berth-${stage.engine}/never:1`, { signal, onProgress, recipe }))
      await assert.rejects(building, (error: unknown) => error instanceof Error && error.message.includes('denied by policy'))
    })

    it('one that is called off does not go on', async () => {
      await using stage = await Stage.open(open)
      const building = withFolder(
        'FROM scratch\n',
        async (folder) => await stage.bench.docker.build(folder, `berth-${stage.engine}/never:1`, { signal: AbortSignal.abort(new Error('enough')), onProgress }),
      )
      await assert.rejects(building, /enough/)
    })

    it('what builds left is given back, and the machine tells of itself', async () => {
      await using stage = await Stage.open(open)
      const { docker } = stage.bench
      await docker.dropDangling({ [engineLabel]: stage.engine })
      await docker.dropBuildCache({ madeSince: new Date() })
      assert.ok((await docker.buildCacheSince(new Date())) >= 0)
      const { root, cgroup } = await docker.host()
      assert.ok(isAbsolute(root) && [1, 2].includes(cgroup.version))
    })
  })
}

/** A folder with this Dockerfile, while the work lasts. */
export async function withFolder(dockerfile: string, work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'berth-build-'))
  try {
    await writeFile(join(folder, 'Dockerfile'), dockerfile)
    await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
