import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { InstanceName } from '../model/names.ts'
import { Problem } from '../model/problem.ts'
import { git } from './git.ts'
import { Repositories } from './repositories.ts'
import type { Repository } from './repository.ts'
import { bringTree } from './tree.ts'

/** A commit whose tree holds one file in each of ten folders, so many deep: 10 to that power of files in some hundred bytes. */
async function bomb({ path }: Repository, deep: number): Promise<string> {
  const make = async (args: readonly string[], input: string): Promise<string> => (await git(path, args, { input })).out.trim()
  let entry = `100644 blob ${await make(['hash-object', '-w', '--stdin'], 'x')}`
  for (let at = 0; at < deep; at++) entry = `040000 tree ${await make(['mktree'], Array.from({ length: 10 }, (_, folder) => `${entry}\t${folder}\n`).join(''))}`
  const who = ['GIT_AUTHOR', 'GIT_COMMITTER'].flatMap((role) => [[`${role}_NAME`, 'x'] as const, [`${role}_EMAIL`, 'x@example.org'] as const])
  return (await git(path, ['commit-tree', '-m', 'x', entry.slice('040000 tree '.length)], { env: who })).out.trim()
}

it('a tree of more files than anybody writes, or of more bytes than it may have, is refused before one of them is written', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'berth-survey-'))
  try {
    const repository = await new Repositories(folder).create(InstanceName.parse('boats'))
    await bringTree(repository, await bomb(repository, 2), join(folder, 'small'), {})
    assert.equal((await readdir(join(folder, 'small'), { recursive: true })).length, 110)
    const large = bringTree(repository, await bomb(repository, 12), join(folder, 'large'), {})
    await assert.rejects(large, (error) => error instanceof Problem && error.code === 'invalid' && /200000 files/.test(error.message))
    await assert.rejects(readdir(join(folder, 'large')))
    const bounded = async (most: number): Promise<void> => await bringTree(repository, await bomb(repository, 2), join(folder, 'bounded'), { bounds: { path: 'acme/boats', most } })
    await assert.rejects(bounded(99), { code: 'fetch-too-large' })
    await assert.rejects(readdir(join(folder, 'bounded')))
    await bounded(100)
  } finally {
    await rm(folder, { recursive: true })
  }
})
