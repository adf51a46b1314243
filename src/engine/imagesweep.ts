import type { Docker } from '../docker/docker.ts'
import type { Log } from '../kit/log.ts'
import { Loop } from '../kit/loop.ts'
import type { LocalDb } from '../localdb/localdb.ts'
import type { Spec } from '../model/instance.ts'
import { InstanceName } from '../model/names.ts'
import type { EngineId } from '../model/names.ts'

/** Milliseconds; an image that is left takes room, and no more. */
const every = 60 * 60_000

export interface ImageSweepOptions {
  readonly engine: EngineId
  readonly specs: Pick<LocalDb['specs'], 'all'>
  readonly releases: Pick<LocalDb['releases'], 'of'>
  readonly docker: Pick<Docker, 'ownImages' | 'removeImage'>
  /** Whether a door has something of this name, built already or not. */
  readonly isKnown: (name: InstanceName) => Promise<boolean>
  readonly log: Log
}

/**
 * Removes images that were made of what is not here any more. Whoever removes a project or a preview removes its images
 * too, but one that a container still has stays then, as does what a dying engine had just built.
 */
export function imageSweep(options: ImageSweepOptions): Loop {
  const { log } = options
  return new Loop({ every, turn: async () => await sweep(options), onError: (err) => log.warn({ err }, 'images that nobody needs could not be removed') })
}

async function sweep({ engine, specs, releases, docker, isKnown, log }: ImageSweepOptions): Promise<void> {
  const own = await docker.ownImages(engine)
  const used = repositoriesOf(await specs.all())
  for (const image of own) {
    const project = projectOf(image)
    if (project === null || used.has(repositoryOf(image)) || (await isKnown(project)) || (await releases.of(project)).length > 0) continue
    if (await docker.removeImage(engine, image)) log.info({ image }, 'an image of what is not here any more was removed')
  }
}

/** Of whose source it was made; null where it is named as none of ours is. See `builders/imagename.ts`. */
export function projectOf(image: string): InstanceName | null {
  const name = /^berth-[^/]+\/([^:_/@]+)(?:_[^:/@]+)?:/.exec(image)?.[1]
  return InstanceName.safeParse(name).data ?? null
}

/** What instances are made from, a copy of somebody's app too; also the version that is tried. */
function repositoriesOf(specs: readonly Spec[]): ReadonlySet<string> {
  const plans = specs.flatMap(({ plan, next }) => [plan, next?.plan])
  return new Set(plans.flatMap((plan) => (plan?.services ?? []).map(({ image }) => repositoryOf(image))))
}

/** Without its tag or digest. */
function repositoryOf(image: string): string {
  return image.replace(/@.*$/, '').replace(/:[^:/]+$/, '')
}
