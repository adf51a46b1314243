import type { InstanceView } from '../../model/instance.ts'
import type { Origin } from '../../model/origin.ts'

type Door = Origin['door']
const order: readonly Door[] = ['store', 'push', 'preview', 'image']

/** The doors that apps here came by, as they are offered to choose from. */
export function doorsOf(instances: readonly InstanceView[]): readonly Door[] {
  return order.filter((door) => instances.some(({ origin }) => origin.door === door))
}

/** Those that came by one door; all of them where it is no door's name. */
export function cameBy(instances: readonly InstanceView[], door: string): readonly InstanceView[] {
  return order.some((each) => each === door) ? instances.filter(({ origin }) => origin.door === door) : instances
}
