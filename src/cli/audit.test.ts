import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, it } from 'node:test'
import { Problem } from '../model/problem.ts'
import { berth, home, main } from './child.testbed.ts'
import { audit } from './sample.testbed.ts'
import { StandIn } from './standin.testbed.ts'

const [line] = audit

describe('berth audit', () => {
  it('filters are the API’s own', async () => {
    await using engine = await StandIn.open()
    await berth(engine, ['audit', '--who', 'Ben Hur', '--action', 'sign in', '--object', 'notes', '--limit', '5'])
    assert.equal(engine.asked.at(-1)?.what, 'GET /api/audit?who=Ben+Hur&action=sign+in&object=notes&limit=5')
  })

  it('--export: what the engine sent, byte by byte, in a file for its owner', async () => {
    await using engine = await StandIn.open()
    const folder = await mkdtemp(join(tmpdir(), 'berth-audit-'))
    const csv = `id,at,who\n${'7,2026,"Ben; drop"\n'.repeat(20_000)}`
    engine.answers.set('GET /api/audit/export', (query: URLSearchParams) => (query.get('format') === 'csv' ? csv : audit))
    const { code, out } = await berth(engine, ['audit', '--export', join(folder, 'a.csv'), '--who', 'Ben'])
    assert.deepEqual([code, out], [0, `The audit log is in ${join(folder, 'a.csv')}.\n`])
    assert.equal(engine.asked.at(-1)?.what, 'GET /api/audit/export?who=Ben&format=csv')
    assert.equal(await readFile(join(folder, 'a.csv'), 'utf8'), csv)
    assert.equal((await stat(join(folder, 'a.csv'))).mode & 0o777, 0o600)
    await berth(engine, ['audit', '--export', join(folder, 'a.json')])
    assert.deepEqual(JSON.parse(await readFile(join(folder, 'a.json'), 'utf8')), audit)
    await rm(folder, { recursive: true })
  })

  it('--export: a wrong ending and a refusal leave no file', async () => {
    await using engine = await StandIn.open()
    const folder = await mkdtemp(join(tmpdir(), 'berth-audit-'))
    assert.equal((await berth(engine, ['audit', '--export', join(folder, 'a.txt')])).code, 2)
    engine.answers.set('GET /api/audit/export', new Problem('forbidden'))
    assert.equal((await berth(engine, ['audit', '--export', join(folder, 'a.csv')])).code, 5)
    assert.deepEqual(await readdir(folder), [])
    await rm(folder, { recursive: true })
  })

  it('--watch: what was done before, then what is done, each line once and in order', async () => {
    await using engine = await StandIn.open()
    engine.answers.set('GET /api/audit', [{ ...line, id: 8, action: 'start' }, line])
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, 'audit', '--watch', '--who', 'Ada'], {
      env: { BERTH_DATA: engine.data, BERTH_HOME: home },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const closed = once(child, 'close')
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    const next = async (): Promise<unknown> => (await lines.next()).value
    assert.deepEqual([await next(), await next()], ['2026-02-03T04:05:06 Ada: install notes from local ok', '2026-02-03T04:05:06 Ada: start notes from local ok'])
    engine.answers.set('GET /api/audit', [{ ...line, id: 10, action: 'sign in', result: 'refused' }, { ...line, id: 9, action: 'stop' }, { ...line, id: 8, action: 'start' }, line])
    assert.deepEqual([await next(), await next()], ['2026-02-03T04:05:06 Ada: stop notes from local ok', '2026-02-03T04:05:06 Ada: sign in notes from local refused'])
    child.kill()
    await closed
    assert.deepEqual([engine.asked[0]?.what, engine.asked[1]?.what], ['GET /api/audit?who=Ada&limit=20', 'GET /api/audit?who=Ada&limit=500'])
  })
})
