import type { Docker, SeenContainer } from '../docker/docker.ts'
import type { ListeningSocket } from '../docker/listening.ts'
import type { Clock } from '../kit/clock.ts'
import type { InstanceName } from '../model/names.ts'
import type { Entry, Plan } from '../model/plan.ts'
import { Problem } from '../model/problem.ts'

/** A process that listens, and for this long (milliseconds) not where it should, will not do so later. */
const sure = 10_000

/** Whether the app of one plan has answered, and since when it may be expected to. */
export class Readiness {
  readonly #clock: Clock
  ready = false
  #since: number | null = null
  #deafSince: number | null = null

  constructor(clock: Clock) {
    this.#clock = clock
  }

  reset(): void {
    this.ready = false
    this.#since = null
    this.#deafSince = null
  }

  /** It is looked for: its time begins, if it has not. Throws `unhealthy` when that is over. */
  hurry(name: InstanceName, { readyWithin, entries }: Plan): void {
    this.#since ??= this.#clock.steady()
    if (this.#clock.steady() - this.#since < readyWithin * 1000) return
    throw new Problem('unhealthy', { name, port: entries[0]?.port ?? 0, seconds: readyWithin })
  }

  /** Milliseconds until its time is over, at most; null while nobody waits for it. */
  patience({ readyWithin }: Plan): number | null {
    return this.#since === null || this.ready ? null : readyWithin * 1000
  }

  /** Where it listens now. Throws `wrong-port` or `loopback-only` when that has been wrong for long enough. */
  hear(name: InstanceName, entry: Entry, sockets: readonly ListeningSocket[] | null): void {
    const problem = deafness(name, entry, sockets)
    this.#deafSince = problem ? (this.#deafSince ?? this.#clock.steady()) : null
    if (problem && this.#deafSince !== null && this.#clock.steady() - this.#deafSince >= sure) throw problem
  }
}

/** Where the container of a service listens; null where it has none, or that cannot be known. */
export async function listeningOf(docker: Docker, service: string, containers: readonly SeenContainer[]): Promise<readonly ListeningSocket[] | null> {
  const container = containers.find((one) => one.service === service)
  return container ? await docker.listening(container.id) : null
}

/** Why nobody can reach an app that runs; nothing where that is not to be seen from where it listens. */
export function deafness(name: InstanceName, { port }: Entry, sockets: readonly ListeningSocket[] | null): Problem | undefined {
  if (!sockets || sockets.length === 0) return undefined
  const there = sockets.filter((socket) => socket.port === port)
  if (there.some(({ loopback }) => !loopback)) return undefined
  if (there.length > 0) return new Problem('loopback-only', { name, port })
  const ports = [...new Set(sockets.map((socket) => socket.port))].sort((a, b) => a - b)
  return new Problem('wrong-port', { name, port, ports: `${ports.length > 1 ? 'ports' : 'port'} ${ports.join(', ')}` })
}
