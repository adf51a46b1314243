import { chmod, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { openAccess } from '../access/access.ts'
import { guardMetadata } from '../docker/guard.ts'
import { openDocker } from '../docker/real.ts'
import type { Docker } from '../docker/docker.ts'
import { openDoors } from '../doors/index.ts'
import { Demands } from '../instances/demands.ts'
import { installJob } from '../instances/install.ts'
import { Places } from '../instances/places.ts'
import { Shelf } from '../instances/shelf.ts'
import { folderSize } from '../instances/size.ts'
import { Strain } from '../instances/strain.ts'
import { Supervisor } from '../instances/supervisor.ts'
import { openJobs } from '../jobs/jobs.ts'
import { systemClock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import { Mutex } from '../kit/mutex.ts'
import { Scope } from '../kit/scope.ts'
import { openLocalDb } from '../localdb/localdb.ts'
import type { InstanceName } from '../model/names.ts'
import { openApi } from './api/open.ts'
import { Broadcast } from './broadcast.ts'
import { openFront } from './front.ts'
import type { Front } from './front.ts'
import { openHall } from './hall.ts'
import { engineId } from './identity.ts'
import { Intents } from './intents.ts'
import { lockData } from './lock.ts'
import { watchMachine } from './machinewatch.ts'
import { recover } from './recovery.ts'
import { Reports } from './reports.ts'
import type { Settings } from './settings.ts'

export interface EngineOptions {
  readonly data: string
  readonly settings: Settings
  readonly log: Log
  readonly version: string
  /** The starter catalogue that comes with Berth. */
  readonly starter: string
  /** The built console's folder. */
  readonly console: string
  /** The gateway's main file. */
  readonly gatewayMain: string
  /** Somebody asked for the end; whether the apps are to be stopped too. */
  readonly onShutDown: (apps: boolean) => void
  /** Another way to Docker, for benches and tests of scale. */
  readonly docker?: Docker
}

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
  await makeFolders(data)
  scope.use(await lockData(data))
  const db = scope.use(await openLocalDb({ file: join(data, 'berth.db'), log }))
  const engine = await engineId(db)
  const clock = systemClock
  const docker = options.docker ?? scope.use(await openDocker({ socket: settings.docker_socket, log }))
  const access = scope.use(await openAccess({ db, clock, keyFile: join(data, 'berth.key'), claimFile: join(data, 'claim-code') }))
  const places = new Places(data)
  const shelf = new Shelf(db, places, clock)
  const demands = new Demands(clock, await db.idle.all())
  const reports = new Reports()
  const choosing = new Mutex()
  const host = (name: InstanceName): string => `${name}.${settings.domain}`
  const sizeOf = async (name: InstanceName): Promise<number> => (await folderSize(places.instance(name))).bytes
  const strain = new Strain({ clock, demands, pressureLimit: settings.pressure_limit, sizeOf })
  const machine = scope.use(await watchMachine({ data, freeMb: settings.disk_free_mb, strain, reports, log, onChange: (name) => supervisor.wake(name) }))

  const doors = openDoors({ starter: options.starter, stores: settings.stores, docker, busybox: join(data, 'cache', 'busybox'), log })
  const fetch = installJob({
    engine,
    db,
    docker,
    places,
    domain: settings.domain,
    ports: settings.ports,
    choosing,
    fetch: async (what, into, tools) => await doors.of(what.origin).fetch(what, into, tools),
    onPlaced: (spec) => supervisor.change(spec),
  })
  const jobs = scope.use(await openJobs({ db, log, clock, handlers: [fetch], concurrency: settings.jobs_at_once, onChange: (view) => broadcast.job(view) }))
  await recover({ db, jobs, shelf, data })

  // Runners report before there is a front: their word is told again when it is there.
  const where: { front?: Front } = {}
  const broadcast: Broadcast = new Broadcast({ engine, db, jobs, reports, machine, settings, front: () => where.front?.address() ?? nowhere, wake: (name) => supervisor.wake(name) })
  await broadcast.load()
  const crew = { engine, docker, db, clock, log, demands, host, folder: (name: InstanceName) => places.instance(name) }
  const supervisor = scope.use(
    await Supervisor.open(
      {
        ...crew,
        machine: (name) => strain.of(name),
        held: (name) => broadcast.held(name),
        sleep: () => settings,
        jobOf: (name) => broadcast.jobOf(name),
        report: (report) => broadcast.report(report),
        timed: (name) => broadcast.timed(name),
        farewell: async (spec) => {
          await shelf.take(spec)
          demands.forget(spec.name)
          supervisor.drop(spec.name)
          await broadcast.gone(spec.name)
        },
      },
      (state) => {
        machine.docker(state)
        if (state === 'up') guard(settings.network_pool, log)
      },
    ),
  )
  const intents = new Intents({ db, jobs, docker, demands, clock, choosing, pool: settings.network_pool, offers: () => doors.offers(), onSpec: (spec) => supervisor.change(spec) })
  const front = scope.use(await openFront({ ...options, access, demands, broadcast, supervisor, onRetry: (name) => retry(intents, name, log) }))
  where.front = front
  scope.use(await doors.open(openHall(db, (spec) => supervisor.change(spec))))
  const shared = { engine, version: options.version, settings, log, db, access, intents, jobs, shelf, places, docker, doors: doors.all, console: options.console }
  const views = { feed: broadcast.feed, views: () => broadcast.views(), view: (name: InstanceName) => broadcast.view(name), machine: () => machine.now(), front: () => front.address() }
  const gatewayUid = process.getuid?.() === 0 ? settings.gateway_uid : null
  scope.use(await openApi({ ...shared, ...views, shutDown: options.onShutDown }, data, gatewayUid))
  jobs.wake()
  return {
    stopApps: async () => await supervisor.stopAll(),
    stopGateway: async () => await front.stop(),
    [Symbol.asyncDispose]: async () => await scope[Symbol.asyncDispose](),
  }
}

/** Before the gateway has said where it listens. */
const nowhere = { port: null, pid: null }

/** The data directory may be passed through by the gateway's user, who finds its sockets in `run/gateway`; the rest is the engine's. */
async function makeFolders(data: string): Promise<void> {
  await mkdir(data, { recursive: true, mode: 0o711 })
  if (process.getuid?.() === 0) await chmod(data, 0o711)
  await mkdir(join(data, 'run', 'gateway'), { recursive: true, mode: 0o711 })
  for (const name of ['instances', 'shelf', 'staging', 'cache', 'log']) await mkdir(join(data, name), { recursive: true, mode: 0o700 })
}

/** Docker makes its chains anew when it starts, so the rule is looked for whenever it is up. */
function guard(pool: string, log: Log): void {
  guardMetadata(pool).then(
    (done) => (done ? log.debug({ pool }, 'apps cannot reach the cloud metadata address') : log.warn({ pool }, 'the cloud metadata address is not closed to apps: that needs root and iptables')),
    (err: unknown) => log.warn({ err }, 'the cloud metadata address is not closed to apps'),
  )
}

/** A visitor's wish: it is granted or it is not, and nobody waits for the answer but the page that watches the state. */
function retry(intents: Intents, name: InstanceName, log: Log): void {
  intents.retry(name).catch((err: unknown) => log.warn({ err, instance: name }, 'a retry was not possible'))
}
