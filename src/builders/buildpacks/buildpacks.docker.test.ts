import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { before, describe, it } from 'node:test'
import type { Docker } from '../../docker/docker.ts'
import { openDocker } from '../../docker/real.ts'
import { bringTestImage } from '../../docker/testimage.ts'
import { silent } from '../../kit/log.ts'
import { run, tryRun } from '../../kit/run.ts'
import { until } from '../../kit/until.ts'
import { EngineId, InstanceName } from '../../model/names.ts'
import { ProjectFile } from '../../model/projectfile.ts'
import type { BuildLimits, BuildRequest, Built } from '../builder.ts'
import { BuildFailure } from '../failure.ts'
import { Yard } from '../yard.ts'
import { App } from '../app.testbed.ts'
import { bringTestBuilder, testBuilder } from './builder.testbed.ts'
import { buildpacksBuilder } from './buildpacks.ts'
import { dropCaches } from './caches.ts'

const busybox = join(process.env['BERTH_DATA'] ?? '/var/lib/berth', 'cache', 'busybox')
const limits: BuildLimits = { memoryMb: 128, cpus: 1, processes: 64, diskMb: 500, minutes: 2, logBytes: 1e6 }
const page = { 'index.html': 'hello\n' }

before(async () => {
  await using docker = await openDocker({ socket: '/var/run/docker.sock', log: silent })
  await bringTestImage(docker, busybox)
  await bringTestBuilder(docker)
})

describe('buildpacks, by the lifecycle of the builder image', () => {
  it('a pushed folder becomes an image with its processes, its labels and its build’s variables', async () => {
    await using stage = await Stage.open()
    const built = await stage.build({ ...page, default: 'default = true', '.git/config': 'secret', 'deep/down/a file': 'x' }, { build: { builder: testBuilder, env: { GREETING: 'a "b" $c' } } })
    const image = built.images['web'] ?? assert.fail('there is no image')
    assert.equal(image.name, `berth-${stage.engine}/blog:abcdef123456`)
    assert.deepEqual([built.builder, built.processes, image.exposed], ['buildpacks', { worker: ['/cnb/process/worker'] }, []])
    const { labels, id } = await stage.docker.runs.imageFacts(image.name)
    assert.deepEqual([labels['berth.engine'], labels['berth.project'], labels['berth.commit'], id], [stage.engine, 'blog', 'abcdef123456', image.digest])
    assert.equal(
      await stage.inImage(image.name, 'cat /workspace/index.html; ls -A /workspace /workspace/deep/down'),
      'hello\nGREETING is a "b" $c\n/workspace:\ndeep\ndefault\nindex.html\n\n/workspace/deep/down:\na file\n',
    )
  })

  it('the next build finds what the last one kept, and the last image, which it cannot change', async () => {
    await using stage = await Stage.open()
    await stage.build(page, { build: { builder: testBuilder } })
    assert.ok(stage.said.includes('fetching the tool') && !stage.said.some((line) => line.startsWith('Reusing')))
    const kept = await stage.docker.runs.keptVolumes(stage.engine, stage.project)
    assert.deepEqual(kept.map(({ use }) => use).sort(), ['cache', 'launch'])
    const built = await stage.build({ 'index.html': 'again\n' }, { build: { builder: testBuilder } })
    assert.ok(stage.said.includes('tool of an earlier build: fetched') && stage.said.some((line) => line.startsWith('Reusing layers from image')), stage.said.join('\n'))
    assert.equal(await stage.inImage(built.images['web']?.name ?? '', 'cat /workspace/index.html'), 'again\nGREETING is not set\n')
    assert.equal((await stage.docker.runs.keptVolumes(stage.engine, stage.project)).length, 2)
    await dropCaches(stage.docker.runs, stage)
    assert.deepEqual(await stage.docker.runs.keptVolumes(stage.engine, stage.project), [])
  })

  it('a build that was cut off half way leaves no half image for the next one', async () => {
    await using stage = await Stage.open()
    await run([
      'docker',
      'volume',
      'create',
      '--label',
      `berth.engine=${stage.engine}`,
      '--label',
      'berth.build=blog',
      '--label',
      'berth.use=launch',
      '--',
      `berth-${stage.engine}-build-blog-launch-half`,
    ])
    await stage.build(page, { build: { builder: testBuilder } })
    assert.ok(!stage.said.some((line) => line.startsWith('Reusing')))
    assert.equal((await stage.docker.runs.keptVolumes(stage.engine, stage.project)).length, 2)
  })

  it('a secret reaches the build, and neither its log nor an error nor its arguments', async () => {
    await using stage = await Stage.open()
    const secrets = new Map([['TOKEN', 'correct horse battery staple']])
    const script = 'echo "the token is $TOKEN"; [ "$TOKEN" = "correct horse battery staple" ] && echo it is right; cat /proc/*/cmdline | tr "\\0" " "; exit 3'
    const failed = await stage.fails({ ...page, 'build.sh': script }, { build: { builder: testBuilder } }, secrets)
    assert.ok(stage.said.includes('it is right') && stage.said.includes('the token is [secret]'), stage.said.join('\n'))
    assert.ok(![...stage.said, ...failed.lastLines, failed.message].some((line) => line.includes('battery')))
  })

  it('says for each phase that it failed, with what whoever pushed can do', async () => {
    await using stage = await Stage.open()
    const asked = (code: number): { build: object } => ({ build: { builder: testBuilder, env: { FAIL: String(code) } } })
    const detection = await stage.fails({ readme: '' }, { build: { builder: testBuilder } })
    assert.equal(detection.message, 'The build failed at detection: no buildpack of the builder image knows what to do with this project (exit code 20).')
    const broken = await stage.fails({ 'broken-detect': '' }, { build: { builder: testBuilder } })
    assert.equal(broken.message, 'The build failed at detection: no buildpack fits, and at least one of them failed while looking (exit code 21).')
    const build = await stage.fails({ ...page, 'build.sh': 'echo no such module; exit 7' }, { build: { builder: testBuilder } })
    assert.equal(build.message, 'The build failed at the build: a buildpack failed (exit code 51).')
    assert.ok(build.lastLines.includes('no such module'))
    for (const [code, sentence] of [
      [32, 'The build failed at analysis: the lifecycle could not read the run image, or the image of the last build (exit code 32).'],
      [42, 'The build failed at restoring the cache: the lifecycle failed (exit code 42).'],
      [62, 'The build failed at export: the lifecycle could not write the image (exit code 62).'],
    ] as const)
      assert.equal((await stage.fails(page, asked(code))).message, sentence)
    assert.deepEqual(
      (await stage.docker.runs.keptVolumes(stage.engine, stage.project)).map(({ use }) => use),
      ['cache'],
    )
    assert.equal((await run(['docker', 'ps', '--all', '--quiet', '--filter', `label=berth.engine=${stage.engine}`])).out, '')
  })

  it('a build that needs too much memory, or starts too much, is told so; one that is cancelled ends', async () => {
    await using stage = await Stage.open()
    const hungry = await stage.fails({ ...page, 'build.sh': 'tail /dev/zero' }, { build: { builder: testBuilder } })
    assert.equal(hungry.message, 'The build was ended: it needed more than 128 MB of memory.')
    const forks = await stage.fails({ ...page, 'build.sh': 'bomb() { bomb | bomb & }; bomb; sleep 2; exit 1' }, { build: { builder: testBuilder } })
    assert.equal(forks.message, 'The build was ended: it started more than 64 processes.')
    const abort = new AbortController()
    const slow = stage.build({ ...page, 'build.sh': 'echo now; sleep 600' }, { build: { builder: testBuilder } }, new Map(), abort, (line) => line === 'now' && abort.abort())
    await assert.rejects(slow, { name: 'AbortError' })
  })

  it('it reaches no app, no socket of Docker or of the engine, and nothing of the engine’s environment', async () => {
    await using stage = await Stage.open()
    await using app = await App.open()
    assert.ok(await until(async () => (await fetch(app.url).catch(() => undefined)) && true, { deadline: 10_000 }), 'the app answers')
    process.env['BERTH_TEST_SECRET'] = 'a-secret-of-the-engine'
    const script = `echo looks; env; find / -xdev -type s 2>/dev/null; grep -E "docker.sock" /proc/mounts; wget -T 3 -q -O - ${app.url} && echo reached; id -u; exit 9`
    await stage.fails({ ...page, 'build.sh': script }, { build: { builder: testBuilder } })
    delete process.env['BERTH_TEST_SECRET']
    const seen = stage.said.slice(stage.said.indexOf('looks'))
    assert.ok(seen.includes('1000') && seen.length > 3, seen.join('\n'))
    assert.ok(!seen.some((line) => /\.sock|BERTH|DOCKER|a-secret|^reached$|hello from an app/.test(line)), seen.join('\n'))
  })

  it('the buildpacks that are named are used, the newest of theirs, and one that is not there is told', async () => {
    await using stage = await Stage.open()
    await stage.build(page, { build: { builder: testBuilder, buildpacks: ['berth/site'] } })
    assert.ok(stage.said.includes('0 for berth/site@1.10.0'), stage.said.join('\n'))
    await stage.build(page, { build: { builder: testBuilder, buildpacks: ['urn:cnb:builder:berth/site@1.0.0'] } })
    assert.ok(stage.said.includes('0 for berth/site@1.0.0'))
    const missing = await stage.fails(page, { build: { builder: testBuilder, buildpacks: ['berth/other'] } })
    assert.equal(missing.message, `This is not built: the builder image ${testBuilder} has no buildpack berth/other; it has: berth/never, berth/site.`)
  })

  it('a builder image that cannot be had, or is none, is told in one sentence', async () => {
    await using stage = await Stage.open()
    const gone = await stage.fails(page, { build: { builder: '127.0.0.1:1/no/builder:1' } })
    assert.match(gone.message, /^The builder image 127\.0\.0\.1:1\/no\/builder:1 cannot be had: .+\.$/)
    const none = await stage.fails(page, { build: { builder: 'berth-test/busybox:1' } })
    assert.match(none.message, /^This is not built: the builder image berth-test\/busybox:1 cannot be used, since it is no builder image/)
    assert.match(none.fix, /build\.builder/)
  })
})

describe('buildpacks, with builder images that are on this machine', () => {
  it('each builds an app of nothing but a program; it says which there are', async (t) => {
    await using stage = await Stage.open()
    const { out } = await run(['docker', 'images', '--filter', 'label=io.buildpacks.builder.metadata', '--format', '{{.Repository}}:{{.Tag}}'])
    const all = out.split('\n').filter((name) => name && !name.includes('<none>'))
    const real = all.filter((name) => !name.startsWith('berth-test/'))
    assert.ok(all.includes(testBuilder), 'the one made for tests is found by the same label')
    t.diagnostic(real.length === 0 ? 'did not run: no builder image is on this machine but the one made for tests' : `runs with ${real.join(', ')}`)
    for (const builder of real) {
      const built = await stage.build(
        { Procfile: 'web: sh -c "echo up"\n', 'package.json': '{"name":"app","version":"1.0.0","scripts":{"start":"node server.js"}}', 'server.js': 'console.log("up")\n' },
        { build: { builder } },
      )
      t.diagnostic(`built with ${builder}: ${built.images['web']?.digest}`)
    }
  })
})

class Stage implements AsyncDisposable {
  readonly engine = EngineId.parse('b' + Math.random().toString(36).slice(2, 9).padEnd(7, '0'))
  readonly project = InstanceName.parse('blog')
  readonly docker: Docker
  readonly said: string[] = []
  readonly #yard: Yard
  readonly #folders: string[] = []

  constructor(docker: Docker) {
    this.docker = docker
    this.#yard = new Yard({ engine: this.engine, docker, busybox, reserveMb: 100 })
  }

  static async open(): Promise<Stage> {
    return new Stage(await openDocker({ socket: '/var/run/docker.sock', log: silent }))
  }

  async build(
    files: Readonly<Record<string, string>>,
    file: object,
    secrets: ReadonlyMap<string, string> = new Map(),
    abort = new AbortController(),
    hear: (line: string) => unknown = () => undefined,
  ): Promise<Built> {
    const folder = await mkdtemp(join(tmpdir(), 'berth-buildpacks-'))
    this.#folders.push(folder)
    for (const [path, text] of Object.entries(files)) await write(join(folder, path), text)
    const request: BuildRequest = { project: this.project, engine: this.engine, folder, tag: 'abcdef123456', file: ProjectFile.parse(file), secrets }
    const builder = buildpacksBuilder({ docker: this.docker, pack: null })
    this.said.length = 0
    const log = (line: string): void => {
      this.said.push(line)
      hear(line)
    }
    return await this.#yard.run(request, { signal: abort.signal, log, progress: () => undefined, limits }, async (tools) => await builder.build(request, tools))
  }

  async fails(files: Readonly<Record<string, string>>, file: object, secrets?: ReadonlyMap<string, string>): Promise<BuildFailure> {
    return await this.build(files, file, secrets).then(
      () => assert.fail('it was built'),
      (error: unknown) => (error instanceof BuildFailure ? error : assert.fail(String(error))),
    )
  }

  /** What a command says in a container of an image. */
  async inImage(image: string, script: string): Promise<string> {
    return (await run(['docker', 'run', '--rm', '--network', 'none', '--entrypoint', '/bin/busybox', '--', image, 'sh', '-c', script])).out
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await dropCaches(this.docker.runs, this)
    await tryRun(['docker', 'image', 'rm', '--force', '--', `berth-${this.engine}/blog:abcdef123456`])
    for (const folder of this.#folders) await rm(folder, { recursive: true, force: true })
    await this.docker[Symbol.asyncDispose]()
  }
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
}
