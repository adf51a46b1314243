import assert from 'node:assert/strict'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { bringTestBuilder, testBuilder } from '../../src/builders/buildpacks/builder.testbed.ts'
import { openDocker } from '../../src/docker/real.ts'
import { bringTestImage } from '../../src/docker/testimage.ts'
import { silent } from '../../src/kit/log.ts'
import { run } from '../../src/kit/run.ts'
import { Pusher } from './pusher.ts'

const busybox = join(process.env['BERTH_DATA'] ?? '/var/lib/berth', 'cache', 'busybox')

/** As `paastech init` writes it, with a builder that is on this machine. */
const paastech = `project: { id: 4f1c, name: blog, createdat: 2024-01-01, updatedat: 2024-01-01 }
buildpacks: { path: ".", builder: "${testBuilder}", buildpack: "", env: [GREETING=built] }
deploy:
  env: { WORDS: deployed }
`

before(async () => {
  await using docker = await openDocker({ socket: '/var/run/docker.sock', log: silent })
  await bringTestImage(docker, busybox)
  await bringTestBuilder(docker)
})

describe('a project of PaaSTech, pushed as it is', () => {
  it('is built by its buildpacks and live; the next push finds their cache; one that fails leaves it serving', async () => {
    await using dev = await Pusher.open()
    await dev.commit({ 'index.html': 'one\n', 'paastech.yaml': paastech })
    const first = await dev.push()
    assert.equal(first.code, 0, first.all)
    assert.match(first.remote, /Builder: buildpacks; paastech\.yaml asks for buildpacks\.[^]*===> EXPORTING[^]*Release 1 serves/)
    await dev.berth.json('/api/instances/blog', { method: 'PATCH', body: { policy: { access: 'public' } } })
    assert.equal(await dev.shows(), 'one\nGREETING is built\n')
    assert.equal((await dev.project()).status, 'RUNNING')

    await dev.commit({ 'index.html': 'two\n' })
    assert.match((await dev.push()).remote, /tool of an earlier build[^]*Release 2 serves/)
    assert.equal(await dev.shows(), 'two\nGREETING is built\n')

    await dev.commit({ 'build.sh': 'echo no such module; exit 7' })
    const broken = await dev.push()
    assert.match(broken.remote, /The build failed at the build: a buildpack failed \(exit code 51\)\.[^]*no such module/)
    assert.equal(await dev.shows(), 'two\nGREETING is built\n')

    const { services } = await dev.berth.json<{ services: { name: string }[] }>('/api/instances/blog/figures')
    assert.deepEqual([...new Set(services.map(({ name }) => name.replace(/-r\d+$/, '')))].sort(), ['web', 'worker'])

    const { engine } = await dev.berth.json<{ engine: string }>('/api/health')
    const kept = async (): Promise<string> => (await run(['docker', 'volume', 'ls', '--quiet', '--filter', `label=berth.engine=${engine}`, '--filter', 'label=berth.build=blog'])).out
    assert.equal((await kept()).trim().split('\n').length, 2)
    await dev.berth.json('/api/projects/blog', { method: 'DELETE', body: { confirm: 'blog' } })
    assert.equal(await kept(), '')
  })
})
