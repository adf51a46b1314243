import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { Repository } from '../../../git/repository.ts'
import { run } from '../../../kit/run.ts'
import { filesOf } from './gitfiles.ts'

it('a file that came as little and is very much is not written out', async () => {
  const root = await mkdtemp(join(tmpdir(), 'berth-gitfiles-'))
  try {
    const git = ['git', '-C', root, '-c', 'user.name=Ada', '-c', 'user.email=ada@example.org'] as const
    await run(['git', 'init', '--quiet', '--', root])
    await writeFile(join(root, 'guide.md'), '# A')
    await writeFile(join(root, 'bomb.png'), Buffer.alloc(20_000_000))
    await run([...git, 'add', '--all'])
    await run([...git, 'commit', '--quiet', '--message', 'x'])
    const commit = (await run([...git, 'rev-parse', 'HEAD'])).out.trim()
    const into = join(root, 'into')
    const files = await filesOf({ repository: new Repository(join(root, '.git')), commit }, ['guide.md', 'bomb.png', 'none.md'], { into, most: 1000 })
    assert.deepEqual([[...files].map(([path, bytes]) => [path, bytes.toString()]), await readdir(into)], [[['guide.md', '# A']], ['guide.md']])
  } finally {
    await rm(root, { recursive: true, force: true })
  }
})
