import type { Readable } from 'node:stream'
import type Dockerode from 'dockerode'
import { z } from 'zod'
import { Problem } from '../model/problem.ts'
import { asked, isFine } from './ask.ts'
import { build } from './build.ts'
import { isOwnImage } from './buildspace.ts'
import type { Docker, ImageConfig, Progress } from './docker.ts'
import { linesOf } from './stream.ts'

type ImageWays = Pick<Docker, 'hasImage' | 'imageConfig' | 'pull' | 'build' | 'nameImage'>

export function images(api: Dockerode, socket: string): ImageWays {
  const inspect = async (image: string): Promise<Dockerode.ImageInspectInfo | undefined> => await asked(socket, 'inspect image', () => api.getImage(image).inspect(), isFine.gone)
  return {
    hasImage: async (image) => (await inspect(image)) !== undefined,
    imageConfig: async (image) => {
      const found = await inspect(image)
      if (!found) throw new Problem('image-unavailable', { image, reason: 'it is not on this machine' })
      return configOf(found)
    },
    pull: async (image, { signal, onProgress }) => {
      const stream = await asked(socket, 'pull', () => api.pull(image, { abortSignal: signal })).catch((error: unknown) => refuse(image, error))
      await follow(image, stream as Readable, onProgress)
    },
    build: async (folder, tag, options) => await build(socket, folder, tag, options),
    nameImage: async (engine, image, name) => {
      if (!isOwnImage(engine, name)) throw new Problem('not-ours', { path: name })
      const [repo = '', tag = 'latest'] = name.split(':')
      await asked(socket, 'tag', async () => {
        await api.getImage(image).tag({ repo, tag })
      })
    },
  }
}

/** Docker writes `null` where an image declares none, whatever its client's types say. */
const Declared = z.record(z.string(), z.unknown()).nullish()

function configOf({ Id, Config }: Dockerode.ImageInspectInfo): ImageConfig {
  const exposed = Object.keys(Declared.parse(Config.ExposedPorts) ?? {}).flatMap((port) => (port.endsWith('/tcp') ? [parseInt(port, 10)] : []))
  return { volumes: Object.keys(Declared.parse(Config.Volumes) ?? {}), user: Config.User, exposed, digest: Id }
}

function refuse(image: string, error: unknown): never {
  if (error instanceof Problem && error.code === 'docker-failed') throw new Problem('image-unavailable', { image, reason: String(error.values['reason']) }, error)
  throw error
}

const Pulled = z.object({
  id: z.string().optional(),
  status: z.string().optional(),
  error: z.string().optional(),
  progressDetail: z.object({ current: z.number().optional(), total: z.number().optional() }).optional(),
})

/** What Docker says of a layer that needs nothing more. */
const settled: ReadonlySet<string> = new Set(['Already exists', 'Pull complete'])

interface Layer {
  done: number
  total: number
  settled: boolean
}

/** Layers arrive side by side: their bytes are added up, each layer by its newest word. */
async function follow(image: string, stream: Readable, onProgress: (progress: Progress) => void): Promise<void> {
  const layers = new Map<string, Layer>()
  for await (const text of linesOf(stream)) {
    const line = Pulled.parse(JSON.parse(text))
    if (line.error) throw new Problem('image-unavailable', { image, reason: line.error })
    if (line.id && !line.status?.startsWith('Pulling from')) layers.set(line.id, layerOf(line, layers.get(line.id)))
    const all = [...layers.values()]
    const sum = (part: 'done' | 'total'): number => all.reduce((sofar, layer) => sofar + layer[part], 0)
    const counted = { done: all.filter((layer) => layer.settled).length, all: all.length }
    onProgress({ line: [line.id, line.status].filter(Boolean).join(' '), done: sum('done'), total: sum('total'), layers: counted })
  }
}

function layerOf({ status = '', progressDetail }: z.infer<typeof Pulled>, before: Layer | undefined): Layer {
  const { current = 0, total } = progressDetail ?? {}
  if (status === 'Downloading' && total) return { done: current, total, settled: false }
  const known = before ?? { done: 0, total: 0 }
  const whole = status === 'Download complete' || settled.has(status)
  return { total: known.total, done: whole ? known.total : known.done, settled: settled.has(status) }
}
