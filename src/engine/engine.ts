import { join } from 'node:path'
import { openDoors } from '../doors/index.ts'
import { folderSize } from '../instances/size.ts'
import { Strain } from '../instances/strain.ts'
import type { Supervisor } from '../instances/supervisor.ts'
import { Scope } from '../kit/scope.ts'
import type { Spec } from '../model/instance.ts'
import type { JobView } from '../model/job.ts'
import type { InstanceName } from '../model/names.ts'
import { afterUpdate, recoverUpdates } from '../operations/aftermath.ts'
import { openApi } from './api/open.ts'
import { openAppSignIn } from './appsignin.ts'
import { autoUpdate } from './autoupdate.ts'
import { Broadcast } from './broadcast.ts'
import { follow, openEntrance, Reached } from './entrance.ts'
import { openGround } from './ground.ts'
import { openHall } from './hall.ts'
import { Installed } from './installed.ts'
import { Intents } from './intents.ts'
import { openLife } from './life.ts'
import { watchMachine } from './machinewatch.ts'
import { Offers } from './offers.ts'
import type { EngineOptions } from './options.ts'
import { recover } from './recovery.ts'
import { openWork } from './work.ts'

export interface Engine extends AsyncDisposable {
  /** Stops every app and waits until Docker says so; they wake again with the next visit after a start. */
  stopApps(): Promise<void>
  /** Ends the gateway too; without it, the gateway goes on serving running apps while the engine is away. */
  stopGateway(): Promise<void>
}

/** Where the parts meet. Opened in the order of what needs what; closing goes the other way round. */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const { data, settings, log } = options
  const scope = new Scope()
  try {
    return await assemble(options, scope)
  } catch (error) {
    log.error({ err: error, data, domain: settings.domain }, 'the engine could not be opened')
    await scope[Symbol.asyncDispose]()
    throw error
  }
}

async function assemble(options: EngineOptions, scope: Scope): Promise<Engine> {
  const { data, settings, log } = options
  const ground = await openGround(options, scope)
  const { db, docker, places, shelf, demands, reports, clock, access, choosing } = ground
  const sizeOf = async (name: InstanceName): Promise<number> => (await folderSize(places.instance(name))).bytes
  const strain = new Strain({ clock, demands, pressureLimit: settings.pressure_limit, sizeOf })
  const machine = scope.use(await watchMachine({ data, freeMb: settings.disk_free_mb, strain, reports, log, onChange: (name) => supervisor.wake(name) }))
  const doors = openDoors({ starter: options.starter, stores: settings.stores, docker, busybox: join(data, 'cache', 'busybox'), cache: join(data, 'cache'), rows: db.doorRows('store'), log })
  const ties = { url: (name: InstanceName) => broadcast.urlOf(name), wake: (name: InstanceName) => supervisor.wake(name), onSpec: (spec: Spec) => supervisor.change(spec) }
  const reached = new Reached()
  const provider = scope.use(openAppSignIn(ground, reached))
  const work = await openWork(ground, doors, { ...ties, onJob: (view) => broadcast.job(view), admit: async (name, asked) => await provider.admit(name, asked) }, scope)
  const { jobs, holds, operation } = work
  await recover({ db, jobs, shelf, data })

  // Runners report before there is a front: their word is told again when it is there.
  const onSettled = (view: JobView): void => follow(afterUpdate(operation, jobs, view), log)
  const broadcast: Broadcast = new Broadcast({ ...ground, jobs, machine, holds, front: reached.front, https: reached.https, wake: ties.wake, onSettled })
  await broadcast.load()
  const supervisor: Supervisor = scope.use(await openLife(ground, { strain, machine, broadcast, work, provider }))
  const offers = new Offers(doors, () => machine.now().memory.total)
  const installed = new Installed({ db, places, doors })
  const intents = new Intents({
    ...{ db, jobs, docker, demands, clock, choosing, pool: settings.network_pool, onSpec: ties.onSpec },
    offers: async () => (await doors.offers()).map(({ offer }) => offer),
    details: async (origin) => await doors.of(origin).details(origin),
    asks: async (spec) => await installed.asks(spec),
    isOpen: async () => (await access.opening.get()).visitors,
  })
  const { front, https } = await openEntrance(options, ground, { reached, provider, broadcast, supervisor, intents, jobs }, scope)
  const views = { feed: broadcast.feed, views: () => broadcast.views(), view: (name: InstanceName) => broadcast.view(name), machine: () => machine.now(), front: () => front.address() }
  const gatewayUid = process.getuid?.() === 0 ? settings.gateway_uid : null
  const shared = { ...ground, provider, https, version: options.version, intents, jobs, doors, offers, installed, console: options.console }
  scope.use(await openApi({ ...shared, ...views, shutDown: options.onShutDown }, data, gatewayUid))
  jobs.wake()
  await recoverUpdates(operation, jobs, places)
  const updates = scope.use(autoUpdate({ db, intents, clock, log }))
  const onOffer = (spec: Spec): void => {
    supervisor.change(spec)
    updates.wake()
  }
  scope.use(await doors.open(openHall(db, onOffer)))
  return {
    stopApps: async () => await supervisor.stopAll(),
    stopGateway: async () => await front.stop(),
    [Symbol.asyncDispose]: async () => await scope[Symbol.asyncDispose](),
  }
}
