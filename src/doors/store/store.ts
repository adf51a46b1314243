import { readFile } from 'node:fs/promises'
import type { Docker } from '../../docker/docker.ts'
import { systemClock } from '../../kit/clock.ts'
import type { Clock } from '../../kit/clock.ts'
import type { Log } from '../../kit/log.ts'
import type { StoreOrigin } from '../../model/origin.ts'
import { pictureType } from '../../model/picture.ts'
import { asProblem, Problem } from '../../model/problem.ts'
import type { Door } from '../door.ts'
import type { Catalogue } from './catalogue.ts'
import { detailsOf } from './details.ts'
import { fetchApp } from './fetch.ts'
import { StoreRegistry } from './stores.ts'
import type { DoorRows, SetStore, Stores } from './stores.ts'

/** Milliseconds that an app's page waits for files of its catalogue, and a picture. */
const pageWithin = 60_000
const iconWithin = 15_000

export interface StoreOptions {
  /** Those that come with Berth or from the settings. */
  readonly stores: readonly SetStore[]
  /** Where what comes from elsewhere is kept, in `stores/<name>`. */
  readonly cache: string
  readonly rows: DoorRows
  readonly docker: Docker
  /** A static busybox of this machine, for apps that are built on it. */
  readonly busybox: string
  readonly log: Log
  readonly clock?: Clock
}

/** The store door: apps picked from catalogues. */
export interface StoreDoor extends Door<StoreOrigin> {
  readonly stores: Stores
}

export function storeDoor(options: StoreOptions): StoreDoor {
  const registry = new StoreRegistry({ clock: systemClock, ...options })
  const { images } = registry
  const catalogueOf = async ({ store, app }: StoreOrigin): Promise<Catalogue> => {
    return await registry.one(store).catch((error: unknown) => {
      throw asProblem(error).code === 'not-found' ? new Problem('no-offer', { app }, error) : error
    })
  }
  return {
    name: 'store',
    stores: registry,
    open: async (hall) => await registry.watch(hall),
    offers: async () => (await Promise.all((await registry.all()).map(async (catalogue) => await catalogue.offers()))).flat(),
    details: async (origin) => {
      const catalogue = await catalogueOf(origin)
      const folder = await catalogue.folder(await catalogue.good(origin.app), { signal: AbortSignal.timeout(pageWithin) })
      return await detailsOf(origin.app, folder, images)
    },
    icon: async (origin) => {
      const found = await (await catalogueOf(origin)).icon(origin.app, AbortSignal.timeout(iconWithin))
      const type = found && pictureType(found.name)
      return found && type ? { type, bytes: await readFile(found.file) } : undefined
    },
    fetch: async (what, into, tools) => await fetchApp({ catalogue: await catalogueOf(what.origin), images, docker: options.docker, busybox: options.busybox }, what, into, tools),
  }
}
