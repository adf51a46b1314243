import { PassThrough } from 'node:stream'
import type { Readable } from 'node:stream'
import type Dockerode from 'dockerode'
import { z } from 'zod'
import { Problem } from '../model/problem.ts'
import { asked, isFine } from './ask.ts'
import type { ImageFacts, RunOnce } from './once.ts'
import { linesOf } from './stream.ts'

export function imageFiles(api: Dockerode, socket: string): Pick<RunOnce, 'imageFacts' | 'save' | 'load'> {
  return {
    imageFacts: async (image) => {
      const found = (await asked(socket, 'inspect image', () => api.getImage(image).inspect(), isFine.gone)) as Dockerode.ImageInspectInfo | undefined
      if (!found) throw new Problem('image-unavailable', { image, reason: 'it is not on this machine' })
      return factsOf(found)
    },
    save: async (image) => (await asked(socket, 'save', () => api.getImage(image).get())) as Readable,
    load: async (tar, signal) => await load(api, socket, tar, signal),
  }
}

/** Docker writes `null` where an image declares none, whatever its client's types say. */
const Config = z.object({
  Labels: z.record(z.string(), z.string()).nullish(),
  Env: z.array(z.string()).nullish(),
  ExposedPorts: z.record(z.string(), z.unknown()).nullish(),
  Entrypoint: z.array(z.string()).nullish(),
  Cmd: z.array(z.string()).nullish(),
  WorkingDir: z.string().nullish(),
  User: z.string().nullish(),
})

function factsOf({ Id, Config: config }: Dockerode.ImageInspectInfo): ImageFacts {
  const { Labels, Env, ExposedPorts, Entrypoint, Cmd, WorkingDir, User } = Config.parse(config)
  const env = (Env ?? []).map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const)
  const exposed = Object.keys(ExposedPorts ?? {}).flatMap((port) => (port.endsWith('/tcp') ? [parseInt(port, 10)] : []))
  return { id: Id, labels: Labels ?? {}, env: Object.fromEntries(env), exposed, entrypoint: Entrypoint ?? [], command: Cmd ?? [], workdir: WorkingDir || '/', user: User ?? '' }
}

const Loaded = z.object({ error: z.string().optional() })

async function load(api: Dockerode, socket: string, tar: Readable, signal: AbortSignal): Promise<void> {
  const broken = new AbortController()
  const body = new PassThrough()
  tar.once('error', (error) => broken.abort(error))
  tar.pipe(body)
  try {
    const options = { quiet: true, abortSignal: AbortSignal.any([signal, broken.signal]) }
    const answer = (await asked(socket, 'load', () => api.loadImage(body, options))) as Readable
    for await (const line of linesOf(answer)) refuse(line)
  } catch (error) {
    signal.throwIfAborted()
    throw tar.errored ?? error
  } finally {
    tar.destroy()
  }
}

/** Docker answers 200 and says in the stream what went wrong. */
function refuse(line: string): void {
  const { error } = line.trim() ? Loaded.parse(JSON.parse(line)) : {}
  if (error !== undefined) throw new Problem('docker-failed', { what: 'load', reason: error.slice(0, 600) })
}
