import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import type { JobTools } from '../jobs/handler.ts'
import { gather } from './gather.ts'

/** The steps of one job's life. */
class Journal {
  readonly done = new Map<string, unknown>()
  readonly step: JobTools['step'] = async (name, work) => {
    if (!this.done.has(name)) this.done.set(name, await work())
    return this.done.get(name) as Awaited<ReturnType<typeof work>>
  }
}

describe('gathering a source', () => {
  it('is done once, and anew whenever it is gone', async () => {
    const root = await mkdtemp(join(tmpdir(), 'berth-gather-'))
    const folder = join(root, 'source')
    const journal = new Journal()
    let times = 0
    const attempt = async (): Promise<number> => {
      const commit = await gather(journal, 'fetch', folder, async () => {
        await mkdir(folder)
        times += 1
        return 'abc'
      })
      assert.equal(commit, 'abc')
      return times
    }
    assert.deepEqual([await attempt(), await attempt()], [1, 1])
    await rm(folder, { recursive: true })
    assert.deepEqual([await attempt(), await attempt()], [2, 2])
    await rm(folder, { recursive: true })
    assert.deepEqual([await attempt(), [...journal.done.keys()]], [3, ['fetch', 'fetch 2', 'fetch 3']])
    await rm(root, { recursive: true })
  })

  it('that brings nothing ends all the same', async () => {
    assert.equal(await gather(new Journal(), 'fetch', '/nowhere/at/all', async () => await Promise.resolve('nothing')), 'nothing')
  })
})
