import type { JobView } from '../../model/job.ts'
import type { RegisteredImage, RegisteredImageView } from '../../model/image.ts'
import type { InstanceName } from '../../model/names.ts'
import { catalogue } from '../../model/problems.ts'
import type { ImageJobs, ImageOptions } from './ties.ts'

const isLive = ({ state }: JobView): boolean => state === 'queued' || state === 'running' || state === 'waiting'

/** `jobs`: the newest first. */
export async function viewOf(options: Pick<ImageOptions, 'releases' | 'serving' | 'url' | 'hookUrl'>, image: RegisteredImage, jobs: readonly JobView[]): Promise<RegisteredImageView> {
  const { last: _, ...seen } = image
  const { name, hook } = image
  const now = options.serving(name)
  const newest = (await options.releases.of(name))[0]
  const job = jobs.find(({ kind, instance }) => kind === 'image' && instance === name)
  const notCome = job?.state === 'failed' && job.created > (newest?.created ?? '') ? job.cause : null
  return {
    ...seen,
    url: options.url(name),
    hookUrl: options.hookUrl(hook),
    state: now?.state ?? null,
    live: now?.version ? Number(now.version) : null,
    job: job && isLive(job) ? job.id : null,
    failure: notCome ?? newest?.refused ?? (now?.state === 'failed' ? now.cause : null),
  }
}

/** What is wrong with an image is not cured by bringing it again: so often it is tried all the same, as what it lacks may have come; milliseconds. */
const seldom = 24 * 60 * 60_000

/** Has just this been brought in vain? `jobs`: the newest first. */
export function isInVain({ name, newer }: Pick<RegisteredImage, 'name' | 'newer'>, jobs: readonly JobView[], now: Date): boolean {
  const job = jobs.find(({ kind, instance }) => kind === 'image' && instance === name)
  const status = Object.entries(catalogue).find(([code]) => code === job?.cause?.code)?.[1].status ?? 500
  const isSame = Object.values(newer).every(({ seen }) => seen < (job?.created ?? ''))
  return job?.state === 'failed' && status < 500 && isSame && now.getTime() - Date.parse(job.updated) < seldom
}

/** Those at work for it, or waiting to be. */
export async function liveJobs(jobs: ImageJobs, name: InstanceName): Promise<readonly JobView[]> {
  return (await jobs.list()).filter((job) => job.kind === 'image' && job.instance === name && isLive(job))
}
