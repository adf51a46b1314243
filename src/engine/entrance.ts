import type { AppProvider } from '../access/provider/provider.ts'
import type { Supervisor } from '../instances/supervisor.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Log } from '../kit/log.ts'
import type { Scope } from '../kit/scope.ts'
import type { InstanceName } from '../model/names.ts'
import { tellApps } from './appsignin.ts'
import type { Broadcast } from './broadcast.ts'
import { openFront } from './front.ts'
import type { Front, FrontAddress } from './front.ts'
import type { Ground } from './ground.ts'
import { Https } from './https.ts'
import type { HttpsFacts } from './https.ts'
import type { Intents } from './intents.ts'
import type { EngineOptions } from './options.ts'

/** Before the gateway has said where it listens. */
const nowhere: FrontAddress = { port: null, pid: null, tls: null, lan: null }
/** Before certificates have said what they have. */
const noHttps: HttpsFacts = { settled: false, url: null, port: null, authority: null }

/** Where this machine is reached, for those who are opened before anybody can reach it. */
export class Reached {
  #front: Front | undefined
  #https: Https | undefined

  readonly front = (): FrontAddress => this.#front?.address() ?? nowhere
  readonly https = (): HttpsFacts => this.#https?.told() ?? noHttps

  by(what: { readonly front?: Front; readonly https?: Https }): void {
    this.#front = what.front ?? this.#front
    this.#https = what.https ?? this.#https
  }
}

export interface EntranceTies {
  readonly reached: Reached
  readonly provider: AppProvider
  readonly broadcast: Broadcast
  readonly supervisor: Supervisor
  readonly intents: Intents
  readonly jobs: Jobs
}

/** Where people come in: the certificates and the gateway, each told of what the other has come to. */
export async function openEntrance(options: EngineOptions, ground: Ground, ties: EntranceTies, scope: Scope): Promise<{ readonly front: Front; readonly https: Https }> {
  const { log, access, demands, db, engine } = ground
  const { reached, provider, broadcast, supervisor, intents, jobs } = ties
  const held: { front?: Front } = {}
  const onAddress = (): void => {
    broadcast.tellAll()
    follow(tellApps(provider, reached, { db, jobs }), log)
  }
  const https = scope.use(
    await Https.open(ground, {
      front: reached.front,
      send: (frame) => held.front?.send(frame),
      onLabel: () => follow(held.front?.refresh().then(onAddress) ?? Promise.resolve(), log),
      onAddress,
    }),
  )
  reached.by({ https })
  const heard = { lan: () => https.label(), after: () => https.frames(), onRoutes: () => https.wake(), onAddress: () => (https.wake(), onAddress()) }
  const asked = { onRetry: (name: InstanceName) => retry(intents, name, log), onSeen: (seen: Parameters<typeof access.witness>[0]) => follow(access.witness(seen), log) }
  const front = scope.use(await openFront({ ...options, engine, access, demands, broadcast, supervisor, ...heard, ...asked }))
  held.front = front
  reached.by({ front })
  return { front, https }
}

/** What follows from an event and is nobody's answer. */
export function follow(work: Promise<void>, log: Log): void {
  work.catch((err: unknown) => log.error({ err }, 'what follows from an event could not be done'))
}

/** A visitor's wish: it is granted or it is not, and nobody waits for the answer but the page that watches the state. */
function retry(intents: Intents, name: InstanceName, log: Log): void {
  intents.retry(name).catch((err: unknown) => log.warn({ err, instance: name }, 'a retry was not possible'))
}
