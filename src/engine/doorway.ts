import { join } from 'node:path'
import { openDoors } from '../doors/index.ts'
import type { Doors } from '../doors/index.ts'
import { openImageDoor } from '../doors/image/image.ts'
import { openPreviewDoor } from '../doors/preview/preview.ts'
import type { Scope } from '../kit/scope.ts'
import type { FeedMessage } from '../model/api.ts'
import type { JobView } from '../model/job.ts'
import type { InstanceName } from '../model/names.ts'
import { buildWays } from './buildways.ts'
import { follow } from './entrance.ts'
import type { Reached } from './entrance.ts'
import type { Ground } from './ground.ts'
import { imageOptions } from './imaging.ts'
import type { Intents } from './intents.ts'
import { News } from './news.ts'
import { previewOptions } from './previewing.ts'
import { pushOptions } from './pushing.ts'

export interface DoorwayTies {
  /** The folder of the catalogue that comes with Berth. */
  readonly starter: string
  readonly reached: Reached
  /** The address of an instance, or of another label below the domain. */
  readonly url: (label: string) => string
  readonly intents: () => Intents
  readonly tell: (message: FeedMessage) => void
}

export interface Doorway {
  readonly doors: Doors
  /** Something was told of an instance, or of a job: it may be one of a door's. */
  readonly hear: (name: InstanceName | null, job: JobView | null) => void
}

/** Every door with what it may use of the engine; each tells the feed how what it has is now. */
export async function openDoorway(ground: Ground, ties: DoorwayTies, scope: Scope): Promise<Doorway> {
  const { data, db, docker, settings, log } = ground
  const cache = join(data, 'cache')
  const made: { doors?: Doors } = {}
  const isTaken = async (name: InstanceName): Promise<boolean> =>
    (await db.specs.get(name)) !== undefined || (await db.projects.get(name)) !== undefined || made.doors?.preview.previews.has(name) === true || made.doors?.image.images.has(name) === true
  const news = newsOf(made, ties.tell, ground, scope)
  const shared = { ...ties, isTaken, ways: buildWays(ground) }
  const push = pushOptions(ground, { ...shared, onChange: (name) => news.projects.changed(name) })
  const preview = await openPreviewDoor(previewOptions(ground, { ...shared, onChange: (name) => news.previews.changed(name) }), scope.signal)
  const image = await openImageDoor(imageOptions(ground, { ...shared, onChange: (name) => news.images.changed(name) }))
  const doors = openDoors({ starter: ties.starter, stores: settings.stores, push, preview, image, docker, busybox: join(cache, 'busybox'), cache, rows: db.doorRows('store'), log })
  made.doors = doors
  const hear = (name: InstanceName | null, job: JobView | null): void => {
    doors.push.hear(name, job?.id ?? null)
    if (name === null) return
    follow(doors.preview.hear(name, job), log)
    doors.image.hear(name)
  }
  return { doors, hear }
}

/** Each door's own, one view at a time. */
function newsOf(made: { readonly doors?: Doors }, tell: DoorwayTies['tell'], { log }: Ground, scope: Scope) {
  const told = { tell, log }
  return {
    projects: scope.use(
      new News({ ...told, view: async (name) => await made.doors?.push.view(name), here: (value) => ({ type: 'project', value }), gone: (name) => ({ type: 'project-gone', name }) }),
    ),
    previews: scope.use(
      new News({ ...told, view: async (name) => await made.doors?.preview.view(name), here: (value) => ({ type: 'preview', value }), gone: (name) => ({ type: 'preview-gone', name }) }),
    ),
    images: scope.use(new News({ ...told, view: async (name) => await made.doors?.image.view(name), here: (value) => ({ type: 'image', value }), gone: (name) => ({ type: 'image-gone', name }) })),
  }
}
