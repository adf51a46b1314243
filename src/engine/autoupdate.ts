import type { Log } from '../kit/log.ts'
import type { Clock } from '../kit/clock.ts'
import { Loop } from '../kit/loop.ts'
import type { LocalDb } from '../localdb/localdb.ts'
import type { Spec } from '../model/instance.ts'
import type { Intents } from './intents.ts'

/** How often it is asked whether an update may begin by itself, milliseconds: hours are as fine as people say it. */
const every = 5 * 60_000

/**
 * May an update of this instance begin by itself at this hour (0 to 23, the machine's own time)? Not of a version that
 * was refused: somebody has to say so. Hours that pass midnight do; equal hours are the whole day.
 */
export function mayUpdate({ offered, updates, refused, plan, removal, update }: Spec, hour: number): boolean {
  if (!offered || !plan || removal || update || updates.when !== 'auto' || refused?.version === offered) return false
  const { from, to } = updates
  if (from === to) return true
  return from < to ? hour >= from && hour < to : hour >= from || hour < to
}

export interface AutoUpdateOptions {
  readonly db: LocalDb
  readonly intents: Pick<Intents, 'update'>
  readonly clock: Clock
  readonly log: Log
}

/** Begins the updates that may begin by themselves; `wake` it when something was offered. */
export function autoUpdate({ db, intents, clock, log }: AutoUpdateOptions): Loop {
  const turn = async (): Promise<void> => {
    const due = (await db.specs.all()).filter((spec) => mayUpdate(spec, clock.date().getHours()))
    for (const { name } of due) await intents.update(name, {}).catch((err: unknown) => log.warn({ err, instance: name }, 'an update did not begin by itself'))
  }
  return new Loop({ every, turn, onError: (err) => log.warn({ err }, 'looking for updates again later') })
}
