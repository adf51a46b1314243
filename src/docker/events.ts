import type { Readable } from 'node:stream'
import type Dockerode from 'dockerode'
import { z } from 'zod'
import { instanceLabel } from '../model/labels.ts'
import { InstanceName } from '../model/names.ts'
import type { EngineId } from '../model/names.ts'
import { Problem } from '../model/problem.ts'
import { asked } from './ask.ts'
import type { DockerEvent } from './docker.ts'
import { ours } from './labels.ts'
import { linesOf } from './stream.ts'

const Event = z.object({
  Type: z.enum(['container', 'network', 'volume', 'image']),
  Action: z.string(),
  Actor: z.object({ ID: z.string(), Attributes: z.record(z.string(), z.string()).default({}) }),
})

/** One stream for all instances: polling each is what brings daemons to their knees. */
export async function* events(api: Dockerode, socket: string, engine: EngineId, signal: AbortSignal): AsyncIterable<DockerEvent> {
  const stream = (await asked(socket, 'events', () => api.getEvents({ filters: ours(engine), abortSignal: signal }))) as Readable
  const end = (): void => void stream.destroy()
  signal.addEventListener('abort', end)
  try {
    for await (const line of linesOf(stream)) yield* eventsIn(line)
  } catch (error) {
    if (!signal.aborted) throw new Problem('docker-down', { socket }, error)
  } finally {
    signal.removeEventListener('abort', end)
    stream.destroy()
  }
  if (!signal.aborted) throw new Problem('docker-down', { socket })
}

/** What this version of Docker tells of other kinds of objects is passed over. */
function eventsIn(line: string): readonly DockerEvent[] {
  const event = Event.safeParse(JSON.parse(line))
  return event.success ? [eventOf(event.data)] : []
}

function eventOf({ Type, Action, Actor }: z.infer<typeof Event>): DockerEvent {
  return { kind: Type, action: Action, instance: InstanceName.safeParse(Actor.Attributes[instanceLabel]).data ?? null, id: Actor.ID }
}
