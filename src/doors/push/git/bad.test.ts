import assert from 'node:assert/strict'
import { lstat, readdir, readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { run } from '../../../kit/run.ts'
import { checkOut } from '../../../git/checkout.ts'
import { blog, GitHouse } from './git.testbed.ts'

/** A commit of one tree with entries that git's own commands would not make. */
async function hostile(house: GitHouse, work: string, entry: string): Promise<string> {
  const { out: blob } = await run(['git', 'hash-object', '-w', '--stdin'], { cwd: work, input: 'evil\n' })
  const { out: inner } = await run(['git', 'mktree'], { cwd: work, input: `100644 blob ${blob.trim()}\tconfig\n` })
  const line = entry.replace('BLOB', blob.trim()).replace('TREE', inner.trim())
  const { out: tree } = await run(['git', 'mktree', '--missing'], { cwd: work, input: `${line}\n` })
  return await house.good(['commit-tree', '-m', 'Look at this', tree.trim()], work)
}

describe('what is pushed may be hostile', () => {
  it('hooks, settings and attributes in it do nothing', async () => {
    await using house = await GitHouse.open()
    const evil = '#!/bin/sh\ntouch "$0.ran"\n'
    const files = {
      'hooks/pre-receive': evil,
      'hooks/post-checkout': evil,
      '.githooks/post-checkout': evil,
      config: '[core]\n\thooksPath = hooks\n\tfsmonitor = hooks/pre-receive\n',
      '.gitattributes': '* filter=evil\nhidden.txt export-ignore\nsub.txt export-subst ident\n',
      'hidden.txt': 'there',
      'sub.txt': '$Format:%H$ x',
    }
    const work = await house.work('hooks', files)
    await house.good(['push', 'berth', 'main'], work)
    const into = join(house.folder, 'out')
    const repository = house.repositories.of(blog)
    await checkOut(repository, (await repository.tip('main')) ?? '', into)
    assert.deepEqual((await readdir(into, { recursive: true })).sort(), [
      '.gitattributes',
      '.githooks',
      '.githooks/post-checkout',
      'config',
      'hidden.txt',
      'hooks',
      'hooks/post-checkout',
      'hooks/pre-receive',
      'sub.txt',
    ])
    assert.equal(await readFile(join(into, 'sub.txt'), 'utf8'), '$Format:%H$ x')
    assert.deepEqual((await readdir(repository.path)).sort(), ['HEAD', 'config', 'objects', 'refs'])
  })

  for (const [what, entry] of [
    ['a folder of git’s', '040000 tree TREE\t.git'],
    ['a folder of git’s in other letters', '040000 tree TREE\t.GIT'],
    ['a folder of git’s by another name', '040000 tree TREE\tgit~1'],
    ['the folder above', '040000 tree TREE\t..'],
    ['settings of submodules by a link', '120000 blob BLOB\t.gitmodules'],
  ] as const) {
    it(`${what} is refused, and nothing is written of it`, async () => {
      await using house = await GitHouse.open()
      const work = await house.work('bad')
      const commit = await hostile(house, work, entry)
      const pushed = await house.git(['push', 'berth', `${commit}:refs/heads/main`], work)
      assert.notEqual(pushed.code, 0)
      assert.equal(await house.repositories.of(blog).tip('main'), null)
      if (entry.startsWith('120000')) return
      // even where such a tree got in, none of it is written
      await house.good(['push', '--quiet', house.repositories.of(blog).path, `${commit}:refs/heads/main`], work)
      const into = join(house.folder, 'out')
      await assert.rejects(checkOut(house.repositories.of(blog), commit, into))
      assert.deepEqual(await readdir(into), [])
    })
  }

  it('a link is written as a link, and nothing through it', async () => {
    await using house = await GitHouse.open()
    const work = await house.work('links')
    await symlink('/etc', join(work, 'away'))
    const commit = await house.commit(work, {})
    await house.good(['push', 'berth', 'main'], work)
    await checkOut(house.repositories.of(blog), commit, join(house.folder, 'out'))
    assert.ok((await lstat(join(house.folder, 'out', 'away'))).isSymbolicLink())
  })

  it('refs that are neither branch nor tag, hidden, or named to trick are not taken', async () => {
    await using house = await GitHouse.open()
    const work = await house.work('refs')
    for (const ref of ['refs/berth/mine', 'refs/heads/-option', `refs/heads/${'x'.repeat(220)}`, 'refs/heads/zero\u200bwidth', 'refs/lonely']) {
      const { code } = await house.git(['push', 'berth', `main:${ref}`], work)
      assert.notEqual(code, 0, ref)
    }
    assert.deepEqual(await readdir(join(house.repositories.of(blog).path, 'refs')), ['heads', 'tags'])
    assert.deepEqual(await house.repositories.of(blog).branches(), [])
  })

  it('more than a thousand refs at once are too many, and said to be', async () => {
    await using house = await GitHouse.open()
    const work = await house.work('manyrefs')
    const tip = await house.good(['rev-parse', 'HEAD'], work)
    await run(['git', 'update-ref', '--stdin'], { cwd: work, input: Array.from({ length: 1500 }, (_, n) => `create refs/tags/t${n} ${tip}\n`).join('') })
    const lines: string[] = []
    const { code } = await house.git(['push', 'berth', '--tags'], work, { onLine: (line) => lines.push(line) })
    assert.notEqual(code, 0)
    assert.ok(lines.some((line) => line.startsWith('remote: This push moves more than 1000 branches and tags at once')))
  })

  it('addresses that lead elsewhere are answered with one line', async () => {
    await using house = await GitHouse.open()
    for (const path of ['/../blog', '/--upload-pack=id', '/blog;id', '/$(id)', '/blog.git/hooks', "/bl'og", '/other', '/']) {
      const { code, err, out } = await house.git(['ls-remote', `ssh://berth@127.0.0.1:${house.ssh.port}${path}`], house.folder)
      assert.deepEqual([code, out], [128, ''], path)
      assert.match(err, /^There is no project ".*" here that your key may fetch from\.$/m)
    }
    for (const [path, said] of [
      ['-blog', 'strange pathname'],
      ['blog; id', 'There is no project'],
    ] as const)
      assert.match(
        (await house.git(['ls-remote', `berth@127.0.0.1:${path}`], house.folder, { env: { GIT_SSH_COMMAND: house.sshCommand(['ada'], '-p', String(house.ssh.port)) } })).err,
        new RegExp(said),
      )
  })
})
