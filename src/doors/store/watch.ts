import { stat } from 'node:fs/promises'
import type { Log } from '../../kit/log.ts'
import { Loop } from '../../kit/loop.ts'
import type { Offer } from '../../model/origin.ts'
import type { Hall } from '../door.ts'
import { listingFile } from './catalogue.ts'
import type { Catalogue } from './catalogue.ts'

/** How often the catalogues are looked at, milliseconds; a folder tells by its listing's date whether it has news. */
const every = 60_000

export interface WatchOptions {
  readonly stores: readonly Catalogue[]
  readonly offers: () => Promise<readonly Offer[]>
  readonly hall: Hall
  readonly log: Log
}

/** Announces what the catalogues have: at once, and again whenever a listing has changed. */
export function watchStores({ stores, offers, hall, log }: WatchOptions): AsyncDisposable {
  let announced = ''
  const turn = async (): Promise<void> => {
    const dates = await Promise.all(
      stores.map(
        async (store) =>
          await stat(listingFile(store)).then(
            ({ mtimeMs }) => mtimeMs,
            () => 0,
          ),
      ),
    )
    if (dates.join() === announced) return
    for (const { origin, version, bad } of await offers()) if (!bad) await hall.announce({ origin, version })
    announced = dates.join()
  }
  return new Loop({ every, turn, onError: (err) => log.warn({ err }, 'the catalogues could not be looked at') })
}
