import { chmod, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { openAccess } from '../access/access.ts'
import type { Access } from '../access/access.ts'
import type { Docker } from '../docker/docker.ts'
import { openDocker } from '../docker/real.ts'
import { Demands } from '../instances/demands.ts'
import { Places } from '../instances/places.ts'
import { learnSecrets } from '../instances/secrets.ts'
import { Shelf } from '../instances/shelf.ts'
import { systemClock } from '../kit/clock.ts'
import type { Clock } from '../kit/clock.ts'
import { Mutex } from '../kit/mutex.ts'
import type { Scope } from '../kit/scope.ts'
import type { LocalDb } from '../localdb/localdb.ts'
import { openLocalDb } from '../localdb/localdb.ts'
import type { EngineId } from '../model/names.ts'
import { engineId } from './identity.ts'
import { lockData } from './lock.ts'
import type { EngineOptions } from './options.ts'
import { Reports } from './reports.ts'

/** What everything else stands on: the rows, the folders, Docker, who may come in, and what the runners say. */
export interface Ground extends Pick<EngineOptions, 'data' | 'settings' | 'log' | 'scrubber'> {
  readonly engine: EngineId
  readonly db: LocalDb
  readonly docker: Docker
  readonly access: Access
  readonly clock: Clock
  readonly places: Places
  readonly shelf: Shelf
  readonly demands: Demands
  readonly reports: Reports
  /** Guards the choice of ports and subnets. */
  readonly choosing: Mutex
}

/** Opens it in the scope. Throws `already-up` when another engine has the data directory. */
export async function openGround(options: EngineOptions, scope: Scope): Promise<Ground> {
  const { data, settings, log, scrubber } = options
  await makeFolders(data)
  scope.use(await lockData(data))
  const db = scope.use(await openLocalDb({ file: join(data, 'berth.db'), log }))
  const clock = systemClock
  const docker = options.docker ?? scope.use(await openDocker({ socket: settings.docker_socket, log }))
  const access = scope.use(await openAccess({ db, clock, keyFile: join(data, 'berth.key'), claimFile: join(data, 'claim-code'), log, scrubber }))
  const places = new Places(data)
  const kept = { places, shelf: new Shelf(db, places, clock), demands: new Demands(clock, await db.idle.all()), reports: new Reports(), choosing: new Mutex() }
  for (const { name } of await db.specs.all()) await learnSecrets(places.instance(name), scrubber)
  return { data, settings, log, scrubber, engine: await engineId(db), db, docker, access, clock, ...kept }
}

/** The data directory may be passed through by the gateway's user, who finds its sockets in `run/gateway`; the rest is the engine's. */
async function makeFolders(data: string): Promise<void> {
  await mkdir(data, { recursive: true, mode: 0o711 })
  if (process.getuid?.() === 0) await chmod(data, 0o711)
  await mkdir(join(data, 'run', 'gateway'), { recursive: true, mode: 0o711 })
  for (const name of ['instances', 'shelf', 'kept', 'staging', 'cache', 'log']) await mkdir(join(data, name), { recursive: true, mode: 0o700 })
}
