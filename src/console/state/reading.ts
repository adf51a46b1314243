import type { InstanceView, ShelfItem } from '../../model/instance.ts'
import type { RegisteredImageView } from '../../model/image.ts'
import type { JobView } from '../../model/job.ts'
import type { Origin } from '../../model/origin.ts'
import type { PreviewView } from '../../model/preview.ts'
import type { Picture } from './picture.ts'

/** Questions about the picture. */

export function isAsleep({ state, mode }: InstanceView): boolean {
  return (state === 'paused' || state === 'stopped') && mode !== 'off'
}

export function isOff({ state, mode }: InstanceView): boolean {
  return state === 'stopped' && mode === 'off'
}

export function isLive({ state }: Pick<JobView, 'state'>): boolean {
  return state === 'queued' || state === 'running' || state === 'waiting'
}

export function isSameOrigin(a: Origin, b: Origin): boolean {
  if (a.door === 'push') return b.door === 'push' && a.project === b.project
  if (a.door === 'preview') return b.door === 'preview' && a.preview === b.preview
  if (a.door === 'image') return b.door === 'image' && a.image === b.image
  return b.door === 'store' && a.store === b.store && a.app === b.app
}

export function instancesOf(picture: Picture, origin: Origin): readonly InstanceView[] {
  return picture.instances.filter((instance) => isSameOrigin(instance.origin, origin))
}

export function keptDataOf(picture: Picture, origin: Origin): readonly ShelfItem[] {
  return picture.shelf.filter((item) => isSameOrigin(item.origin, origin))
}

export function jobOf(picture: Picture, instance: InstanceView): JobView | undefined {
  return picture.jobs.find(({ id }) => id === instance.job)
}

/** The installs at work among these. */
export function installsOf(picture: Picture, instances: readonly InstanceView[]): readonly JobView[] {
  return instances.flatMap((instance) => jobOf(picture, instance) ?? []).filter(({ kind }) => kind === 'install')
}

/** The latest job of these kinds for an instance. */
export function latestJobOf({ jobs }: Picture, name: string, kinds: readonly string[]): JobView | undefined {
  return jobs.find(({ instance, kind }) => instance === name && kinds.includes(kind))
}

/** A version that it could be updated to, and that was not tried in vain before. A project's releases come by themselves. */
export function isUpdateOffered({ origin, offered, version, refused, updates }: InstanceView): boolean {
  return origin.door === 'store' && version !== null && offered !== null && offered !== version && refused?.version !== offered && updates.when !== 'never'
}

/** An update did not get well and was put back by itself, nothing newer came since, and it still matters to somebody. */
export function wasPutBack({ offered, refused, updates }: InstanceView): boolean {
  return refused !== null && updates.when !== 'never' && refused.cause.code !== 'went-back' && (offered === null || offered === refused.version)
}

/** A commit of a fork or an outsider that nobody has looked at yet. */
export function waitingIn({ previews }: Picture): readonly PreviewView[] {
  return previews.filter(({ state }) => state === 'approval')
}

/** Something newer was seen, and it is taken when somebody says so. */
export function isNewerOffered({ newer, policy }: RegisteredImageView): boolean {
  return policy.take === 'ask' && Object.keys(newer).length > 0
}

/** Where its newest release is not the one that serves, or its registry cannot be looked at. */
export function troubleOf({ failure, cause }: RegisteredImageView): RegisteredImageView['cause'] {
  return failure ?? cause
}

/** What a person should look at: failed instances, and failed jobs of instances that say nothing of it themselves, nor what they came from. */
export function failuresIn({ instances, projects, previews, images, jobs }: Picture): { readonly instances: readonly InstanceView[]; readonly jobs: readonly JobView[] } {
  const failed = instances.filter(({ state }) => state === 'failed')
  const sayThemselves = [...projects.filter(({ cause }) => cause !== null), ...previews, ...images.filter((image) => troubleOf(image) !== null)]
  const told = new Set<string>([...failed, ...sayThemselves].map(({ name }) => name))
  const putBack = new Set<string>(instances.filter(wasPutBack).map(({ name }) => name))
  const isTold = ({ kind, instance }: JobView): boolean => told.has(instance ?? '') || (kind === 'update' && putBack.has(instance ?? ''))
  const latest = new Map(jobs.toReversed().map((job) => [`${job.kind} ${job.instance ?? job.id}`, job]))
  const lost = [...latest.values()].filter((job) => job.state === 'failed' && !isTold(job) && instances.some(({ name }) => name === job.instance))
  return { instances: failed, jobs: lost }
}

export function countsOf(instances: readonly InstanceView[]): { readonly running: number; readonly asleep: number; readonly off: number; readonly failed: number } {
  const count = (test: (instance: InstanceView) => boolean): number => instances.filter(test).length
  return { running: count(({ state }) => state === 'running'), asleep: count(isAsleep), off: count(isOff), failed: count(({ state }) => state === 'failed') }
}
