import assert from 'node:assert/strict'
import { readdir, stat } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { silent } from '../kit/log.ts'
import { Problem } from '../model/problem.ts'
import { openLocalDb } from './localdb.ts'
import { migrate, versionOf } from './migrate.ts'
import { migrations } from './migrations/index.ts'
import { sampleSpec, tempFolder } from './sample.ts'

function schemaOf(database: DatabaseSync): unknown {
  return database.prepare('select type, name, tbl_name, sql from sqlite_schema order by name').all()
}

async function openRaw(file: string, version: number): Promise<DatabaseSync> {
  const raw = new DatabaseSync(file)
  await migrate(raw, file, migrations.slice(0, version), silent)
  return raw
}

test('a file of each earlier version becomes what a new one is, keeps its rows and was copied before', async () => {
  await using folder = await tempFolder()
  const fresh = await openRaw(folder.file('fresh.db'), migrations.length)
  const wanted = schemaOf(fresh)
  fresh.close()
  assert.ok(migrations.length > 1)
  for (let version = 1; version < migrations.length; version++) {
    const file = folder.file(`v${version}.db`)
    const old = await openRaw(file, version)
    old.prepare('insert into specs values (?, ?)').run('wiki', JSON.stringify(sampleSpec('wiki')))
    old.close()
    {
      await using db = await openLocalDb({ file, log: silent })
      assert.deepEqual(await db.specs.all(), [sampleSpec('wiki')])
    }
    const now = new DatabaseSync(file, { readOnly: true })
    assert.deepEqual([schemaOf(now), versionOf(now)], [wanted, migrations.length])
    now.close()
    const copy = new DatabaseSync(`${file}.v${version}`, { readOnly: true })
    assert.equal(versionOf(copy), version)
    assert.deepEqual(
      copy
        .prepare('select name from specs')
        .all()
        .map((row) => row['name']),
      ['wiki'],
    )
    copy.close()
    assert.equal((await stat(`${file}.v${version}`)).mode & 0o777, 0o600)
  }
})

test('a new file and an up-to-date one are not copied', async () => {
  await using folder = await tempFolder()
  for (let time = 0; time < 2; time++) await (await openLocalDb({ file: folder.file('berth.db'), log: silent }))[Symbol.asyncDispose]()
  assert.deepEqual(await readdir(folder.path), ['berth.db'])
})

test('a file of a newer Berth is refused and left as it is', async () => {
  await using folder = await tempFolder()
  const file = folder.file('berth.db')
  const raw = await openRaw(file, migrations.length)
  raw.exec('pragma user_version = 99')
  raw.close()
  const opening = openLocalDb({ file, log: silent })
  await assert.rejects(opening, (error) => error instanceof Problem && error.code === 'newer-data' && error.values['found'] === 99)
  const after = new DatabaseSync(file, { readOnly: true })
  assert.equal(versionOf(after), 99)
  after.close()
})

test('a migration that fails changes nothing, keeps the copy, and can be tried again', async () => {
  await using folder = await tempFolder()
  const file = folder.file('berth.db')
  const raw = await openRaw(file, migrations.length)
  const before = schemaOf(raw)
  const broken = [...migrations, 'create table half (a text) strict; create table half (a text) strict']
  await assert.rejects(migrate(raw, file, broken, silent), /already exists/)
  assert.deepEqual([schemaOf(raw), versionOf(raw)], [before, migrations.length])
  await migrate(raw, file, [...migrations, 'create table whole (a text) strict'], silent)
  assert.equal(versionOf(raw), migrations.length + 1)
  raw.close()
  assert.deepEqual(
    (await readdir(folder.path)).filter((name) => name.includes('.v')),
    [`berth.db.v${migrations.length}`],
  )
})
