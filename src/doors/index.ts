import { Scope } from '../kit/scope.ts'
import type { Origin } from '../model/origin.ts'
import { Problem } from '../model/problem.ts'
import type { Door, Hall, Offered } from './door.ts'
import type { ImageDoor } from './image/image.ts'
import type { PreviewDoor } from './preview/preview.ts'
import { PushDoor } from './push/push.ts'
import type { PushOptions } from './push/push.ts'
import { storeDoor } from './store/store.ts'
import type { StoreOptions } from './store/store.ts'
import type { Stores } from './store/stores.ts'

export interface DoorsOptions extends StoreOptions {
  readonly push: PushOptions
  /** Opened as far as their rows. */
  readonly preview: PreviewDoor
  readonly image: ImageDoor
  /** The folder of the catalogue that comes with Berth. */
  readonly starter: string
}

export interface Doors {
  readonly all: readonly Door[]
  /** The catalogues of the store door. */
  readonly stores: Stores
  readonly push: PushDoor
  readonly preview: PreviewDoor
  readonly image: ImageDoor
  of(origin: Origin): Door
  /** The same objects as long as nothing has changed. */
  offers(): Promise<readonly Offered[]>
  open(hall: Hall): Promise<AsyncDisposable>
}

/** Every door there is; a new one is one line here. */
export function openDoors(options: DoorsOptions): Doors {
  const store = storeDoor({ ...options, stores: [{ name: 'starter', folder: options.starter }, ...options.stores] })
  const push = new PushDoor(options.push)
  const { preview, image } = options
  const all: readonly Door[] = [store, push, preview, image]
  return {
    all,
    stores: store.stores,
    push,
    preview,
    image,
    of: ({ door }) => {
      const found = all.find((each) => each.name === door)
      if (!found) throw new Problem('not-found', { what: 'door', name: door })
      return found
    },
    offers: async () => (await Promise.all(all.map(async (door) => await door.offers()))).flat(),
    open: async (hall) => {
      const scope = new Scope()
      for (const door of all) scope.use(await door.open(hall, scope.signal))
      return scope
    },
  }
}
