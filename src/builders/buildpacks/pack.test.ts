import assert from 'node:assert/strict'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { FakeDocker } from '../../docker/fake.ts'
import { EngineId, InstanceName } from '../../model/names.ts'
import { ProjectFile } from '../../model/projectfile.ts'
import type { BuildRequest, WorkTools } from '../builder.ts'
import { buildWithPack, hasPack, packArgv } from './pack.ts'
import type { BuildpackSettings } from './settings.ts'

const settings: BuildpackSettings = { app: '/src/app', builder: 'b/builder:1', buildpacks: ['x/y@1', 'docker://z/z:2'], env: { A: 'b c', B: '--x' }, asked: null, notes: [] }

describe('pack, where it is on the machine', () => {
  it('its exact command line', () => {
    const plain = ['pack', 'build', '--builder', 'b/builder:1', '--path', '/src/app', '--buildpack', 'x/y@1', '--buildpack', 'docker://z/z:2', '--env', 'A=b c', '--env', 'B=--x']
    const rest = ['--pull-policy', 'if-not-present', '--docker-host', 'inherit', '--no-color', '--', 'berth-abcd1234/blog:1']
    assert.deepEqual(packArgv('pack', 'berth-abcd1234/blog:1', settings, null), [...plain, ...rest])
    assert.deepEqual(packArgv('pack', 'berth-abcd1234/blog:1', settings, '/t/secrets.env'), [...plain, '--env-file', '/t/secrets.env', ...rest])
    assert.deepEqual(packArgv('pack', 'i:1', { ...settings, buildpacks: [], env: {} }, null), [
      'pack',
      'build',
      '--builder',
      'b/builder:1',
      '--path',
      '/src/app',
      '--pull-policy',
      'if-not-present',
      '--docker-host',
      'inherit',
      '--no-color',
      '--',
      'i:1',
    ])
  })

  it('is run with these, with nothing of the engine’s environment, and a secret is in a file of its own that goes', async () => {
    await using stand = await Stand.open(
      'printf "%s\\n" "$@" > "$0.argv"; env > "$0.env"; for a; do case "$a" in */secrets.env) cat "$a" > "$0.secret"; stat -c %a "$a" >> "$0.secret" ;; esac; done; echo "pack says hello"',
    )
    stand.docker.addImage('berth-abcd1234/blog:1', { exposed: [8080] })
    const built = await stand.build(new Map([['TOKEN', 'very secret indeed']]))
    assert.deepEqual([built.builder, built.images['web']?.exposed, stand.said], ['buildpacks', [8080], ['pack says hello']])
    const argv = (await stand.wrote('argv')).split('\n')
    assert.ok(!argv.some((word) => word.includes('very secret')))
    assert.deepEqual((await stand.wrote('secret')).split('\n'), ['TOKEN=very secret indeed', '600', ''])
    const env = await stand.wrote('env')
    assert.match(env, /^DOCKER_HOST=unix:\/\/\/run\/d\.sock$/m)
    assert.ok(!env.includes('very secret') && !env.includes('BERTH'))
    await assert.rejects(readFile(argv.find((word) => word.endsWith('secrets.env')) ?? ''), { code: 'ENOENT' })
  })

  it('that fails is a failed step; a secret of several lines is refused before', async () => {
    await using stand = await Stand.open('exit 51')
    await assert.rejects(stand.build(new Map()), { code: 'build-step', message: 'The build failed at pack build: it ended with exit code 51.' })
    await assert.rejects(stand.build(new Map([['KEY', 'one\ntwo']])), { code: 'build-refused' })
  })

  it('is there when it tells its version', async () => {
    await using stand = await Stand.open('[ "$1" = version ]')
    assert.deepEqual([await hasPack({ program: stand.program, socket: '' }), await hasPack({ program: '/nonexistent/pack', socket: '' })], [true, false])
  })
})

/** A program in the place of pack, which writes down what it was given. */
class Stand implements AsyncDisposable {
  readonly docker = new FakeDocker()
  readonly said: string[] = []
  readonly folder: string

  private constructor(folder: string) {
    this.folder = folder
  }

  static async open(script: string): Promise<Stand> {
    const stand = new Stand(await mkdtemp(join(tmpdir(), 'berth-packed-')))
    await writeFile(stand.program, `#!/bin/sh\n${script}\n`)
    await chmod(stand.program, 0o755)
    return stand
  }

  get program(): string {
    return join(this.folder, 'pack')
  }

  async wrote(what: string): Promise<string> {
    return await readFile(`${this.program}.${what}`, 'utf8')
  }

  async build(secrets: ReadonlyMap<string, string>): ReturnType<typeof buildWithPack> {
    const request: BuildRequest = { project: InstanceName.parse('blog'), engine: EngineId.parse('abcd1234'), folder: '/src', tag: '1', file: ProjectFile.parse({}), secrets }
    const limits = { memoryMb: 1, cpus: 1, processes: 1, diskMb: 1, minutes: 1, logBytes: 1 }
    const tools: WorkTools = {
      signal: new AbortController().signal,
      log: (line) => this.said.push(line),
      progress: () => undefined,
      limits,
      cgroupParent: null,
      afresh: false,
      strain: async () => await Promise.resolve({ memory: false, processes: false }),
    }
    return await buildWithPack({ docker: this.docker, request, settings, tools, pack: { program: this.program, socket: '/run/d.sock' } })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true })
  }
}
