import { join } from 'node:path'
import type { ImageOptions } from '../doors/image/ties.ts'
import type { InstanceName } from '../model/names.ts'
import { consoleAt } from './consoleat.ts'
import type { Reached } from './entrance.ts'
import type { Ground } from './ground.ts'
import { servingOf } from './pushing.ts'

export interface ImagingTies {
  readonly reached: Reached
  readonly url: (name: string) => string
  readonly isTaken: (name: InstanceName) => Promise<boolean>
  readonly onChange: (name: InstanceName) => void
}

/** What the image door is opened with. */
export function imageOptions(ground: Ground, ties: ImagingTies): ImageOptions {
  const { data, engine, db, docker, access, places, clock, scrubber, reports, log } = ground
  return {
    engine,
    rows: db.doorRows('image'),
    releases: db.releases,
    vault: access.vault,
    docker,
    removeImage: async (name) => await docker.removeImage(engine, name),
    serving: (name) => servingOf(reports.get(name)),
    onChange: ties.onChange,
    clock,
    log,
    know: (secret) => scrubber.know(secret),
    folder: join(data, 'images'),
    staging: (job) => join(places.allStaging, job),
    isTaken: ties.isTaken,
    url: (name) => `${ties.url(name)}/`,
    hookUrl: (hook) => `${consoleAt(ground, ties.reached)}/doors/image/${hook}`,
  }
}
