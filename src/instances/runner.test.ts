import assert from 'node:assert/strict'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { until } from '../kit/until.ts'
import { ShelfId } from '../model/names.ts'
import { Life, notes } from './life.testbed.ts'

describe('a runner', () => {
  it('makes the containers and lets them rest, until somebody visits', async () => {
    await using life = await Life.open()
    await life.becomes('stopped')
    assert.ok(await until(async () => ((await life.containers()) === 1 ? true : undefined), { deadline: 5000 }))
    life.visit(1)
    const report = await life.becomes('running')
    assert.equal(report.targets[0]?.host, '127.0.0.1')
  })

  it('a hundred visits start it once', async () => {
    await using life = await Life.open()
    await life.becomes('stopped')
    for (let i = 1; i <= 100; i++) life.visit(i)
    await life.becomes('running')
    assert.equal(life.reports.filter(({ status, doing }) => status.state === 'starting' && doing?.startsWith('starting')).length, 1)
  })

  it('pauses, stops, and wakes from both', async () => {
    await using life = await Life.open()
    for (const [idle, state] of [
      [0, 'running'],
      [61, 'paused'],
      [0, 'running'],
      [61, 'paused'],
      [601, 'stopped'],
      [0, 'running'],
    ] as const) {
      life.visit(idle === 0 ? 1 : 0, idle)
      await life.becomes(state)
    }
  })

  it('an open stream keeps it awake however long it says nothing', async () => {
    await using life = await Life.open()
    life.visit(1, 100_000)
    await life.becomes('running')
  })

  it('a hold stops it, and its end lets it run again', async () => {
    await using life = await Life.open({ mode: 'always' })
    await life.becomes('running')
    life.held = 'stopped'
    life.wake()
    await life.becomes('stopped')
    life.held = null
    life.wake()
    await life.becomes('running')
  })

  it('a failure of one version does not stand in the way of another', async () => {
    await using life = await Life.open({ mode: 'always' }, { EXIT: '3' })
    await life.becomes('failed')
    await life.rewrite({})
    await life.change((spec) => ({ ...spec, retries: spec.retries + 1, plan: spec.plan && { ...spec.plan, digest: 'd2' } }))
    const { status } = await life.becomes('running')
    assert.deepEqual([status.cause, status.crashes], [null, 0])
  })

  it('an app that is too large for the machine is never started, and says what it needs', async () => {
    await using life = await Life.open({ size: 'm' })
    life.machine = { lowDisk: null, demoted: null, memory: 2 * 2 ** 30 }
    life.visit(1)
    const told = await until(() => life.reports.find(({ status }) => status.cause?.code === 'too-small'), { deadline: 5000 })
    assert.match(told?.status.cause?.message ?? '', /needs a machine with 4 GB of memory; this one has 2\.0 GB/)
    assert.ok(life.reports.every(({ status }) => !['starting', 'running'].includes(status.state)))
  })

  it('a full disk stops it and says so', async () => {
    await using life = await Life.open({ mode: 'always' })
    await life.becomes('running')
    life.machine = { lowDisk: 12, demoted: null, memory: 4e9 }
    life.wake()
    const { status } = await life.becomes('stopped')
    assert.match(status.cause?.message ?? '', /Only 12 MB/)
  })

  it('what somebody stopped behind its back is started again while it is wanted', async () => {
    await using life = await Life.open({ mode: 'always' })
    await life.becomes('running')
    const id = await life.container()
    life.docker.crash(id, 137)
    await life.becomes('failed')
    await life.becomes('running')
  })

  it('a kill for memory is counted and named', async () => {
    await using life = await Life.open({ mode: 'always' })
    await life.becomes('running')
    life.docker.crash(await life.container(), 137, true)
    const { status } = await life.becomes('failed')
    assert.equal(status.cause?.code, 'out-of-memory')
    assert.deepEqual([status.oom, status.crashes], [1, 1])
    assert.ok((status.nextTry ?? 0) > Date.now())
  })

  it('one that ends at once is tried with growing pauses, and a person’s retry begins anew', async () => {
    await using life = await Life.open({ mode: 'always' }, { EXIT: '3' })
    const loop = await until(() => life.reports.find(({ status }) => status.crashes === 3), { deadline: 15_000 })
    assert.equal(loop?.status.cause?.code, 'crash-loop')
    await life.change((spec) => ({ ...spec, retries: spec.retries + 1 }))
    assert.ok(await until(() => life.reports.findLast(({ status }) => status.crashes === 1 && status.state === 'failed'), { deadline: 5000 }))
  })

  it('Docker going away is no failure of the app: it goes on when Docker is back', async () => {
    await using life = await Life.open({ mode: 'always' })
    await life.becomes('running')
    life.docker.goDown()
    life.wake()
    life.docker.comeUp()
    await life.becomes('running')
    assert.ok(life.reports.every(({ status }) => status.cause === null || status.cause.code === 'start-failed'))
  })

  it('a new engine adopts what runs, and nothing looks idle to it', async () => {
    await using life = await Life.open()
    life.visit(1)
    await life.becomes('running')
    await life.end()
    life.demands.forget(notes)
    const before = life.reports.length
    await life.begin()
    await until(() => life.reports.length > before || undefined, { deadline: 5000 })
    assert.deepEqual([...new Set(life.reports.slice(before).map(({ status }) => status.state))], ['running'])
  })

  it('a crash that happened while the engine was away is found', async () => {
    await using life = await Life.open({ mode: 'always' })
    await life.becomes('running')
    await life.end()
    life.docker.crash(await life.container(), 1)
    await life.begin()
    await life.becomes('running')
  })

  it('its status and history are rows, written when something changed', async () => {
    await using life = await Life.open()
    life.visit(1)
    await life.becomes('running')
    await until(async () => ((await life.db.statuses.get(notes))?.state === 'running' ? true : undefined), { deadline: 5000 })
    const states = (await life.db.history.list(notes, 10)).map(({ state }) => state)
    assert.equal(states[0], 'running')
    assert.ok(states.length <= 4)
  })
})

describe('the end of an instance', () => {
  const shelf = ShelfId.parse('notes-1')
  const gone = async (life: Life): Promise<true | undefined> => ((await life.db.specs.get(notes)) ? undefined : true)

  it('its data goes to the shelf, its containers and rows go', async () => {
    await using life = await Life.open({ mode: 'always' })
    await life.becomes('running')
    await writeFile(join(life.folder, 'instances', 'notes', 'data', 'kept'), 'precious')
    await life.change((spec) => ({ ...spec, removal: { shelf } }))
    assert.ok(await until(() => gone(life), { deadline: 5000 }))
    assert.equal(await life.containers(), 0)
    assert.equal(await readFile(join(life.folder, 'shelf', shelf, 'data', 'kept'), 'utf8'), 'precious')
    assert.equal((await life.db.shelf.get(shelf))?.name, 'notes')
    assert.equal(await life.db.statuses.get(notes), undefined)
  })

  it('without any data nothing is kept', async () => {
    await using life = await Life.open()
    await life.becomes('stopped')
    await life.change((spec) => ({ ...spec, removal: { shelf } }))
    assert.ok(await until(() => gone(life), { deadline: 5000 }))
    assert.deepEqual(await life.db.shelf.all(), [])
  })

  it('a power cut between the folder’s move and the rows is made good at the next start', async () => {
    await using life = await Life.open()
    await life.becomes('stopped')
    await writeFile(join(life.folder, 'instances', 'notes', 'data', 'kept'), 'precious')
    await life.end()
    await life.db.specs.change(notes, (spec) => ({ ...spec, removal: { shelf } }))
    const { moveFolder } = await import('./folder.ts')
    await moveFolder(join(life.folder, 'instances', 'notes'), join(life.folder, 'shelf', shelf))
    await life.begin()
    assert.ok(await until(() => gone(life), { deadline: 5000 }))
    assert.equal((await life.db.shelf.get(shelf))?.name, 'notes')
    assert.equal(await readFile(join(life.folder, 'shelf', shelf, 'data', 'kept'), 'utf8'), 'precious')
  })

  it('a folder without the mark of Berth is never deleted', async () => {
    await using life = await Life.open()
    await life.becomes('stopped')
    await rm(join(life.folder, 'instances', 'notes', '.berth'))
    await life.change((spec) => ({ ...spec, removal: { shelf } }))
    await until(async () => ((await life.containers()) === 0 ? true : undefined), { deadline: 5000 })
    assert.ok(await life.db.specs.get(notes))
  })
})
