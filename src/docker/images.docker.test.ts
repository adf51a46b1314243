import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { silent } from '../kit/log.ts'
import { run } from '../kit/run.ts'
import { until } from '../kit/until.ts'
import type { Progress } from './docker.ts'
import { openDocker } from './real.ts'

describe('who owns what a service writes', () => {
  it('names are looked up in the image itself', async () => {
    await using docker = await openDocker({ socket: '/var/run/docker.sock', log: silent })
    const folder = await mkdtemp(join(tmpdir(), 'berth-users-'))
    const image = `berth-test/users-${folder.slice(-6).toLowerCase()}:1`
    try {
      await writeFile(join(folder, 'passwd'), 'root:x:0:0::/:\napp:x:1234:100::/:\n')
      await writeFile(join(folder, 'group'), 'users:x:100:\nstaff:x:50:\n')
      await writeFile(join(folder, 'Dockerfile'), 'FROM scratch\nCOPY passwd group /etc/\n')
      await docker.build(folder, image, { signal: AbortSignal.timeout(60_000), onProgress: () => undefined })
      const owners = await Promise.all(['app', 'app:staff', '1234', '7', '7:8', 'app:9', 'nobody', 'app:none'].map(async (user) => await docker.owner(image, user)))
      const ids = owners.map((owner) => owner && `${owner.uid}:${owner.gid}`)
      assert.deepEqual(ids, ['1234:100', '1234:50', '1234:1234', '7:7', '7:8', '1234:9', null, null])
      assert.equal((await run(['docker', 'ps', '--all', '--quiet', '--filter', 'label=berth.look'])).out, '')
    } finally {
      await run(['docker', 'image', 'rm', '--force', image])
      await rm(folder, { recursive: true, force: true })
    }
  })
})

describe('pulling from a registry', () => {
  it('tells layers and bytes while it goes, and the image is here afterwards', async () => {
    await using registry = await Registry.open()
    await using docker = await openDocker({ socket: '/var/run/docker.sock', log: silent })
    const image = await registry.hold('pulled:1')
    const told: Progress[] = []
    await docker.pull(image, { signal: AbortSignal.timeout(60_000), onProgress: (progress) => told.push(progress) })
    assert.equal(await docker.hasImage(image), true)
    const last = told.at(-1)
    assert.deepEqual([last?.layers, last?.done], [{ done: 1, all: 1 }, last?.total])
    assert.ok(
      told.some(({ done = 0, total = 0 }) => total > 7_000_000 && done <= total),
      'bytes were told',
    )
  })

  it('an image that the registry does not have is told by its name', async () => {
    await using registry = await Registry.open()
    await using docker = await openDocker({ socket: '/var/run/docker.sock', log: silent })
    const options = { signal: AbortSignal.timeout(60_000), onProgress: () => undefined }
    await assert.rejects(docker.pull(`${registry.address}/nothing:1`, options), { code: 'image-unavailable' })
  })

  it('an aborted pull ends', async () => {
    await using registry = await Registry.open()
    await using docker = await openDocker({ socket: '/var/run/docker.sock', log: silent })
    const image = await registry.hold('aborted:1')
    await assert.rejects(docker.pull(image, { signal: AbortSignal.abort(), onProgress: () => undefined }))
  })
})

/** A real registry on a loopback port, with its images in a folder of its own. */
class Registry implements AsyncDisposable {
  readonly address: string
  readonly #folder: string
  readonly #stop: () => Promise<unknown>
  readonly #images: string[] = []

  private constructor(address: string, folder: string, stop: () => Promise<unknown>) {
    this.address = address
    this.#folder = folder
    this.#stop = stop
  }

  static async open(): Promise<Registry> {
    const folder = await mkdtemp(join(tmpdir(), 'berth-registry-'))
    const address = `127.0.0.1:${await freePort()}`
    const config = { version: 0.1, log: { level: 'error' }, storage: { filesystem: { rootdirectory: join(folder, 'images') } }, http: { addr: address } }
    await writeFile(join(folder, 'config.json'), JSON.stringify(config)) // JSON is YAML too
    const child = spawn('docker-registry', ['serve', join(folder, 'config.json')], { stdio: 'ignore' })
    const ended = once(child, 'exit')
    const answers = async (): Promise<true | undefined> => ((await fetch(`http://${address}/v2/`).catch(() => undefined))?.ok ? true : undefined)
    assert.ok(await until(answers, { deadline: 20_000 }), 'the registry answers')
    const stop = async (): Promise<unknown> => {
      child.kill()
      return await ended
    }
    return new Registry(address, folder, stop)
  }

  /** Makes an image of one layer, pushes it, and takes it off the machine again. Imported: a built one would leave its layers behind. */
  async hold(name: string): Promise<string> {
    const image = `${this.address}/${name}`
    this.#images.push(image)
    await writeFile(join(this.#folder, 'file'), randomBytes(8_000_000))
    await run(['tar', '--create', '--file', join(this.#folder, 'layer.tar'), '--directory', this.#folder, '--', 'file'])
    await run(['docker', 'import', '--', join(this.#folder, 'layer.tar'), image])
    await run(['docker', 'push', '--quiet', image])
    await run(['docker', 'image', 'rm', image])
    return image
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const image of this.#images) await run(['docker', 'image', 'rm', image]).catch(() => undefined) // it may never have come
    await this.#stop()
    await rm(this.#folder, { recursive: true, force: true })
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}
