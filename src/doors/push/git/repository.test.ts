import assert from 'node:assert/strict'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { run } from '../../../kit/run.ts'
import { checkOut } from '../../../git/checkout.ts'
import { blog, GitHouse } from './git.testbed.ts'
import { branchRef, faultOfRef, projectOf } from '../../../git/names.ts'
import { survey } from '../../../git/survey.ts'

describe('a repository', () => {
  it('knows its branches, their tips, what a commit says and what changed', async () => {
    await using house = await GitHouse.open()
    const repository = house.repositories.of(blog)
    const work = await house.work('facts', { 'a.txt': 'a', 'über "x".txt': 'b', 'new\nline': 'c' })
    const first = await house.good(['rev-parse', 'HEAD'], work)
    const second = await house.commit(work, { 'a.txt': 'b', 'd/e.txt': 'e' }, 'Größer\n\nand a body\n[skip berth]')
    await house.good(['push', 'berth', 'main', 'main:feature/x'], work)
    assert.equal(await repository.head(), 'main')
    assert.deepEqual(
      await repository.branches(),
      ['feature/x', 'main'].map((name) => ({ name, tip: second })),
    )
    assert.deepEqual([await repository.tip('main'), await repository.tip('none')], [second, null])
    const { hash, author, subject, message } = await repository.commit(second)
    assert.deepEqual({ hash, author, subject, message }, { hash: second, author: 'Ada <ada@example.org>', subject: 'Größer', message: 'Größer\n\nand a body\n[skip berth]' })
    assert.deepEqual((await repository.changed(null, first)).toSorted(), ['a.txt', 'new\nline', 'über "x".txt'])
    assert.deepEqual(await repository.changed(first, second), ['a.txt', 'd/e.txt'])
    await repository.setHead('feature/x')
    assert.equal(await repository.head(), 'feature/x')
    await repository.tidy()
    assert.equal(await repository.tip('main'), second)
  })

  it('made twice is made once, with the HEAD that was asked for', async () => {
    await using house = await GitHouse.open()
    await house.repositories.of(blog).setHead('trunk')
    await house.repositories.create(blog)
    assert.equal(await house.repositories.of(blog).head(), 'trunk')
    await house.repositories.remove(blog)
    assert.equal(await house.repositories.exists(blog), false)
    await house.repositories.create(blog, 'develop')
    assert.equal(await house.repositories.of(blog).head(), 'develop')
  })

  it('a sweep throws away what a push left that was killed, and nothing else', async () => {
    await using house = await GitHouse.open()
    const repository = house.repositories.of(blog)
    await house.good(['push', 'berth', 'main'], await house.work('sweep'))
    const before = (await readdir(join(repository.path, 'objects'))).toSorted()
    await mkdir(join(repository.path, 'objects', 'tmp_objdir-incoming-x', 'pack'), { recursive: true })
    await house.repositories.sweep()
    assert.deepEqual((await readdir(join(repository.path, 'objects'))).toSorted(), before)
  })

  it('what was sent and is not taken yet can be looked at and written out', async () => {
    await using house = await GitHouse.open()
    const repository = house.repositories.of(blog)
    const seen: string[] = []
    house.listener = {
      ...house.listener,
      before: async ({ changes, quarantine }) => {
        const after = changes[0]?.after ?? ''
        await assert.rejects(repository.commit(after))
        await checkOut(repository, after, join(house.folder, 'staged'), { quarantine })
        const { files } = await survey(repository, after, quarantine)
        seen.push((await repository.commit(after, quarantine)).subject, String(files), ...(await repository.changed(null, after, quarantine)))
        return false
      },
    }
    await house.git(['push', 'berth', 'main'], await house.work('quarantine'))
    assert.deepEqual(seen, ['A change', '1', 'index.html'])
    assert.equal(await readFile(join(house.folder, 'staged', 'index.html'), 'utf8'), 'hello\n')
    assert.deepEqual(await repository.branches(), [])
  })
})

describe('the survey of a commit', () => {
  it('finds submodules and pointers of LFS, counts files and bytes', async () => {
    await using house = await GitHouse.open()
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'4'.repeat(64)}\nsize 12345\n`
    const work = await house.work('survey', { 'big.psd': pointer, 'copy of big.psd': pointer, 'notes.txt': `about ${pointer}`, 'a.txt': 'four' })
    const tip = await house.good(['rev-parse', 'HEAD'], work)
    await run(['git', 'update-index', '--add', '--cacheinfo', `160000,${tip},vendor/lib`], { cwd: work })
    const commit = await house.good(['commit-tree', '-m', 'With a submodule', await house.good(['write-tree'], work)], work)
    await house.good(['push', 'berth', `${commit}:refs/heads/main`], work)
    const found = await survey(house.repositories.of(blog), commit)
    assert.deepEqual({ ...found, lfs: found.lfs.toSorted() }, { files: 4, bytes: 4 + pointer.length * 3 + 'about '.length, submodules: ['vendor/lib'], lfs: ['big.psd', 'copy of big.psd'] })
    await checkOut(house.repositories.of(blog), commit, join(house.folder, 'out'))
    assert.deepEqual(await readdir(join(house.folder, 'out', 'vendor/lib')), [])
  })
})

describe('names', () => {
  it('of branches go by git’s rules and ours', () => {
    for (const good of ['refs/heads/main', 'refs/tags/v1.0', 'refs/heads/feature/größer-1', 'refs/notes/commits', 'refs/heads/a@b']) assert.equal(faultOfRef(good), undefined)
    for (const bad of [
      'HEAD',
      'refs/heads',
      'refs/heads/',
      'refs/heads/a..b',
      'refs/heads/a b',
      'refs/heads/.a',
      'refs/heads/a.lock',
      'refs/heads/a/',
      'refs/heads//a',
      'refs/heads/-a',
      'refs/heads/a@{1}',
      'refs/heads/a\\b',
      'refs/heads/a\u0007',
      'refs/heads/a:b',
      'refs/heads/a.',
    ])
      assert.notEqual(faultOfRef(bad), undefined, bad)
    assert.throws(() => branchRef('--force'))
  })

  it('of projects are read from every form git sends', () => {
    for (const path of ['blog', '/blog', '/blog.git', '~/blog', '/~/blog', 'blog.git', '/blog/', '/blog.git/']) assert.equal(projectOf(path), 'blog', path)
    for (const path of ['', '/', '..', '/../blog', 'a/b', '//blog', '-blog', 'Blog', 'blog.git.git', 'berth', 'b\nlog', '.git']) assert.equal(projectOf(path), undefined, path)
  })
})
