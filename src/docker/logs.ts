import { PassThrough } from 'node:stream'
import type { Readable } from 'node:stream'
import type Dockerode from 'dockerode'
import { asked } from './ask.ts'
import type { Docker, LogLine } from './docker.ts'
import { framesOf } from './frames.ts'
import { serviceLabel } from './labels.ts'

export async function* logs(api: Dockerode, socket: string, id: string, options: Parameters<Docker['logs']>[1]): AsyncIterable<LogLine> {
  const container = api.getContainer(id)
  const { Config } = await asked(socket, 'logs', () => container.inspect())
  const service = Config.Labels[serviceLabel] ?? ''
  const stream = await asked(socket, 'logs', async () => await open(container, options))
  const end = (): void => void stream.destroy()
  options.signal.addEventListener('abort', end)
  try {
    yield* split(stream, service)
  } catch (error) {
    if (!options.signal.aborted) throw error
  } finally {
    options.signal.removeEventListener('abort', end)
    stream.destroy()
  }
}

async function open(container: Dockerode.Container, { tail, follow, signal }: Parameters<Docker['logs']>[1]): Promise<Readable> {
  const asks = { stdout: true, stderr: true, timestamps: true, tail }
  if (follow) return (await container.logs({ ...asks, follow: true, abortSignal: signal })) as Readable
  const whole = await container.logs({ ...asks, follow: false })
  return new PassThrough().end(whole)
}

/** Frames to lines; a frame may hold part of a line or several, and the two streams are joined apart. */
async function* split(stream: Readable, service: string): AsyncIterable<LogLine> {
  const rest = { out: '', err: '' }
  for await (const { stream: kind, bytes } of framesOf(stream)) {
    const lines = (rest[kind] + bytes.toString()).split('\n')
    rest[kind] = lines.pop() ?? ''
    yield* lines.map((line) => lineOf(line, kind, service))
  }
}

function lineOf(text: string, stream: 'out' | 'err', service: string): LogLine {
  const at = text.indexOf(' ')
  return { service, stream, at: text.slice(0, at), line: text.slice(at + 1).replace(/\r$/, '') }
}
