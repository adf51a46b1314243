import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, it } from 'node:test'
import { EngineId, InstanceName } from '../../model/names.ts'
import type { Problem } from '../../model/problem.ts'
import { ProjectFile } from '../../model/projectfile.ts'
import type { BuildRequest } from '../builder.ts'
import { speaksFor } from './detect.ts'
import { defaultBuilder, settingsOf } from './settings.ts'
import type { BuildpackSettings } from './settings.ts'

const whole = 'buildpacks:\n  path: ./app\n  builder: paketobuildpacks/builder:full\n  buildpack: paketo-buildpacks/nodejs\n  env: [NODE_ENV=production, "A=b=c"]\n'

describe('what buildpacks are told', () => {
  it('paastech.yaml, with its four keys', async () => {
    await using source = await Source.of({ 'paastech.yaml': `project: { id: x }\n${whole}`, 'app/package.json': '{}' })
    const { app, notes, ...rest } = await source.settings()
    assert.equal(app, join(source.folder, 'app'))
    assert.deepEqual(rest, { builder: 'paketobuildpacks/builder:full', buildpacks: ['paketo-buildpacks/nodejs'], env: { NODE_ENV: 'production', A: 'b=c' }, asked: 'paastech.yaml' })
    assert.deepEqual(notes, [])
  })

  it('as `paastech init` writes it: an empty buildpack and no variables', async () => {
    await using source = await Source.of({ 'paastech.yml': 'buildpacks: { path: ".", builder: "paketobuildpacks/builder:full", buildpack: "", env: [] }' })
    const settings = await source.settings()
    assert.deepEqual([settings.app, settings.buildpacks, settings.env, settings.asked, settings.notes], [source.folder, [], {}, 'paastech.yml', []])
  })

  it('names each missing key, and what is taken instead', async () => {
    await using source = await Source.of({ 'paastech.yaml': 'buildpacks: { path: null }' })
    const settings = await source.settings()
    assert.equal(settings.builder, defaultBuilder)
    assert.deepEqual(settings.notes, [
      'paastech.yaml has no buildpacks.path, which PaaSTech wants; taken instead: the whole project',
      `paastech.yaml has no buildpacks.builder, which PaaSTech wants; taken instead: ${defaultBuilder}`,
      'paastech.yaml has no buildpacks.buildpack, which PaaSTech wants; taken instead: what the builder detects',
      'paastech.yaml has no buildpacks.env, which PaaSTech wants; taken instead: no variables',
    ])
  })

  it('berth.yaml comes first, then paastech.yaml, then paastech/buildpacks.yaml, then the file of the hook’s comments', async () => {
    const own = 'path: .\nbuilder: four/four\nbuildpack: ""\nenv: { FROM: own }\n'
    await using source = await Source.of({
      'paastech.yaml': whole,
      'app/x': '',
      'paastech/buildpacks.yaml': own,
      '.paastech/buildpacks.json': '{"path": ".", "builder": "five/five", "buildpack": "", "env": []}',
    })
    const first = await source.settings({ build: { builder: 'one/one', env: { NODE_ENV: 'test' } } })
    assert.deepEqual([first.builder, first.buildpacks, first.env, first.asked], ['one/one', ['paketo-buildpacks/nodejs'], { NODE_ENV: 'test', A: 'b=c' }, 'berth.yaml'])
    await source.remove('paastech.yaml')
    const third = await source.settings()
    assert.deepEqual([third.builder, third.env, third.asked], ['four/four', { FROM: 'own' }, 'paastech/buildpacks.yaml'])
    await source.remove('paastech')
    assert.deepEqual([(await source.settings()).builder, (await source.settings()).asked], ['five/five', '.paastech/buildpacks.json'])
    await source.remove('.paastech')
    const ours = await source.settings()
    assert.deepEqual([ours.builder, ours.app, ours.asked], [defaultBuilder, source.folder, null])
  })

  it('a paastech.yaml that says nothing of buildpacks asks for none', async () => {
    await using source = await Source.of({ 'paastech.yaml': 'project: { name: x }\ndeploy: { env: { A: b } }' })
    assert.equal((await source.settings()).asked, null)
  })

  for (const [what, text, message] of [
    ['no YAML', 'buildpacks: [', /^paastech\.yaml is not right: it is not YAML: .+\.$/],
    ['a wrong builder', 'buildpacks: { builder: "-x" }', /^paastech\.yaml is not right: buildpacks\.builder: write the name of an image\.$/],
    ['a path that leads out', 'buildpacks: { path: a/../../b }', /^paastech\.yaml is not right: buildpacks\.path: it may not lead out of the project\.$/],
    ['an option for a buildpack', 'buildpacks: { buildpack: --publish }', /buildpacks\.buildpack: write the name of one buildpack\.$/],
    ['a folder that is not there', 'buildpacks: { path: nowhere }', /^The build needs nowhere, which is not in what was pushed\.$/],
    ['a file for a folder', 'buildpacks: { path: paastech.yaml }', /^The build needs the folder paastech\.yaml,/],
    ['a link out of the project', 'buildpacks: { path: out }', /^The build may not use out: it leads out of the project\.$/],
    ['a wrong variable', 'buildpacks: { env: ["1A=b"] }', /^paastech\.yaml is not right: buildpacks\.env/],
  ] as const)
    it(`says in one sentence what is wrong: ${what}`, async () => {
      await using source = await Source.of({ 'paastech.yaml': text })
      await symlink('/etc', join(source.folder, 'out'))
      await assert.rejects(source.settings(), ({ message: said }: Problem) => message.test(said) || assert.fail(said))
    })

  it('reads no file of the machine through a link, and none without end', async () => {
    await using source = await Source.of({})
    await symlink('/etc/passwd', join(source.folder, 'paastech.yaml'))
    await assert.rejects(source.settings(), { code: 'build-outside' })
    await source.remove('paastech.yaml')
    await writeFile(join(source.folder, 'paastech.yaml'), ' '.repeat(70_000))
    await assert.rejects(source.settings(), { code: 'bad-project-file' })
  })
})

describe('what speaks for buildpacks', () => {
  for (const file of ['package.json', 'requirements.txt', 'pyproject.toml', 'go.mod', 'pom.xml', 'build.gradle', 'Gemfile', 'composer.json', 'Procfile', 'Web.csproj', 'Cargo.toml'])
    it(`a ${file}`, async () => {
      await using source = await Source.of({ [file]: '', 'index.html': '' })
      assert.equal(await speaksFor(await source.settings()), `there is a ${file}`)
    })

  it('a file that asks, whatever there is; and nothing else does', async () => {
    await using asking = await Source.of({ 'paastech.yaml': 'buildpacks: {}' })
    assert.equal(await speaksFor(await asking.settings()), 'paastech.yaml asks for buildpacks')
    assert.equal(await speaksFor(await asking.settings({ builder: 'buildpacks' })), 'berth.yaml asks for buildpacks')
    await using page = await Source.of({ 'index.html': '' })
    assert.equal(await speaksFor(await page.settings()), null)
  })
})

class Source implements AsyncDisposable {
  readonly folder: string

  private constructor(folder: string) {
    this.folder = folder
  }

  static async of(files: Readonly<Record<string, string>>): Promise<Source> {
    const source = new Source(await mkdtemp(join(tmpdir(), 'berth-settings-')))
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(source.folder, path)), { recursive: true })
      await writeFile(join(source.folder, path), text)
    }
    return source
  }

  async settings(file: object = {}): Promise<BuildpackSettings> {
    const request: BuildRequest = {
      project: InstanceName.parse('blog'),
      engine: EngineId.parse('abcd1234'),
      folder: this.folder,
      tag: 'x',
      file: ProjectFile.parse(file),
      secrets: new Map(),
    }
    return await settingsOf(request, defaultBuilder)
  }

  async remove(path: string): Promise<void> {
    await rm(join(this.folder, path), { recursive: true })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true })
  }
}
