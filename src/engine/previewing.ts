import { join } from 'node:path'
import { dropCaches } from '../builders/buildpacks/caches.ts'
import { clients } from '../doors/preview/wires.ts'
import type { PreviewOptions, Wishes } from '../doors/preview/ties.ts'
import { Problem } from '../model/problem.ts'
import { consoleAt } from './consoleat.ts'
import type { BuildWays } from '../doors/push/build.ts'
import type { Reached } from './entrance.ts'
import type { Ground } from './ground.ts'
import type { Intents } from './intents.ts'
import { buildLimits, releasing } from './releasing.ts'
import type { ReleasingTies } from './releasing.ts'

const anHour = 60 * 60_000

export interface PreviewingTies extends ReleasingTies {
  readonly reached: Reached
  readonly ways: BuildWays
  readonly intents: () => Intents
}

/** What the preview door is opened with. */
export function previewOptions(ground: Ground, ties: PreviewingTies): PreviewOptions {
  const { data, engine, db, docker, settings, clock, demands, log } = ground
  return {
    ...releasing(ground, ties),
    rows: db.doorRows('preview'),
    deliveries: db.deliveries,
    log,
    now: () => clock.date(),
    folder: join(data, 'previews'),
    build: async (request, tools) => await ties.ways.build(request, tools),
    limits: buildLimits(settings),
    hasImage: async (name) => await docker.hasImage(name),
    dropCaches: async (project) => await dropCaches(docker.runs, { engine, project }),
    idle: (name) => {
      const { idle } = demands.of(name)
      return Number.isFinite(idle) ? idle / anHour : null
    },
    wishes: wishesOf(ground, ties),
    console: (place) => `${consoleAt(ground, ties.reached)}/${place}`,
    clients,
    sweepEvery: settings.preview_sweep_minutes * 60_000,
  }
}

/** A person's wish for an instance that may not be there yet: then there is nothing to do. */
function wishesOf({ db, demands, log }: Ground, { intents }: PreviewingTies): Wishes {
  const unless = async (codes: readonly string[], work: () => Promise<void>): Promise<boolean> => {
    try {
      await work()
      return true
    } catch (error) {
      if (!(error instanceof Problem) || !codes.includes(error.code)) throw error
      log.debug({ err: error }, 'a wish for a preview has to wait, or is granted already')
      return false
    }
  }
  return {
    stop: async (name) => {
      await unless(['not-found', 'busy'], async () => await intents().stop(name))
    },
    start: async (name) => {
      await unless(['not-found', 'busy'], async () => await intents().start(name))
    },
    open: async (name, access) => {
      const spec = await db.specs.get(name)
      if (!spec) return
      await unless(['not-found', 'busy'], async () => {
        await intents().change(name, { policy: { ...spec.policy, access } })
      })
    },
    touch: (name) => demands.touch(name),
    discard: async (name) => await unless(['busy'], async () => await intents().discard(name)),
  }
}
