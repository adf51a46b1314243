import { randomBytes } from 'node:crypto'
import type { OnceVolume, RunOnce } from '../../docker/once.ts'
import type { BuildRequest } from '../builder.ts'
import { builtImage, inLayout, lastImage, places } from './places.ts'

export interface Caches {
  /** Mounted for this build. */
  readonly volumes: readonly OnceVolume[]
  /** The volume that this build writes its image to. */
  readonly next: string
  /** Volumes with images of builds before it, the newest first. */
  readonly before: readonly string[]
}

/**
 * A project's two caches: of the build (`cache`, what buildpacks keep for themselves) and of the launch (`launch`, the layers
 * of the last image, which the next reads and cannot change). A new launch volume takes the place of the last when it is whole.
 */
export async function cachesOf(runs: RunOnce, request: BuildRequest): Promise<Caches> {
  const { engine, project } = request
  const prefix = `berth-${engine}-build-${project}`
  if (request.outsider) return cachesForNow(prefix)
  const kept = (await runs.keptVolumes(engine, project)).filter(({ use }) => use === 'launch')
  const before = [...kept].sort((one, other) => other.made - one.made).map(({ name }) => name)
  const next = `${prefix}-launch-${randomBytes(4).toString('hex')}`
  const [last] = before
  const volumes = [
    { name: `${prefix}-cache`, at: places.cache, use: 'cache' },
    { name: next, at: inLayout(builtImage), use: 'launch' },
    ...(last === undefined ? [] : [{ name: last, at: inLayout(lastImage), use: 'launch', readOnly: true }]),
  ]
  return { volumes, next, before }
}

/** For a build from outside: nothing of it is read by another build, or is left. */
function cachesForNow(prefix: string): Caches {
  const name = (what: string): string => `${prefix}-${what}-${randomBytes(4).toString('hex')}`
  const next = name('once')
  const cache = name('once-cache')
  const volumes = [
    { name: cache, at: places.cache, use: 'once' },
    { name: next, at: inLayout(builtImage), use: 'once' },
  ]
  return { volumes, next, before: [next, cache] }
}

/** What a removed project leaves is dropped. */
export async function dropCaches(runs: RunOnce, { engine, project }: Pick<BuildRequest, 'engine' | 'project'>): Promise<void> {
  await runs.sweepRuns(engine, project)
  const kept = await runs.keptVolumes(engine, project)
  await runs.dropVolumes(
    engine,
    kept.map(({ name }) => name),
  )
}
