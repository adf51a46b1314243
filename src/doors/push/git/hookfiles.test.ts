import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { tryRun } from '../../../kit/run.ts'
import { writeHooks } from './hookfiles.ts'

const program = fileURLToPath(new URL('./hook/main.ts', import.meta.url))

async function folder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'berth-hooks-'))
  return { path, [Symbol.asyncDispose]: async () => await rm(path, { recursive: true, force: true }) }
}

describe('the hook files', () => {
  it('run from any folder, and without an engine refuse what is not taken yet', async () => {
    await using here = await folder()
    const hooks = join(here.path, "it's a “folder”")
    await writeHooks(hooks, program)
    await writeHooks(hooks, program)
    const before = await tryRun([join(hooks, 'pre-receive')])
    assert.deepEqual([before.code, before.err], [1, 'Berth is being restarted just now, so nothing was taken. Push again in a moment.\n'])
    const after = await tryRun([join(hooks, 'post-receive')])
    assert.deepEqual([after.code, after.err], [0, 'Berth is being restarted just now: the push is taken, and goes on when it is back.\n'])
  })

  it('find a program whose path holds signs of every kind', async () => {
    await using here = await folder()
    const odd = join(here.path, 'a "b" \\ c')
    await mkdir(odd)
    await symlink(program, join(odd, 'main.ts'))
    await writeHooks(join(here.path, 'hooks'), join(odd, 'main.ts'))
    assert.match(await readFile(join(here.path, 'hooks', 'pre-receive'), 'utf8'), /^#!\/.*\nrequire\("/)
  })

  it('that cannot run are no hooks: git would pass over them and take every push', async () => {
    await using here = await folder()
    await writeFile(join(here.path, 'broken.cjs'), 'process.exit(0)')
    await assert.rejects(writeHooks(join(here.path, 'hooks'), join(here.path, 'broken.cjs')), /cannot be run from/)
  })
})
