import { lstat, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Docker } from '../../docker/docker.ts'
import type { Log } from '../../kit/log.ts'
import type { Offer, Origin } from '../../model/origin.ts'
import { Problem } from '../../model/problem.ts'
import type { Announcement, Door, Fetched, Tools } from '../door.ts'
import { appFolder, offersOf, readMeta } from './catalogue.ts'
import type { Catalogue } from './catalogue.ts'
import { copyApp } from './files.ts'
import { pictureType } from '../../model/picture.ts'
import { bringImage, giveBuildFiles, imagesOf } from './images.ts'
import { watchStores } from './watch.ts'

export interface StoreOptions {
  readonly stores: readonly Catalogue[]
  readonly docker: Docker
  readonly busybox: string
  readonly log: Log
}

/** The store door: apps picked from catalogues, which are folders for now. */
export function storeDoor(options: StoreOptions): Door {
  const { stores, log } = options
  const offers = async (): Promise<readonly Offer[]> => {
    const each = await Promise.allSettled(stores.map(offersOf))
    each.forEach((result, at) => {
      if (result.status === 'rejected') log.warn({ err: result.reason as unknown, store: stores[at]?.name }, 'a catalogue cannot be read')
    })
    return each.flatMap((result) => (result.status === 'fulfilled' ? result.value : []))
  }
  return {
    name: 'store',
    offers,
    open: async (hall) => await Promise.resolve(watchStores({ stores, offers, hall, log })),
    icon: async (origin) => await iconOf(catalogueOf(stores, origin), origin),
    fetch: async (what, into, tools) => await fetch(options, what, into, tools),
  }
}

async function fetch({ stores, docker, busybox }: StoreOptions, { origin, version }: Announcement, into: string, tools: Tools): Promise<Fetched> {
  const from = appFolder(catalogueOf(stores, origin), origin.app)
  const meta = await tools.step('files', async () => {
    const found = await readMeta(origin.app, from)
    if (found.app_version !== version) throw new Problem('no-offer', { app: `${origin.app} ${version}` })
    await copyApp(origin.app, from, into)
    await giveBuildFiles(found, into, busybox)
    return found
  })
  const template = await readFile(join(from, 'docker-compose.yml.template'), 'utf8').catch((error: unknown) => {
    throw new Problem('bad-entry', { app: origin.app, where: 'docker-compose.yml.template', reason: 'it is missing' }, error)
  })
  for (const image of imagesOf(origin.app, template)) {
    await tools.step(`image ${image.name}`, async () => await bringImage(docker, image, into, tools))
  }
  return { folder: into, meta }
}

async function iconOf(catalogue: Catalogue, origin: Origin): Promise<{ type: string; bytes: Buffer } | undefined> {
  const folder = appFolder(catalogue, origin.app)
  const { icon } = await readMeta(origin.app, folder)
  const type = pictureType(icon)
  if (!type || icon.includes('/')) return undefined
  const found = await lstat(join(folder, icon)).catch(() => undefined)
  return found?.isFile() ? { type, bytes: await readFile(join(folder, icon)) } : undefined
}

function catalogueOf(stores: readonly Catalogue[], origin: Origin): Catalogue {
  const found = stores.find(({ name }) => name === origin.store)
  if (!found) throw new Problem('no-offer', { app: origin.app })
  return found
}
