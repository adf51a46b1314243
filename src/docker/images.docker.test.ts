import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { silent } from '../kit/log.ts'
import { run, tryRun } from '../kit/run.ts'
import { Scope } from '../kit/scope.ts'
import type { Progress } from './docker.ts'
import { pullContract } from './pull.contract.ts'
import { openDocker } from './real.ts'
import { member, TestRegistry } from './registry.testbed.ts'

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
  it('tells bytes while it goes', async () => {
    await using registry = await TestRegistry.open()
    await using docker = await openDocker({ socket: '/var/run/docker.sock', log: silent })
    await registry.hold('big:1', { files: { file: randomBytes(8_000_000) } })
    const told: Progress[] = []
    try {
      await docker.pull(registry.name('big:1'), { signal: AbortSignal.timeout(60_000), onProgress: (progress) => told.push(progress) })
      assert.equal(told.at(-1)?.done, told.at(-1)?.total)
      assert.ok(
        told.some(({ done = 0, total = 0 }) => total > 7_000_000 && done <= total),
        'bytes were told',
      )
    } finally {
      await run(['docker', 'image', 'rm', '--force', registry.name('big:1')])
    }
  })
})

pullContract('Docker itself, from real registries', async () => {
  const scope = new Scope()
  const [open, closed] = [scope.use(await TestRegistry.open()), scope.use(await TestRegistry.open({ isPrivate: true }))]
  const docker = scope.use(await openDocker({ socket: '/var/run/docker.sock', log: silent }))
  for (const registry of [open, closed]) await registry.hold('app:1', { files: { file: randomBytes(1000) } })
  const names = { free: open.name('app:1'), guarded: closed.name('app:1'), none: open.name('none:1') }
  scope.onClose(async () => {
    for (const name of Object.values(names)) await tryRun(['docker', 'image', 'rm', '--force', name])
  })
  return { docker, image: 'scratch', subnets: ['10.99.0.0/27', '10.99.0.32/27'] as const, login: member, ...names, [Symbol.asyncDispose]: async () => await scope[Symbol.asyncDispose]() }
})
