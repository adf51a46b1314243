import assert from 'node:assert/strict'
import { stat } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { silent } from '../kit/log.ts'
import type { HistoryLine } from '../model/instance.ts'
import { InstanceName, JobId, ShelfId } from '../model/names.ts'
import { openLocalDb } from './localdb.ts'
import { sampleSpec, sampleStatus, tempFolder } from './sample.ts'

const wiki = InstanceName.parse('wiki')
const chat = InstanceName.parse('chat')

async function arrange() {
  const folder = await tempFolder()
  const file = folder.file('berth.db')
  const db = await openLocalDb({ file, log: silent })
  const close = async (): Promise<void> => {
    await db[Symbol.asyncDispose]()
    await folder[Symbol.asyncDispose]()
  }
  return { db, file, [Symbol.asyncDispose]: close }
}

test('what was written is read back the same after the file was closed and opened', async () => {
  await using folder = await tempFolder()
  const file = folder.file('berth.db')
  const item = { id: ShelfId.parse('wiki-1'), name: 'wiki', title: 'Wiki', origin: sampleSpec('wiki').origin, version: null, size: 5e9, since: '2026' }
  {
    await using db = await openLocalDb({ file, log: silent })
    await db.specs.insert(sampleSpec('wiki'))
    await db.statuses.put(sampleStatus('wiki'))
    await db.shelf.insert(item)
    await db.meta.set('engine', 'a')
    await db.meta.set('engine', 'b')
    await db.doorRows('store').put('k', { seen: [1, 2] })
  }
  await using db = await openLocalDb({ file, log: silent })
  assert.deepEqual(await db.specs.all(), [sampleSpec('wiki')])
  assert.deepEqual(await db.statuses.get(wiki), sampleStatus('wiki'))
  assert.deepEqual(await db.shelf.all(), [item])
  assert.equal(await db.meta.get('engine'), 'b')
  assert.equal(await db.meta.get('other'), undefined)
  assert.deepEqual(await db.doorRows('store').all(), new Map([['k', { seen: [1, 2] }]]))
  assert.equal(await db.doorRows('disk').get('k'), undefined)
})

test('a spec is changed by reading and writing as one, and keeps its name', async () => {
  await using house = await arrange()
  const { db } = house
  await db.specs.insert(sampleSpec('wiki'))
  await Promise.all(Array.from({ length: 50 }, () => db.specs.change(wiki, (spec) => ({ ...spec, retries: spec.retries + 1 }))))
  const after = await db.specs.change(wiki, (spec) => ({ ...spec, name: chat }))
  assert.equal(after?.retries, 50)
  assert.equal(after.name, 'wiki')
  assert.equal(await db.specs.change(chat, (spec) => spec), undefined)
  await assert.rejects(db.specs.insert(sampleSpec('wiki')), /UNIQUE/)
})

test('what belongs to an instance goes with its spec and cannot be written without one', async () => {
  await using house = await arrange()
  const { db } = house
  const line: HistoryLine = { at: '2026', state: 'running', cause: null }
  await db.specs.insert(sampleSpec('wiki'))
  const write = async (): Promise<void> => {
    await db.statuses.put(sampleStatus('wiki'))
    await db.history.add(wiki, line)
    await db.starts.add(wiki, 100)
    await db.idle.put([[wiki, 7]])
  }
  const look = async () => [(await db.statuses.all()).length, (await db.history.list(wiki)).length, await db.starts.expected(wiki), (await db.idle.all()).size]
  await write()
  assert.deepEqual(await look(), [1, 1, 100, 1])
  await db.specs.remove(wiki)
  assert.deepEqual(await look(), [0, 0, null, 0])
  await write()
  assert.deepEqual(await look(), [0, 0, null, 0])
})

test('a history keeps its newest 200 lines, newest first', async () => {
  await using house = await arrange()
  const { db } = house
  await db.specs.insert(sampleSpec('wiki'))
  await db.specs.insert(sampleSpec('chat'))
  await db.history.add(chat, { at: 'mine', state: 'stopped', cause: null })
  for (let at = 0; at < 230; at++) await db.history.add(wiki, { at: String(at), state: 'running', cause: null })
  const lines = await db.history.list(wiki, 1000)
  assert.deepEqual([lines.length, lines[0]?.at, lines.at(-1)?.at], [200, '229', '30'])
  assert.equal((await db.history.list(wiki, 3)).length, 3)
  assert.equal((await db.history.list(chat, 10)).length, 1)
})

test('the expected start is the median of the last ten', async () => {
  await using house = await arrange()
  const { db } = house
  await db.specs.insert(sampleSpec('wiki'))
  assert.equal(await db.starts.expected(wiki), null)
  for (const milliseconds of [9000, 9000, 9000, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000.4]) await db.starts.add(wiki, milliseconds)
  assert.equal(await db.starts.expected(wiki), 550)
  assert.deepEqual(await db.starts.allExpected(), new Map([[wiki, 550]]))
})

test('the idle ages are the whole picture: who is not named any more has none', async () => {
  await using house = await arrange()
  const { db } = house
  await db.specs.insert(sampleSpec('wiki'))
  await db.specs.insert(sampleSpec('chat'))
  await db.idle.put([
    [wiki, 10.6],
    [chat, 20],
  ])
  await db.idle.put([[wiki, 70]])
  assert.deepEqual(await db.idle.all(), new Map([[wiki, 70]]))
})

test('what is being purged from the shelf is offered to nobody', async () => {
  await using house = await arrange()
  const { db } = house
  const id = ShelfId.parse('wiki-1')
  await db.shelf.insert({ id, name: 'wiki', title: 'Wiki', origin: sampleSpec('wiki').origin, version: '1', size: 1, since: '2026' })
  await db.shelf.markPurging(id)
  assert.deepEqual([await db.shelf.get(id), await db.shelf.all(), await db.shelf.purging()], [undefined, [], [id]])
  await db.shelf.remove(id)
  assert.deepEqual(await db.shelf.purging(), [])
})

test('a hold is told once and falls with its job', async () => {
  await using house = await arrange()
  const { db } = house
  const job = JobId.parse('job1')
  await assert.rejects(db.holds.put(wiki, job, 'stopped'), /FOREIGN KEY/)
  await db.jobs.insert({ id: job, kind: 'copy', key: 'k', lane: 'k', title: 'Copy', instance: wiki, input: {}, at: '2026' })
  await db.holds.put(wiki, job, 'stopped')
  await db.holds.put(wiki, job, 'stopped')
  assert.deepEqual(await db.holds.all(), [{ name: wiki, job, want: 'stopped' }])
  await db.holds.drop(job)
  assert.deepEqual(await db.holds.all(), [])
})

test('the audit cannot be changed, replaced or shortened, not even by SQL', async () => {
  await using house = await arrange()
  const line = { at: '2026', who: 'owner', action: 'shelf.purge', object: 'wiki-1', from: '127.0.0.1', result: 'ok' }
  await house.db.audit.add(line)
  await house.db.audit.add({ ...line, result: 'denied' })
  assert.deepEqual(
    (await house.db.audit.list({ limit: 10 })).map((seen) => seen.result),
    ['denied', 'ok'],
  )
  const raw = new DatabaseSync(house.file)
  try {
    assert.throws(() => raw.exec(`update audit set result = 'x'`), /append-only/)
    assert.throws(() => raw.exec('delete from audit'), /append-only/)
    assert.throws(() => raw.exec(`insert or replace into audit values (1, '', '', '', '', '', '')`), /append-only/)
  } finally {
    raw.close()
  }
  assert.deepEqual((await house.db.audit.list({ limit: 1 }))[0], { id: 2, ...line, result: 'denied' })
})

test('the audit is searched without regard to the case of plain letters, and names of other letters are found', async () => {
  await using house = await arrange()
  for (const who of ['Éva (session)', 'ADA (session)']) await house.db.audit.add({ at: '2026', who, action: 'open', object: 'wiki', from: 'f', result: 'ok' })
  const found = async (who: string): Promise<string[]> => (await house.db.audit.list({ limit: 10, who })).map((line) => line.who)
  assert.deepEqual([await found('Éva'), await found('ada'), await found('%')], [['Éva (session)'], ['ADA (session)'], []])
})

test('the audit is bound by its number of lines', async () => {
  await using house = await arrange()
  const line = { at: '2026', who: 'owner', action: 'a', object: 'o', from: 'f', result: 'ok' }
  await house.db.tx(async (t) => {
    for (let count = 0; count < 10_003; count++) await t.audit.add({ ...line, object: String(count) })
  })
  const lines = await house.db.audit.list({ limit: 20_000 })
  assert.deepEqual([lines.length, lines.at(-1)?.object], [10_000, '3'])
})

test('the places of failed tries are bounded, the least recent is forgotten', async () => {
  await using house = await arrange()
  await house.db.tx(async (t) => {
    for (let place = 0; place < 1001; place++) await t.attempts.put(String(place), 1)
    await t.attempts.put('1', 2)
    await t.attempts.put('new', 1)
  })
  const all = await house.db.attempts.all()
  assert.deepEqual([all.size, all.has('0'), all.get('1'), all.has('2'), all.has('new')], [1000, false, 2, false, true])
})

test('the file and its journal are for us alone', async () => {
  await using house = await arrange()
  await house.db.meta.set('a', 'b')
  for (const name of ['', '-wal', '-shm']) assert.equal((await stat(house.file + name)).mode & 0o777, 0o600, name)
})
