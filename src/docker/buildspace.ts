import type Dockerode from 'dockerode'
import { z } from 'zod'
import type { EngineId } from '../model/names.ts'
import { Problem } from '../model/problem.ts'
import { asked } from './ask.ts'
import type { Docker } from './docker.ts'
import type { WhichCache } from './recipe.ts'
import { plainAsk } from './plainask.ts'

type SpaceWays = Pick<Docker, 'removeImage' | 'ownImages' | 'dropDangling' | 'dropBuildCache' | 'buildCacheSince'>

/** What builds leave behind, given back; other people's images and caches are left alone. */
export function buildSpace(api: Dockerode, socket: string): SpaceWays {
  return {
    removeImage: async (engine, image) => await removeImage(api, socket, engine, image),
    ownImages: async (engine) => {
      const found = await asked(socket, 'list images', () => api.listImages({ filters: { reference: [`berth-${engine}/*`] } }))
      return found.flatMap(({ RepoTags }) => RepoTags ?? []).filter((name) => isOwnImage(engine, name))
    },
    dropDangling: async (labels) => {
      const label = Object.entries(labels).map(([name, value]) => `${name}=${value}`)
      await asked(socket, 'remove images without a name', () => api.pruneImages({ filters: { dangling: ['true'], label } }))
    },
    buildCacheSince: async (date) => (await cacheSince(socket, date)).reduce((sum, { Size }) => sum + Size, 0),
    dropBuildCache: async (which) => await dropBuildCache(socket, which),
  }
}

/** Whether images of this name are the engine's own: `berth-<engine>/…`. */
export function isOwnImage(engine: EngineId, image: string): boolean {
  return image.startsWith(`berth-${engine}/`)
}

async function removeImage(api: Dockerode, socket: string, engine: EngineId, image: string): Promise<boolean> {
  if (!isOwnImage(engine, image)) throw new Problem('not-ours', { path: image })
  try {
    await asked(
      socket,
      'remove image',
      async () => (await api.getImage(image).remove()) as unknown,
      ({ statusCode }) => statusCode === 404,
    )
    return true
  } catch (error) {
    if (isInUse(error)) return false
    throw error
  }
}

/** A container that is there, running or not, holds its image. */
function isInUse(error: unknown): boolean {
  return error instanceof Problem && (error.cause as { statusCode?: number } | undefined)?.statusCode === 409
}

const Cached = z.object({ ID: z.string(), Type: z.string(), Size: z.number(), InUse: z.boolean(), CreatedAt: z.string() })
const Cache = z.object({ BuildCache: z.array(Cached).nullish() })

async function dropBuildCache(socket: string, which: WhichCache): Promise<number> {
  if ('unusedFor' in which) {
    await prune(socket, { until: [which.unusedFor] })
    return 0
  }
  const { madeSince, madeUntil, type } = which
  const made = (await cacheSince(socket, madeSince)).filter((one) => (type === undefined || type === one.Type) && !(madeUntil && new Date(one.CreatedAt) > madeUntil))
  // The newest first: what was built on goes after what was built on it. Docker takes one id at a time.
  const free = made.filter(({ InUse }) => !InUse).sort((a, b) => b.CreatedAt.localeCompare(a.CreatedAt))
  for (const { ID } of free) await prune(socket, { id: [ID] })
  return made.length - free.length
}

async function cacheSince(socket: string, date: Date): Promise<z.infer<typeof Cached>[]> {
  const { BuildCache } = Cache.parse(await asked(socket, 'list the build cache', async () => await plainAsk(socket, 'GET', '/system/df', { type: 'build-cache' })))
  return (BuildCache ?? []).filter(({ CreatedAt }) => new Date(CreatedAt) >= date)
}

async function prune(socket: string, filters: Record<string, string[]>): Promise<void> {
  await asked(socket, 'prune the build cache', async () => await plainAsk(socket, 'POST', '/build/prune', { all: 'true', filters: JSON.stringify(filters) }))
}
