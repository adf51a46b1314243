import assert from 'node:assert/strict'
import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { createGzip } from 'node:zlib'
import { pack } from 'tar-stream'
import type { Header } from 'tar-stream'
import { refuseMissing } from '../../releases/missing.ts'
import { unpackSource } from './upload.ts'

type Headers = Partial<Header> & Pick<Header, 'name'>

let root = ''
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'berth-upload-'))
  await mkdir(join(root, 'into'))
})
afterEach(async () => await rm(root, { recursive: true }))

async function sent(entries: readonly (Headers & { readonly text?: string })[], gzip = true): Promise<void> {
  const tar = pack()
  for (const { text = '', ...header } of entries) tar.entry(header, text)
  tar.finalize()
  const file = createWriteStream(join(root, 'sent'))
  await (gzip ? pipeline(tar, createGzip(), file) : pipeline(tar, file))
  await unpackSource(join(root, 'sent'), gzip, join(root, 'into'))
}

describe('a source that was sent as an archive', () => {
  for (const gzip of [true, false]) {
    it(`is unpacked with its folders, modes and links, ${gzip ? 'gzip' : 'plain'}`, async () => {
      await sent(
        [
          { name: 'app/', type: 'directory' },
          { name: 'app/run', mode: 0o755, text: 'go' },
          { name: './Dockerfile', text: 'FROM scratch' },
          { name: 'link', type: 'symlink', linkname: 'app/run' },
        ],
        gzip,
      )
      assert.equal(await readFile(join(root, 'into/Dockerfile'), 'utf8'), 'FROM scratch')
      assert.equal((await stat(join(root, 'into/app/run'))).mode & 0o777, 0o755)
      assert.equal(await readlink(join(root, 'into/link')), 'app/run')
    })
  }

  const bad: readonly (readonly [string, Headers])[] = [
    ['a name that leads out', { name: '../out' }],
    ['a name that leads out later', { name: 'a/../../out' }],
    ['a name from the root', { name: '/etc/out' }],
    ["git's own folder", { name: 'sub/.GIT/config' }],
    ['a device', { name: 'disk', type: 'block-device' }],
    ['a hard link', { name: 'hard', type: 'link', linkname: '/etc/passwd' }],
  ]
  for (const [what, header] of bad) {
    it(`is refused with ${what}, in a sentence`, async () => {
      await assert.rejects(sent([header]), /^Problem: What was sent cannot be unpacked: /)
      assert.ok(!(await readdir(root)).includes('out'))
    })
  }

  it('writes no file through a link that it brings itself', async () => {
    const through = sent([
      { name: 'way', type: 'symlink', linkname: root },
      { name: 'way/out', text: 'through' },
    ])
    await assert.rejects(through, /cannot be unpacked/)
    assert.deepEqual((await readdir(root)).sort(), ['into', 'sent'])
  })

  it('makes no link through another one', async () => {
    const through = sent([
      { name: 'way', type: 'symlink', linkname: root },
      { name: 'way/out', type: 'symlink', linkname: '/etc/passwd' },
    ])
    await assert.rejects(through, /below another link/)
    assert.deepEqual((await readdir(root)).sort(), ['into', 'sent'])
  })

  it('what is no archive is said to be none', async () => {
    await writeFile(join(root, 'sent'), 'no archive at all')
    await assert.rejects(unpackSource(join(root, 'sent'), true, join(root, 'into')), /cannot be unpacked/)
  })
})

describe('a source that lacks a part of itself', () => {
  it('is refused where a submodule is empty, and taken where it is not', async () => {
    await writeFile(join(root, '.gitmodules'), '[submodule "lib"]\n\tpath = lib\n\turl = https://example.org/lib\n')
    await mkdir(join(root, 'lib'))
    await assert.rejects(refuseMissing(root), /The folder lib is a submodule/)
    await writeFile(join(root, 'lib/here'), '')
    await refuseMissing(root)
  })

  it('is refused where a file is only a pointer of LFS', async () => {
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 5\n`
    await writeFile(join(root, 'photo.jpg'), pointer)
    await refuseMissing(root) // nothing says that LFS is used: it may be a text about it
    await writeFile(join(root, '.gitattributes'), '*.jpg filter=lfs diff=lfs\n')
    await assert.rejects(refuseMissing(root), /^Problem: photo.jpg is a pointer of Git LFS/)
  })
})
