import type { Readable } from 'node:stream'
import type Dockerode from 'dockerode'
import { z } from 'zod'
import { Problem } from '../model/problem.ts'
import { asked, isFine } from './ask.ts'
import { isOwnImage } from './buildspace.ts'
import type { Progress, PullOptions, RegistryLogin } from './docker.ts'
import { linesOf } from './stream.ts'

/** See `Docker.pull`. */
export async function pull(api: Dockerode, socket: string, image: string, { signal, onProgress, login, as }: PullOptions): Promise<void> {
  if (as && !isOwnImage(as.engine, as.name)) throw new Problem('not-ours', { path: as.name })
  const before = as !== undefined && (await isHere(api, socket, image))
  const authconfig = login && { authconfig: authOf(image, login) }
  const stream = await asked(socket, 'pull', () => api.pull(image, { abortSignal: signal, ...authconfig })).catch((error: unknown) => refuse(image, error))
  await follow(image, stream as Readable, onProgress)
  signal.throwIfAborted()
  if (!as) return
  await nameImage(api, socket, image, as.name)
  if (!before) await giveUpName(api, socket, image)
}

export async function nameImage(api: Dockerode, socket: string, image: string, name: string): Promise<void> {
  const [repo = '', tag = 'latest'] = name.split(':')
  await asked(socket, 'tag', async () => {
    await api.getImage(image).tag({ repo, tag })
  })
}

async function isHere(api: Dockerode, socket: string, image: string): Promise<boolean> {
  const found: unknown = await asked(socket, 'inspect image', async () => (await api.getImage(image).inspect()) as unknown, isFine.gone)
  return found !== undefined
}

/** The image stays: it has another name by now. */
async function giveUpName(api: Dockerode, socket: string, image: string): Promise<void> {
  await asked(socket, 'take a name from an image', async () => (await api.getImage(image).remove()) as unknown, isFine.gone)
}

function authOf(image: string, { user, password }: RegistryLogin): Dockerode.AuthConfig {
  const [serveraddress = ''] = image.split('/')
  return { username: user, password, serveraddress }
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
