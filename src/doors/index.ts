import type { Docker } from '../docker/docker.ts'
import type { Log } from '../kit/log.ts'
import { Scope } from '../kit/scope.ts'
import type { Offer, Origin } from '../model/origin.ts'
import { Problem } from '../model/problem.ts'
import type { Door, Hall } from './door.ts'
import { storeDoor } from './store/store.ts'
import type { Catalogue } from './store/catalogue.ts'

export interface DoorsOptions {
  /** The catalogue that comes with Berth. */
  readonly starter: string
  readonly stores: readonly Catalogue[]
  readonly docker: Docker
  /** A static busybox of this machine, for apps that are built on it. */
  readonly busybox: string
  readonly log: Log
}

export interface Doors {
  readonly all: readonly Door[]
  of(origin: Origin): Door
  offers(): Promise<readonly Offer[]>
  open(hall: Hall): Promise<AsyncDisposable>
}

/** Every door there is; a new one is one line here. */
export function openDoors(options: DoorsOptions): Doors {
  const stores = [{ name: 'starter', folder: options.starter }, ...options.stores]
  const all: readonly Door[] = [storeDoor({ ...options, stores })]
  return {
    all,
    of: ({ door }) => {
      const found = all.find((each) => (each.name as string) === door)
      if (!found) throw new Problem('not-found', { what: 'door', name: door })
      return found
    },
    offers: async () => (await Promise.all(all.map(async (door) => await door.offers()))).flat(),
    open: async (hall) => {
      const scope = new Scope()
      for (const door of all) scope.use(await door.open(hall, scope.signal))
      return scope
    },
  }
}
