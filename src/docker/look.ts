import type Dockerode from 'dockerode'
import { z } from 'zod'
import { digestLabel, instanceLabel } from '../model/labels.ts'
import { InstanceName, ServiceName } from '../model/names.ts'
import type { EngineId } from '../model/names.ts'
import type { SeenContainer } from './docker.ts'
import { ours, serviceLabel } from './labels.ts'

const State = z.enum(['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead'])
const Health = z.enum(['none', 'starting', 'healthy', 'unhealthy']).catch('none')

/** One list, then one inspect each: only the inspect knows exit codes, kills for memory and addresses. */
export async function look(api: Dockerode, engine: EngineId, instance?: InstanceName): Promise<readonly SeenContainer[]> {
  const listed = await api.listContainers({ all: true, filters: ours(engine, instance) })
  const found = await Promise.all(listed.map(async ({ Id }) => await inspect(api, Id)))
  return found.flatMap((container) => container ?? [])
}

async function inspect(api: Dockerode, id: string): Promise<SeenContainer | undefined> {
  try {
    return seenOf(await api.getContainer(id).inspect())
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return undefined // it went between the two
    throw error
  }
}

function seenOf(found: Dockerode.ContainerInspectInfo): SeenContainer | undefined {
  const labels = found.Config.Labels
  const instance = InstanceName.safeParse(labels[instanceLabel])
  const service = ServiceName.safeParse(labels[serviceLabel])
  if (!instance.success || !service.success) return undefined
  const { ExitCode, OOMKilled, StartedAt, FinishedAt, Health: health } = found.State
  const onHost = found.HostConfig.NetworkMode === 'host' && found.State.Running
  const address = onHost ? '127.0.0.1' : Object.values(found.NetworkSettings.Networks)[0]?.IPAddress
  return {
    id: found.Id,
    instance: instance.data,
    service: service.data,
    digest: labels[digestLabel] ?? '',
    state: State.parse(found.State.Status),
    health: Health.parse(health?.Status ?? 'none'),
    exitCode: ExitCode,
    oomKilled: OOMKilled,
    startedAt: epoch(StartedAt),
    finishedAt: epoch(FinishedAt),
    address: address ? address : null,
  }
}

/** Docker writes the year 1 for "never". */
function epoch(date: string): number {
  return Math.max(0, Date.parse(date) || 0)
}
