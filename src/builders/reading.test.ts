import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, it } from 'node:test'
import { EngineId, InstanceName } from '../model/names.ts'
import { ProjectFile } from '../model/projectfile.ts'
import { composeOf } from './composefile.ts'
import { withoutFrontend } from './frontend.ts'
import { imageName, isBuiltHere } from './imagename.ts'
import { inside } from './inside.ts'
import { interpolate } from './interpolate.ts'
import { copySite } from './sitefiles.ts'

describe('a Dockerfile without its frontend', () => {
  for (const [says, text, plain, frontend, foreign] of [
    ['none named', 'FROM a\n# syntax=b\n', 'FROM a\n# syntax=b\n', null, false],
    ['Docker’s own, and another directive is kept first', '# syntax=docker/dockerfile:1.4\n# escape=`\nFROM a', '# escape=`\n#\nFROM a', 'docker/dockerfile:1.4', false],
    ['written oddly', '\uFEFF  #  SynTax  =  docker.io/docker/dockerfile@sha256:1 x\nFROM a', '#\nFROM a', 'docker.io/docker/dockerfile@sha256:1', false],
    ['said twice, the second from elsewhere', '#syntax=docker/dockerfile\n#syntax=evil/x\nFROM a', '#\n#\nFROM a', 'docker/dockerfile', true],
    ['another’s', '# syntax=evil/dockerfile:1\nFROM a', '#\nFROM a', 'evil/dockerfile:1', true],
    ['a name that begins like Docker’s', '# syntax=docker/dockerfilex:1\n', '#\n', 'docker/dockerfilex:1', true],
    ['behind a shebang', '#!/bin/x\n# syntax=evil/x\nFROM a', '# !/bin/x\n# syntax=evil/x\nFROM a', null, false],
    ['as a comment of another language', '//syntax=evil/x\nFROM a', '//syntax=evil/x\nFROM a', null, true],
    ['as JSON', '{"syntax":"evil/x"}', '{"syntax":"evil/x"}', null, true],
  ] as const) {
    it(says, () => assert.deepEqual(withoutFrontend(text), { text: plain, frontend, foreign }))
  }
})

describe('variables of a compose file', () => {
  for (const [text, filled] of [
    ['$A ${A} $$A $B|', 'one one $A |'],
    ['${B:-two} ${B-two} ${E:-two} ${E-two} ${A:-two}', 'two two two  one'],
    ['${A:+yes}${B:+no}${B+no} ${B:?must} $1 ${}', 'yes  $1 ${}'],
    ['${constructor}', ''],
  ] as const) {
    it(text, () => assert.equal(interpolate(text, { A: 'one', E: '' }), filled))
  }

  it('tells which have neither value nor default', () => {
    const missing: string[] = []
    interpolate('$A $B ${C:-x} ${D:?must}', { A: '1' }, (name) => missing.push(name))
    assert.deepEqual(missing, ['B', 'D'])
  })
})

describe('names of images', () => {
  const request = { engine: EngineId.parse('abcd1234'), project: InstanceName.parse('shop'), tag: '0123456789ab' }
  it('are those of the project, and no two services share one', () => {
    assert.equal(imageName(request), 'berth-abcd1234/shop:0123456789ab')
    assert.equal(imageName(request, 'api'), 'berth-abcd1234/shop_api:0123456789ab')
    const odd = ['Api', 'API', 'a_p', 'a.p', '_', 'a--p'].map((service) => imageName(request, service))
    assert.equal(new Set(odd).size, odd.length)
    for (const name of odd) assert.match(name, /^berth-abcd1234\/shop_[a-z0-9]+(?:-[a-z0-9]+)*:0123456789ab$/)
  })

  it('tell what was built here of somebody’s source', () => {
    assert.deepEqual(['berth-abcd1234/shop', 'docker.io/berth-abcd1234/x:1', 'berth-test/busybox:1', 'debian'].map(isBuiltHere), [true, true, false, false])
  })
})

describe('paths of a source', () => {
  it('lead nowhere else, whatever links there are', async () => {
    await using source = await Source.open({ 'app/Dockerfile': 'x', in: '→ app', out: '→ /etc', up: '→ ..', 'deep/away': '→ ../../x', round: '→ round' })
    const said = { file: 'berth.yaml', from: 'the top' }
    assert.match(await inside(source.folder, 'in/Dockerfile', said), /\/app\/Dockerfile$/)
    assert.match(await inside(source.folder, '.', said), /berth-/)
    for (const path of ['out', 'out/passwd', 'up', '../..', 'app/../..']) await assert.rejects(inside(source.folder, path, said), { code: 'build-outside' }, path)
    for (const path of ['none', 'round', 'app/Dockerfile/x', 'deep/away']) await assert.rejects(inside(source.folder, path, said), { code: 'build-missing' }, path)
  })
})

describe('a compose file to be built', () => {
  const of = async (text: string, build = {}): ReturnType<typeof composeOf> => {
    await using source = await Source.open({ 'compose.yml': text })
    return await composeOf(source.folder, ProjectFile.parse({ build }), 'shop')
  }

  it('gives every form of `build` the same shape, without what a profile asks for', async () => {
    const read = await of(`x-base: &base { context: a, args: { N: 1, E: null } }
services:
  one: { build: ./dir }
  two: { build: { <<: *base, target: t } }
  three: { build: { args: [A=b=c, D], dockerfile_inline: "FROM x" } }
  four: { image: x, profiles: [dev] }
`)
    assert.equal(read?.file, 'compose.yml')
    assert.deepEqual(Object.keys(read.services), ['one', 'two', 'three'])
    assert.deepEqual([read.services['one']?.build?.context, read.services['two']?.build?.args, read.services['two']?.build?.target], ['./dir', { N: '1', E: null }, 't'])
    assert.deepEqual([read.services['three']?.build?.args, read.services['three']?.build?.inline, read.services['three']?.build?.context], [{ A: 'b=c', D: null }, 'FROM x', '.'])
  })

  it('that cannot be read is a sentence', async () => {
    for (const text of ['services: [', 'services: { a: { build: 7 } }', '', 'a: &a [*a, *a]\nservices: 1', `services: {}\n# ${'x'.repeat(1_000_001)}`])
      await assert.rejects(of(text), { code: 'bad-compose' }, text.slice(0, 40))
  })

  it('that berth.yaml names must be there', async () => {
    await assert.rejects(of('services: {}', { compose: 'other.yaml' }), { code: 'build-missing' })
    await using empty = await Source.open({})
    assert.equal(await composeOf(empty.folder, ProjectFile.parse({}), 'shop'), null)
  })
})

describe('the files of a static site', () => {
  it('are those for its visitors', async () => {
    await using site = await Source.open({
      'index.html': 'x',
      '.env': 's',
      '.git/config': 's',
      'a/.hidden': 's',
      'a/httpd.conf': 's',
      'cgi-bin/x': 's',
      'berth.yaml': 's',
      'docs/berth.yaml': 'x',
      b: '→ a',
      'hidden.txt': '→ .env',
      dead: '→ none',
      '404.html': 'n',
    })
    await using into = await Source.open({})
    assert.deepEqual(await copySite(site.folder, join(into.folder, 'site')), { count: 3, hasNotFoundPage: true })
    await using leading = await Source.open({ passwd: '→ /etc/passwd' })
    await assert.rejects(copySite(leading.folder, join(into.folder, 'other')), { code: 'build-outside' })
  })
})

/** A folder of source; a text that begins with `→ ` is a link. */
class Source implements AsyncDisposable {
  readonly folder: string

  private constructor(folder: string) {
    this.folder = folder
  }

  static async open(files: Readonly<Record<string, string>>): Promise<Source> {
    const folder = await mkdtemp(join(tmpdir(), 'berth-reading-'))
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await (text.startsWith('→ ') ? symlink(text.slice(2), join(folder, path)) : writeFile(join(folder, path), text))
    }
    return new Source(folder)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true })
  }
}
