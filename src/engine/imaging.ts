import { join } from 'node:path'
import type { ImageOptions } from '../doors/image/ties.ts'
import { consoleAt } from './consoleat.ts'
import type { Reached } from './entrance.ts'
import type { Ground } from './ground.ts'
import { releasing } from './releasing.ts'
import type { ReleasingTies } from './releasing.ts'

export interface ImagingTies extends ReleasingTies {
  readonly reached: Reached
}

/** What the image door is opened with. */
export function imageOptions(ground: Ground, ties: ImagingTies): ImageOptions {
  const { data, db, docker, clock, log } = ground
  return {
    ...releasing(ground, ties),
    rows: db.doorRows('image'),
    docker,
    clock,
    log,
    folder: join(data, 'images'),
    hookUrl: (hook) => `${consoleAt(ground, ties.reached)}/doors/image/${hook}`,
  }
}
