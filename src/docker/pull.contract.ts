import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { withFolder } from './build.contract.ts'
import { BuildError } from './builderror.ts'
import { Stage } from './docker.contract.ts'
import type { Bench } from './docker.contract.ts'
import type { Progress, RegistryLogin } from './docker.ts'

export interface PullBench extends Bench {
  /** Names of images that a registry has: for everybody, and for this login. */
  readonly free: string
  readonly guarded: string
  readonly login: RegistryLogin
  /** One that no registry has. */
  readonly none: string
}

const onProgress = (): void => undefined
const options = { signal: AbortSignal.timeout(60_000), onProgress }

/** What every way to Docker must do about images of registries. */
export function pullContract(name: string, open: () => Promise<PullBench & AsyncDisposable>): void {
  describe(`pulling, by ${name}`, () => {
    it('brings an image, telling how far it is', async () => {
      await using bench = await open()
      const told: Progress[] = []
      await bench.docker.pull(bench.free, { ...options, onProgress: (progress) => told.push(progress) })
      assert.equal(await bench.docker.hasImage(bench.free), true)
      const last = told.at(-1)
      assert.ok(last?.layers && last.layers.all > 0 && last.layers.done === last.layers.all)
    })

    it('what only some may have is brought with the right password, and with no other', async () => {
      await using bench = await open()
      const { docker, guarded, login } = bench
      for (const wrong of [undefined, { ...login, password: 'none' }]) await assert.rejects(docker.pull(guarded, { ...options, login: wrong }), { code: 'image-unavailable' })
      await docker.pull(guarded, { ...options, login })
      assert.equal(await docker.hasImage(guarded), true)
    })

    it('is kept under a name of our own, and under the name it came by only where that was here before', async () => {
      await using bench = await open()
      await using stage = new Stage(bench, async () => await Promise.resolve())
      const { docker, free } = bench
      const as = { engine: stage.engine, name: `berth-${stage.engine}/shop:i1` }
      await docker.pull(free, { ...options, as })
      assert.deepEqual([await docker.hasImage(as.name), await docker.hasImage(free)], [true, false])
      await docker.pull(free, options)
      await docker.pull(free, { ...options, as })
      assert.deepEqual([await docker.removeImage(stage.engine, as.name), await docker.hasImage(free)], [true, true])
      await assert.rejects(docker.pull(free, { ...options, as: { ...as, name: 'busybox:1' } }), { code: 'not-ours' })
    })

    it('of registries it trusts without a certificate those of this machine itself, and not the Docker Hub', async () => {
      await using bench = await open()
      const { secure, insecure } = await bench.docker.registryTrust()
      assert.deepEqual([secure.get('docker.io'), secure.get('registry.test'), insecure.includes('127.0.0.0/8')], [true, undefined, true])
    })

    it('a build that asks the registry stands on what that gives to everybody, not on what somebody fetched here with a password', async () => {
      await using bench = await open()
      await using stage = new Stage(bench, async () => await Promise.resolve())
      const { docker, free, guarded, login } = bench
      const on = async (image: string, pull: boolean): Promise<void> => {
        const recipe = { args: {}, secrets: new Map(), labels: {}, owner: 'contract', pull }
        await withFolder(`FROM ${image}\n`, async (folder) => await docker.build(folder, `berth-${stage.engine}/on:1`, { ...options, recipe }))
      }
      await docker.pull(guarded, { ...options, login })
      await on(guarded, false)
      await assert.rejects(on(guarded, true), (error) => error instanceof BuildError)
      await on(free, true)
      await docker.removeImage(stage.engine, `berth-${stage.engine}/on:1`)
    })

    it('what is nowhere is told by its name, and a pull that is called off ends', async () => {
      await using bench = await open()
      await assert.rejects(bench.docker.pull(bench.none, options), { code: 'image-unavailable' })
      await assert.rejects(bench.docker.pull(bench.free, { ...options, signal: AbortSignal.abort(new Error('enough')) }))
    })
  })
}
