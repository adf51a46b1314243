import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, it } from 'node:test'
import { openDocker } from '../../docker/real.ts'
import { member } from '../../docker/registry.testbed.ts'
import { silent } from '../../kit/log.ts'
import { run } from '../../kit/run.ts'
import { until } from '../../kit/until.ts'
import { ImageBed, shop } from './door.testbed.ts'

const { signal } = new AbortController()

describe('the image door with Docker and a private registry', () => {
  it('fetches the very image, follows its tag, and leaves nothing behind', async () => {
    await using docker = await openDocker({ socket: '/var/run/docker.sock', log: silent })
    await using bed = await ImageBed.open({ docker, isPrivate: true })
    const image = bed.registry.name('shop:1')
    const first = await bed.hold('shop:1', { files: { a: randomBytes(100) }, config: { Cmd: ['/a'], Volumes: { '/kept': {} } } })
    await assert.rejects(bed.registered({ image }), { code: 'registry-denied' })
    await bed.door.logins.logIn({ host: bed.registry.address, ...member }, signal)
    const view = await bed.registered({ image, policy: { take: 'patch' } })
    assert.deepEqual([view.failure, view.digests, view.settings.volumes], [null, { web: first }, { kept: '/kept' }])
    const name = `berth-abcdefgh/shop:i${first.slice(7, 18)}`
    assert.deepEqual([await docker.hasImage(name), await docker.hasImage(image), (await docker.imageConfig(name)).exposed], [true, false, [3000]])
    const second = await bed.hold('shop:1', { files: { a: randomBytes(100) } })
    await bed.door.pushed(view.hook)
    await until(async () => ((await bed.view()).digests['web'] === second ? true : undefined), { deadline: 30_000 })
    await until(() => bed.announced[1], { deadline: 10_000 })
    await bed.door.forget(shop)
    const left = (await run(['docker', 'image', 'ls', '--all', '--digests', '--format', '{{.Repository}} {{.Digest}}'])).out
    assert.ok(!left.includes('berth-abcdefgh/shop') && !left.includes(bed.registry.address), left)
  })
})
