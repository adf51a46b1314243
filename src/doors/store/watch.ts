import { pauseAfter } from '../../kit/backoff.ts'
import type { Clock } from '../../kit/clock.ts'
import type { Log } from '../../kit/log.ts'
import { Loop } from '../../kit/loop.ts'
import type { Hall } from '../door.ts'
import type { Catalogue } from './catalogue.ts'

/** After a failure a place beyond this machine is asked again sooner than usual, then ever more rarely; milliseconds. */
const backoff = { first: 60_000, cap: 60 * 60_000 }

export interface WatchOptions {
  readonly catalogue: Catalogue
  readonly hall: Hall
  readonly clock: Clock
  readonly log: Log
  /** It was read just now, so it is not asked at once. */
  readonly fresh: boolean
}

/** Keeps one store fresh, and announces what it has: at once, and again whenever it has changed. Waking looks for such a change. */
export function watchCatalogue({ catalogue, hall, clock, log, fresh }: WatchOptions): Loop {
  let due = fresh ? clock.steady() + catalogue.every : 0
  let failures = 0
  let announced = -1
  const refresh = async (signal: AbortSignal): Promise<void> => {
    failures = await catalogue.refresh(signal).then(
      () => 0,
      (error: unknown) => {
        signal.throwIfAborted()
        log.warn({ err: error, store: catalogue.name }, 'a store cannot be read')
        return failures + 1
      },
    )
    due = clock.steady() + (failures > 0 && catalogue.every > backoff.first ? pauseAfter(failures, backoff) : catalogue.every)
  }
  const turn = async (signal: AbortSignal): Promise<number> => {
    if (clock.steady() >= due) await refresh(signal)
    const { edition } = catalogue
    if (edition !== announced) {
      await announceAll(catalogue, hall)
      announced = edition
      await catalogue.prepare(signal)
    }
    return Math.max(0, due - clock.steady())
  }
  return new Loop({ every: catalogue.every, turn, onError: (err) => log.warn({ err, store: catalogue.name }, 'a store could not be looked after') })
}

async function announceAll(catalogue: Catalogue, hall: Hall): Promise<void> {
  for (const { offer } of await catalogue.offers()) if (offer.bad === undefined) await hall.announce({ origin: offer.origin, version: offer.version })
}
