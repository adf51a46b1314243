import type { InstanceView } from '../../model/instance.ts'
import type { ProjectView } from '../../model/project.ts'
import { addressesOf } from '../addresses.ts'

/** Where this visitor reaches what a project serves; nothing before its first release. */
export function addressOf({ name, live, url }: ProjectView, instances: readonly InstanceView[], here: Parameters<typeof addressesOf>[1]): string | undefined {
  if (live === null) return undefined
  const instance = instances.find((each) => each.name === name)
  return instance ? (addressesOf(instance, here)[0] ?? url) : url
}
