import { hostname } from 'node:os'
import { join } from 'node:path'
import { Documents } from '../doors/image/documents/documents.ts'
import { folderSize } from '../instances/size.ts'
import { Strain } from '../instances/strain.ts'
import type { Supervisor } from '../instances/supervisor.ts'
import type { Loop } from '../kit/loop.ts'
import { recoverPushes } from '../doors/push/receiving.ts'
import { Scope } from '../kit/scope.ts'
import type { FeedMessage } from '../model/api.ts'
import type { Spec } from '../model/instance.ts'
import type { JobView } from '../model/job.ts'
import type { InstanceName } from '../model/names.ts'
import { afterUpdate, recoverUpdates } from '../operations/aftermath.ts'
import { openApi } from './api/open.ts'
import { openAppSignIn } from './appsignin.ts'
import { autoUpdate } from './autoupdate.ts'
import { Broadcast } from './broadcast.ts'
import { dock } from './docking.ts'
import { openDoorway } from './doorway.ts'
import { tellAllRefused, tellDoor } from './doornews.ts'
import { follow, openEntrance, Reached } from './entrance.ts'
import { FigureDesk } from './figures/figures.ts'
import { openGround } from './ground.ts'
import { openHall } from './hall.ts'
import { imagesDoor } from './imagesdoor.ts'
import { imageSweep } from './imagesweep.ts'
import { Installed } from './installed.ts'
import { Intents } from './intents.ts'
import { openLife } from './life.ts'
import { watchMachine } from './machinewatch.ts'
import { Offers } from './offers.ts'
import type { EngineOptions } from './options.ts'
import { consoleAt } from './consoleat.ts'
import { previewsDoor } from './previewsdoor.ts'
import { projectsDoor } from './projectsdoor.ts'
import { clearAfter, recover } from './recovery.ts'
import { shelvingOf } from './shelving.ts'
import { openTransport } from './transport.ts'
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
  const reached = new Reached()
  const tell = (message: FeedMessage): void => broadcast.feed.tell(message)
  const { doors, hear } = await openDoorway(ground, { starter: options.starter, reached, url: (label) => broadcast.urlOf(label), intents: () => intents, tell }, scope)
  const ties = { url: (name: InstanceName) => broadcast.urlOf(name), wake: (name: InstanceName) => supervisor.wake(name), onSpec: (spec: Spec) => supervisor.change(spec) }
  const provider = scope.use(openAppSignIn(ground, reached))
  const work = await openWork(ground, doors, { ...ties, onJob: (view) => broadcast.job(view), admit: async (name, asked) => await provider.admit(name, asked) }, scope)
  const { jobs, holds, operation } = work
  const later: { updates?: Loop; images?: Loop } = {}
  await recover({ db, jobs, shelf, data, engine: ground.engine, log })

  // Runners report before there is a front: their word is told again when it is there.
  const telling = { ...ground, doors, wake: ties.wake, signal: scope.signal }
  const onSettled = (view: JobView): void => {
    follow(afterUpdate(operation, jobs, view), log)
    follow(tellDoor(telling, view), log)
    follow(clearAfter(view, data), log)
    if (view.kind === 'update') later.updates?.wake() // a still newer version may have been offered meanwhile
  }
  const onHeard = (name: InstanceName | null, job: JobView | null): void => {
    hear(name, job)
    if (name !== null && !reports.get(name)) later.images?.wake() // its containers are gone
  }
  const heard = { projects: async () => await doors.push.views(), previews: async () => await doors.preview.views(), images: async () => await doors.image.views(), onHeard, onSettled }
  const broadcast: Broadcast = new Broadcast({ ...ground, ...heard, jobs, machine, holds, front: reached.front, https: reached.https, wake: ties.wake })
  await broadcast.load()
  const supervisor: Supervisor = scope.use(await openLife(ground, { strain, machine, broadcast, work, provider }))
  const offers = new Offers(doors, () => machine.now().memory.total)
  const installed = new Installed({ db, places, doors })
  const intents = new Intents({
    ...{ db, jobs, docker, demands, clock, choosing, pool: settings.network_pool, domain: settings.domain, onSpec: ties.onSpec },
    reserved: () => [...doors.preview.previews.all(), ...doors.image.images.all()].map(({ name }) => name),
    offers: async () => (await doors.offers()).map(({ offer }) => offer),
    details: async (origin) => await doors.of(origin).details(origin),
    asks: async (spec) => await installed.asks(spec),
    isOpen: async () => (await access.opening.get()).visitors,
  })
  const { front, https } = await openEntrance(options, ground, { reached, provider, broadcast, supervisor, intents, jobs }, scope)
  const transport = scope.use(await openTransport(ground, doors.push, options.hookMain))
  const projects = projectsDoor({
    door: doors.push,
    staging: (name) => join(places.allStaging, name),
    shelving: async (name) => await shelvingOf(ground, () => intents, name),
    listen: () => transport.listen(),
    git: async (name, { query, ...request }, by, signal) => {
      if (request.path === 'git-receive-pack') await access.note({ person: by }, 'push', name)
      return await transport.http(name, { ...request, path: query ? `${request.path}?${query}` : request.path }, { name: by.name }, signal)
    },
  })
  const previews = previewsDoor({ door: doors.preview, hook: (kind) => `${consoleAt(ground, reached)}/doors/preview/${kind}`, machine: hostname(), signal: scope.signal })
  const documents = new Documents({ folder: join(data, 'documents'), rows: db.doorRows('image'), clock })
  const images = imagesDoor({ door: doors.image, documents, intents, hasInstance: async (name) => (await db.specs.get(name)) !== undefined, signal: scope.signal })
  const figures = scope.use(new FigureDesk(ground))
  const views = {
    figures,
    wake: ties.wake,
    feed: broadcast.feed,
    views: () => broadcast.views(),
    view: (name: InstanceName) => broadcast.view(name),
    machine: () => machine.now(),
    front: () => front.address(),
  }
  const gatewayUid = process.getuid?.() === 0 ? settings.gateway_uid : null
  const shared = { ...ground, provider, https, version: options.version, intents, jobs, doors, projects, previews, images, offers, installed, console: options.console }
  scope.use(await openApi({ ...shared, ...views, shutDown: options.onShutDown }, data, gatewayUid))
  const updates = scope.use(autoUpdate({ db, intents, clock, log }))
  later.updates = updates
  const onOffer = (spec: Spec): void => {
    supervisor.change(spec)
    updates.wake()
  }
  const docking = { db, jobs, intents, log, onOffer, isOpen: async () => (await access.opening.get()).visitors }
  scope.use(await doors.open(openHall({ db, onChange: onOffer, dock: async (...what) => await dock(docking, ...what) })))
  const isKnown = async (name: InstanceName): Promise<boolean> => doors.preview.previews.has(name) || doors.image.images.has(name) || (await db.projects.get(name)) !== undefined
  later.images = scope.use(imageSweep({ ...ground, specs: db.specs, releases: db.releases, isKnown }))
  // A build that goes on announces what it has made: the doors are open before.
  jobs.wake()
  await recoverUpdates(operation, jobs, places)
  await tellAllRefused(telling)
  follow(
    recoverPushes(
      { door: doors.push },
      (await db.projects.all()).map(({ name }) => name),
    ),
    log,
  )
  return {
    stopApps: async () => await supervisor.stopAll(),
    stopGateway: async () => await front.stop(),
    [Symbol.asyncDispose]: async () => await scope[Symbol.asyncDispose](),
  }
}
