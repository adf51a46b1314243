import assert from 'node:assert/strict'
import { mkdir, readFile, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { run } from '../kit/run.ts'
import { until } from '../kit/until.ts'
import { EngineId, JobId } from '../model/names.ts'
import { exists, finishErasing, makeOurs } from './folder.ts'
import { Life, notes } from './life.testbed.ts'

const engine = EngineId.parse('testeng1')
const id = JobId.parse('job1')

/** It is to go with all its data. */
async function discard(life: Life): Promise<void> {
  await life.change((spec) => ({ ...spec, removal: { shelf: null } }))
}

async function isGone(life: Life): Promise<boolean> {
  const gone = async (): Promise<true | undefined> => ((await life.db.specs.get(notes)) ? undefined : true)
  return (await until(gone, { deadline: 5000 })) === true
}

function folderOf(life: Life, ...path: readonly string[]): string {
  return join(life.folder, 'instances', 'notes', ...path)
}

describe('the end of an instance that keeps nothing', () => {
  it('erases its data, and that of the version before; its containers and rows go', async () => {
    await using life = await Life.open({ mode: 'always', kept: { id, version: '0.9', at: '2026-11-21T06:00:00.000Z', bytes: 9 } })
    await life.becomes('running')
    await makeOurs(join(life.folder, 'kept', id), engine)
    for (const file of [folderOf(life, 'data', 'secret'), join(life.folder, 'kept', id, 'secret')]) await writeFile(file, 'x')
    await discard(life)
    assert.ok(await isGone(life))
    assert.equal(await life.containers(), 0)
    for (const folder of ['instances', 'kept']) assert.deepEqual(await readdir(join(life.folder, folder)), [])
    assert.equal(await exists(join(life.folder, 'shelf')), false)
    assert.deepEqual([await life.db.shelf.all(), await life.db.statuses.get(notes)], [[], undefined])
  })

  it('follows no link out of it', async () => {
    await using life = await Life.open()
    await life.becomes('stopped')
    const elsewhere = join(life.folder, 'elsewhere')
    await mkdir(elsewhere)
    await writeFile(join(elsewhere, 'file'), 'somebody’s')
    await symlink(elsewhere, folderOf(life, 'data', 'link'))
    await discard(life)
    assert.ok(await isGone(life))
    assert.equal(await readFile(join(elsewhere, 'file'), 'utf8'), 'somebody’s')
  })

  it('waits for whatever is mounted below it', async () => {
    await using life = await Life.open()
    await life.becomes('stopped')
    const mounted = folderOf(life, 'data', 'disk')
    await mkdir(mounted)
    await run(['mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', mounted])
    try {
      await writeFile(join(mounted, 'file'), 'somebody’s')
      await discard(life)
      await life.becomes('stopping')
      assert.ok(await until(async () => ((await life.containers()) === 0 ? true : undefined), { deadline: 5000 }))
      assert.equal(await readFile(join(mounted, 'file'), 'utf8'), 'somebody’s')
    } finally {
      await run(['umount', mounted])
    }
    life.wake()
    assert.ok(await isGone(life))
  })

  it('goes on after a power cut, wherever that came', async () => {
    await using life = await Life.open()
    await life.becomes('stopped')
    await writeFile(folderOf(life, 'data', 'secret'), 'x')
    await life.end()
    await life.db.specs.change(notes, (spec) => ({ ...spec, removal: { shelf: null } }))
    await rename(folderOf(life), `${folderOf(life)}.0123abcd.erasing`)
    await finishErasing(join(life.folder, 'instances'))
    await life.begin()
    assert.ok(await isGone(life))
    assert.deepEqual(await readdir(join(life.folder, 'instances')), [])
  })

  it('leaves a folder without the mark of Berth as it is; one that is empty was never anybody’s', async () => {
    await using life = await Life.open()
    await life.becomes('stopped')
    await rm(folderOf(life, '.berth'))
    await discard(life)
    await life.becomes('stopping')
    assert.ok(await until(async () => ((await life.containers()) === 0 ? true : undefined), { deadline: 5000 }))
    assert.ok(await exists(folderOf(life, 'compose.yaml')))
    assert.ok(await life.db.specs.get(notes))
    await rm(folderOf(life), { recursive: true })
    await mkdir(folderOf(life))
    life.wake()
    assert.ok(await isGone(life))
  })
})
