import type { RegisteredImageView } from '../../model/image.ts'
import type { InstanceView } from '../../model/instance.ts'
import { addressesOf } from '../addresses.ts'

/** Where this visitor reaches what an image runs; nothing before its first release. */
export function addressOf({ name, live, url }: Pick<RegisteredImageView, 'name' | 'live' | 'url'>, instances: readonly InstanceView[], here: Parameters<typeof addressesOf>[1]): string | undefined {
  if (live === null) return undefined
  const instance = instances.find((each) => each.name === name)
  return (instance && addressesOf(instance, here)[0]) ?? url
}
