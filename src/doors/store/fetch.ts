import type { Docker } from '../../docker/docker.ts'
import { demandGrants, survey } from '../../bundle/survey.ts'
import type { StoreOrigin } from '../../model/origin.ts'
import { Problem } from '../../model/problem.ts'
import type { Announcement, Fetched, Tools } from '../door.ts'
import { readAppFolder } from './appfolder.ts'
import type { Catalogue } from './catalogue.ts'
import { copyApp } from './files.ts'
import { bringImages, giveBuildFiles, imagesOf } from './images.ts'
import type { ImagesHere } from './imageshere.ts'

export interface FetchOptions {
  readonly catalogue: Catalogue
  readonly docker: Docker
  readonly images: ImagesHere
  readonly busybox: string
}

/** Brings an app's files and then its images. What it may not have is refused between the two. */
export async function fetchApp(options: FetchOptions, what: Announcement<StoreOrigin>, into: string, tools: Tools): Promise<Fetched> {
  const { app } = what.origin
  await tools.step('files', async () => await bringFiles(options, what, into, tools))
  const template = await readAppFolder(app, into)
  const surveyed = survey(template)
  demandGrants(app, surveyed.asks, tools.grants)
  await bringImages(options.docker, imagesOf(surveyed), into, tools)
  const needed = surveyed.services.map(({ image }) => ({ image, alone: false }))
  await options.images.look(needed, true).catch(() => undefined) // only for what the catalogue shows
  return { folder: into, template }
}

async function bringFiles({ catalogue, busybox }: FetchOptions, { origin: { app }, version }: Announcement<StoreOrigin>, into: string, tools: Tools): Promise<void> {
  const onBytes = (done: number, total: number | null): void => tools.progress(total === null ? null : done / total)
  const from = await catalogue.folder(await catalogue.good(app), { signal: tools.signal, onBytes })
  const { meta } = await readAppFolder(app, from)
  if (meta.app_version !== version) throw new Problem('no-offer', { app: `${app} ${version}` })
  await copyApp(app, from, into)
  await giveBuildFiles(meta, into, busybox)
}
