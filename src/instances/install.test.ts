import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { it } from 'node:test'
import { AppName, EngineId, InstanceName, JobId } from '../model/names.ts'
import { exists } from './folder.ts'
import { installJob } from './install.ts'
import type { InstallOptions } from './install.ts'
import { Places } from './places.ts'
import { silent } from '../kit/log.ts'
import { tempFolder } from '../localdb/sample.ts'
import { openLocalDb } from '../localdb/localdb.ts'

it('what was cut off while its files were put in place does not look for them where they were', async () => {
  await using folder = await tempFolder()
  const done = new Map<string, unknown>()
  const places = new Places(folder.path)
  const [job, name] = [JobId.parse('abcd1234'), InstanceName.parse('notes')]
  const fetches: string[] = []
  const fetch = async (_: unknown, into: string): Promise<void> => {
    fetches.push(into)
    await mkdir(into, { recursive: true })
  }
  await using db = await openLocalDb({ file: folder.file('berth.db'), log: silent })
  const options: Partial<InstallOptions> = { engine: EngineId.parse('abcdefgh'), places, db, fetch }
  const handler = installJob(options as InstallOptions)
  const step = async <T>(named: string, work: () => Promise<T>): Promise<T> => {
    if (done.has(named)) return done.get(named) as T
    if (named === 'place') throw new Error('power cut')
    const result = await work()
    done.set(named, result)
    return result
  }
  const tools = { job, signal: new AbortController().signal, step, log: () => undefined, progress: () => undefined }
  const input = { name, origin: { door: 'store' as const, store: 'starter', app: AppName.parse('notes') }, version: '1', shelf: null, policy: null }
  await assert.rejects(handler.run(input, tools), /power cut/)
  await assert.rejects(handler.run(input, tools), /power cut/)
  assert.equal(fetches.length, 1)
  assert.ok(await exists(places.staging(job)))
})
