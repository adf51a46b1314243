import type { InstanceView } from '../../model/instance.ts'
import type { PreviewView } from '../../model/preview.ts'
import { addressesOf } from '../addresses.ts'

/** Where this visitor reaches a preview. */
export function addressOf({ name, url }: Pick<PreviewView, 'name' | 'url'>, instances: readonly InstanceView[], here: Parameters<typeof addressesOf>[1]): string {
  const instance = instances.find((each) => each.name === name)
  return (instance && addressesOf(instance, here)[0]) ?? url
}
