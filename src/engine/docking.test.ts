import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { FakeDocker } from '../docker/fake.ts'
import type { Docking } from '../doors/door.ts'
import type { InstallInput } from '../instances/install.ts'
import { openJobs } from '../jobs/jobs.ts'
import type { Handler, Jobs } from '../jobs/jobs.ts'
import { systemClock } from '../kit/clock.ts'
import { silent } from '../kit/log.ts'
import { Mutex } from '../kit/mutex.ts'
import { openLocalDb } from '../localdb/localdb.ts'
import type { LocalDb } from '../localdb/localdb.ts'
import { sampleSpec, tempFolder } from '../localdb/sample.ts'
import type { Spec } from '../model/instance.ts'
import { InstanceName, JobId } from '../model/names.ts'
import { dock } from './docking.ts'
import type { DockingTools } from './docking.ts'
import { Intents } from './intents.ts'
import type { IntentTools } from './intents.ts'

const name = InstanceName.parse('shop-pr-7')
const origin = { door: 'preview', preview: name } as const
const seed = InstanceName.parse('shop')
const docking: Docking = { name, title: 'Shop', access: 'private', grants: [], domains: [] }
const plan = sampleSpec('any').plan

interface Harbour extends AsyncDisposable {
  readonly db: LocalDb
  readonly jobs: Jobs
  readonly intents: Intents
  readonly tools: DockingTools
  /** Whose runners were woken. */
  readonly told: Spec[]
  readonly installs: readonly InstallInput[]
  /** Ends the jobs that are at work. */
  readonly finish: () => void
  spec(): Promise<Spec>
}

async function openHarbour(): Promise<Harbour> {
  await using opening = new AsyncDisposableStack()
  const folder = opening.use(await tempFolder())
  const db = opening.use(await openLocalDb({ file: folder.file('berth.db'), log: silent }))
  const [told, installs]: [Spec[], InstallInput[]] = [[], []]
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const work = async (signal: AbortSignal): Promise<void> => {
    const { promise: ended, reject } = Promise.withResolvers<undefined>()
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
    await Promise.race([promise, ended])
  }
  const install: Handler<InstallInput> = {
    kind: 'install',
    title: () => 'Install',
    instance: (input) => input.name,
    run: async (input, { signal }) => {
      installs.push(input)
      await work(signal)
    },
  }
  const update: Handler<{ name: InstanceName }> = { kind: 'update', title: () => 'Update', instance: (input) => input.name, run: async (_, { signal }) => await work(signal) }
  const jobs = opening.use(await openJobs({ db, log: silent, handlers: [install, update] as readonly Handler[], onChange: () => undefined }))
  const tools: Partial<IntentTools> = { db, jobs, docker: new FakeDocker(), clock: systemClock, pool: '10.213.0.0/16', domain: 'localhost', choosing: new Mutex(), onSpec: (spec) => told.push(spec) }
  const intents = new Intents(tools as IntentTools)
  const opened = opening.move()
  return {
    ...{ db, jobs, intents, told, installs },
    tools: { db, jobs, intents, log: silent, onOffer: (spec) => told.push(spec), isOpen: async () => await Promise.resolve(false) },
    finish: () => resolve(undefined),
    spec: async () => (await db.specs.get(name)) ?? assert.fail('it is not there'),
    [Symbol.asyncDispose]: async () => await opened.disposeAsync(),
  }
}

const label = (version: string): Docking['aliases'] => [{ label: `shop-${version}`, version }]

describe('what a door docks by itself', () => {
  it('is installed with its labels and what it begins with', async () => {
    await using harbour = await openHarbour()
    await dock(harbour.tools, origin, '1', { ...docking, aliases: label('1') ?? [], seed })
    assert.deepEqual((await harbour.spec()).aliases, label('1'))
    const [job] = await harbour.jobs.list()
    harbour.finish()
    await harbour.jobs.settled(job?.id ?? assert.fail('no job'))
    assert.deepEqual(
      harbour.installs.map((input) => [input.version, input.seed]),
      [['1', seed]],
    )
  })

  it('gives way to a newer version before it is installed, with the labels of that', async () => {
    await using harbour = await openHarbour()
    await dock(harbour.tools, origin, '1', { ...docking, aliases: label('1') ?? [] })
    await dock(harbour.tools, origin, '2', { ...docking, aliases: [...(label('1') ?? []), ...(label('2') ?? [])], seed })
    assert.deepEqual(
      (await harbour.spec()).aliases.map(({ version }) => version),
      ['1', '2'],
    )
    const live = (await harbour.jobs.list()).filter(({ state }) => state !== 'cancelled')
    assert.equal(live.length, 1)
  })

  it('is offered a newer version with all its labels; whoever names none changes none', async () => {
    await using harbour = await openHarbour()
    await harbour.db.specs.insert({ ...sampleSpec(name), origin, plan, aliases: label('1') ?? [] })
    await dock(harbour.tools, origin, '2', docking)
    assert.deepEqual([(await harbour.spec()).offered, (await harbour.spec()).aliases], ['2', label('1')])
    await dock(harbour.tools, origin, '3', { ...docking, aliases: label('3') ?? [] })
    assert.deepEqual([harbour.told.at(-1)?.offered, harbour.told.at(-1)?.aliases], ['3', label('3')])
    await dock(harbour.tools, origin, '4', { ...docking, aliases: [] })
    assert.deepEqual((await harbour.spec()).aliases, [])
  })

  it('is not told anything while it goes, which would be lost', async () => {
    await using harbour = await openHarbour()
    await harbour.db.specs.insert({ ...sampleSpec(name), origin, removal: { shelf: null } })
    await assert.rejects(dock(harbour.tools, origin, '2', docking), { code: 'busy' })
  })
})

describe('what a door takes back', () => {
  it('is to go with its data, once however often it is said; what is gone is gone', async () => {
    await using harbour = await openHarbour()
    await harbour.db.specs.insert({ ...sampleSpec(name), origin })
    await harbour.intents.discard(name)
    await harbour.intents.discard(name)
    assert.deepEqual((await harbour.spec()).removal, { shelf: null })
    assert.equal(harbour.told.at(-1)?.removal?.shelf, null)
    await harbour.db.specs.remove(name)
    await harbour.intents.discard(name)
    assert.equal(await harbour.db.specs.get(name), undefined)
  })

  it('is kept where a person had asked for that before', async () => {
    await using harbour = await openHarbour()
    await harbour.db.specs.insert({ ...sampleSpec(name), origin })
    await harbour.intents.remove(name)
    await harbour.intents.discard(name)
    assert.match((await harbour.spec()).removal?.shelf ?? 'nowhere', /^shop-pr-7-/)
  })

  it('is not between two versions: what is at work on it ends first', async () => {
    await using harbour = await openHarbour()
    await harbour.db.specs.insert({ ...sampleSpec(name), origin, update: { job: JobId.parse('job1'), version: '2' } })
    const { id } = await harbour.jobs.start('update', `instance:${name}`, { name })
    await assert.rejects(harbour.intents.discard(name), { code: 'busy' })
    assert.equal((await harbour.jobs.get(id))?.state, 'cancelled')
    assert.equal((await harbour.spec()).removal, null)
    await harbour.db.specs.change(name, (spec) => ({ ...spec, update: null }))
    await harbour.intents.discard(name)
    assert.deepEqual((await harbour.spec()).removal, { shelf: null })
  })
})
