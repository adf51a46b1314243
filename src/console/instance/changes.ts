import type { Size } from '../../model/size.ts'
import type { Change } from '../../model/update.ts'
import { say } from '../messages.ts'

/** A change as people read it: a machine's size in its gigabytes. */
export function changeWords({ what, from, to }: Change): Change {
  const sized = (value: string | null): string | null => (what === 'machine size' && isSize(value) ? say.offer.memoryOf(value) : value)
  return { what, from: sized(from), to: sized(to) }
}

function isSize(value: string | null): value is Size {
  return value !== null && Object.hasOwn(say.store.sizes, value)
}
