import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import type { SeenContainer } from '../../docker/docker.ts'
import type { Usage } from '../../docker/stats.ts'
import { sampleSpec, seen } from '../../instances/samples.ts'
import { silent } from '../../kit/log.ts'
import { until } from '../../kit/until.ts'
import { openLocalDb } from '../../localdb/localdb.ts'
import type { LocalDb } from '../../localdb/localdb.ts'
import type { HistoryLine, Spec } from '../../model/instance.ts'
import type { State } from '../../model/lifecycle.ts'
import { EngineId, InstanceName } from '../../model/names.ts'
import { Reports } from '../reports.ts'
import { FigureDesk, lastStart } from './figures.ts'
import { Marks, span } from './marks.ts'

const notes = InstanceName.parse('notes')
const began = Date.parse('2026-03-01T10:00:00.000Z')
const none: Usage = { cpu: 0, memory: 0, memoryLimit: null, received: 0, sent: 0 }

describe('what an instance takes', () => {
  it('CPU is the share of one core between two samples, at first since its start; all its services together', async () => {
    await using house = await openHouse()
    house.runs([seen('web', 'running', { startedAt: began }), seen('db', 'running', { startedAt: began + 2000 })])
    house.usage.set('id-web', { cpu: 1e9, memory: 100, memoryLimit: 1000, received: 7, sent: 1 })
    house.usage.set('id-db', { cpu: 0.5e9, memory: 50, memoryLimit: 500, received: 1, sent: 2 })
    house.pass(10)
    const first = await house.desk.of(notes)
    assert.deepEqual([first.now?.memory, first.now?.received, first.now?.sent, first.memoryLimit, first.uptime], [150, 8, 3, 1500, 10])
    assert.equal(first.now?.cpu, 10 + 6.25)
    house.usage.set('id-web', { ...none, cpu: 16e9, memory: 200 })
    house.pass(10)
    const second = await house.desk.of(notes)
    assert.deepEqual(
      second.services.map(({ name, cpu, memory }) => [name, cpu, memory]),
      [
        ['web', 150, 200],
        ['db', 0, 50],
      ],
    )
    assert.deepEqual([second.now?.cpu, second.memoryLimit], [150, null])
    assert.equal(second.lastStarted, new Date(began).toISOString())
  })

  it('is asked every ten seconds while somebody looks, else every minute; what sleeps not at all', async () => {
    await using house = await openHouse()
    house.runs([seen('web', 'running', { startedAt: began })])
    await house.desk.of(notes)
    const asked = house.asked
    await house.desk.of(notes)
    assert.equal(house.asked, asked, 'twice in ten seconds is once')
    house.pass(10)
    await house.desk.of(notes)
    assert.equal(house.asked, asked + 1)
    house.report('paused')
    house.pass(100)
    const asleep = await house.desk.of(notes)
    assert.equal(house.asked, asked + 1)
    assert.deepEqual([asleep.now, asleep.uptime, asleep.services, asleep.memoryLimit], [null, null, [], null])
    assert.equal(asleep.day.length, 1)
  })

  it('after its sleep it is counted anew; another version’s containers are found when those of before are gone', async () => {
    await using house = await openHouse()
    house.runs([seen('web', 'running', { startedAt: began })])
    house.usage.set('id-web', { ...none, cpu: 1e9, memory: 10 })
    house.pass(10)
    await house.desk.of(notes)
    house.usage.delete('id-web')
    house.usage.set('id-new', { ...none, cpu: 1e9, memory: 20 })
    house.runs([seen('web', 'running', { id: 'id-new', startedAt: began + 10_000 })])
    house.pass(10)
    assert.deepEqual((({ now }) => [now?.cpu, now?.memory])(await house.desk.of(notes)), [10, 20])
    house.report('stopped')
    await house.desk.of(notes)
    house.report('running', '2026-03-01T11:00:00.000Z')
    assert.equal((await house.desk.of(notes)).now?.cpu, 10)
  })

  it('without Docker there is no figure of now, and everything else', async () => {
    await using house = await openHouse()
    house.runs([seen('web', 'running', { startedAt: began })])
    house.down = true
    const found = await house.desk.of(notes)
    assert.equal(found.now, null)
    assert.ok(found.disk >= 8192)
    await assert.rejects(house.desk.of(InstanceName.parse('nobody')), { code: 'not-found' })
  })

  it('the disk is counted once for all who ask, and seldom', async () => {
    await using house = await openHouse()
    const [one, two] = await Promise.all([house.desk.of(notes), house.desk.of(notes)])
    await writeFile(join(house.folder, 'more'), Buffer.alloc(100_000, 1))
    assert.deepEqual([two.disk, (await house.desk.of(notes)).disk], [one.disk, one.disk])
    house.pass(3600)
    await house.desk.of(notes)
    assert.ok(await until(async () => (await house.desk.of(notes)).disk >= one.disk + 100_000 || undefined, { deadline: 5000 }))
  })
})

describe('the marks of a day', () => {
  const figure = { cpu: 10, memory: 1000, received: 5, sent: 6 }

  it('one for five minutes, the mean of its samples, with the counts as they were at its end', () => {
    const marks = new Marks()
    marks.add(began, figure)
    marks.add(began + span - 1, { cpu: 20, memory: 3000, received: 7, sent: 8 })
    marks.add(began + span, figure)
    assert.deepEqual(marks.list(began + span), [
      { at: new Date(began + span).toISOString(), cpu: 15, memory: 2000, received: 7, sent: 8 },
      { at: new Date(began + 2 * span).toISOString(), ...figure },
    ])
  })

  it('never more than those of a day, in the order of the clock also where that was put back', () => {
    const marks = new Marks()
    for (let at = 0; at < 1000; at++) marks.add(began + at * span, { ...figure, received: at })
    const now = began + 1000 * span
    const kept = marks.list(now)
    assert.equal(kept.length, 288)
    assert.deepEqual([kept[0]?.received, kept.at(-1)?.received], [712, 999])
    marks.add(now - 3 * span - 1, { ...figure, received: 5000 })
    const dates = marks.list(now).map(({ at }) => at)
    assert.deepEqual(dates, dates.toSorted())
    assert.deepEqual(marks.list(now + 365 * 24 * 3_600_000), [])
  })
})

describe('when it was started last', () => {
  const line = (state: State, at: string): HistoryLine => ({ at, state, cause: null })

  it('waking from a pause is no start', () => {
    assert.equal(lastStart([]), null)
    assert.equal(lastStart([line('paused', '3'), line('running', '2'), line('starting', '1')]), '2')
    assert.equal(lastStart([line('running', '5'), line('starting', '4'), line('paused', '3'), line('running', '2'), line('stopped', '1')]), '2')
  })
})

interface House extends AsyncDisposable {
  readonly desk: FigureDesk
  readonly usage: Map<string, Usage>
  readonly folder: string
  asked: number
  down: boolean
  runs(containers: readonly SeenContainer[]): void
  report(state: State, since?: string): void
  pass(seconds: number): void
}

async function openHouse(): Promise<House> {
  const folder = await mkdtemp(join(tmpdir(), 'berth-figures-'))
  await mkdir(join(folder, 'data'))
  await writeFile(join(folder, 'data', 'file'), Buffer.alloc(8192, 1))
  const db: LocalDb = await openLocalDb({ file: join(folder, 'berth.db'), log: silent })
  const spec: Spec = sampleSpec()
  await db.specs.insert(spec)
  const reports = new Reports()
  const usage = new Map<string, Usage>()
  let containers: readonly SeenContainer[] = []
  let now = 0
  const clock = { steady: () => now * 1000, date: () => new Date(began + now * 1000) }
  const stats = async (id: string): Promise<Usage | null> => {
    if (house.down) throw new Error('Docker is away')
    house.asked++
    return await Promise.resolve(usage.get(id) ?? (containers.some((one) => one.id === id && id === 'id-web' && usage.size === 0) ? none : null))
  }
  const docker = { look: async () => await Promise.resolve(containers), stats }
  const desk = new FigureDesk({ engine: EngineId.parse('abcdefgh'), docker, clock, log: silent, reports, db, places: { instance: () => folder } })
  const house: House = {
    desk,
    usage,
    folder,
    asked: 0,
    down: false,
    runs: (found) => ((containers = found), house.report('running')),
    report: (state, since = '2026-03-01T10:00:00.000Z') => {
      const status = { name: notes, state, since, cause: null, crashes: 0, oom: 0, nextTry: null }
      reports.put({ spec, status, doing: null, targets: [], up: state === 'running', held: null, next: null })
    },
    pass: (seconds) => void (now += seconds),
    [Symbol.asyncDispose]: async () => {
      await desk[Symbol.asyncDispose]()
      await db[Symbol.asyncDispose]()
      await rm(folder, { recursive: true })
    },
  }
  return house
}
