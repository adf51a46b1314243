import { join } from 'node:path'
import type Dockerode from 'dockerode'
import { RunError, run } from '../kit/run.ts'
import { instanceLabel } from '../model/labels.ts'
import { InstanceName } from '../model/names.ts'
import type { EngineId } from '../model/names.ts'
import { Problem } from '../model/problem.ts'
import { asDockerProblem, isFine } from './ask.ts'
import type { Docker, Project } from './docker.ts'
import { ours, projectName } from './labels.ts'

/** `docker compose … up --no-start`: what the file says exists afterwards, nothing is started, and what it does not name stays: another release may still serve. */
export function createArgv(project: Project): [string, ...string[]] {
  const file = join(project.folder, 'compose.yaml')
  const name = projectName(project.engine, project.instance)
  const where = ['--project-name', name, '--file', file, '--project-directory', project.folder, '--progress', 'plain']
  return ['docker', 'compose', ...where, 'up', '--no-start', '--no-build', '--pull', 'never']
}

export async function create(socket: string, project: Project, { signal, onLine }: Parameters<Docker['create']>[1]): Promise<void> {
  try {
    await run(createArgv(project), { cwd: project.folder, signal, onLine, env: { DOCKER_HOST: `unix://${socket}`, COMPOSE_IGNORE_ORPHANS: 'true' } })
  } catch (error) {
    if (!(error instanceof RunError)) throw error
    const problem = asDockerProblem(socket, 'create', error)
    if (problem.code === 'docker-down') throw problem
    throw new Problem('create-failed', { name: project.instance, reason: error.message.split('\n').slice(-3).join(' ') }, error)
  }
}

/** Containers, then networks, then volume objects: each kind holds the next. Gone already is fine. */
export async function remove(api: Dockerode, engine: EngineId, instance: InstanceName): Promise<void> {
  const filters = ours(engine, instance)
  const containers = await api.listContainers({ all: true, filters })
  await Promise.all(containers.map(async ({ Id, State }) => await removeContainer(api.getContainer(Id), State)))
  for (const { Id } of await api.listNetworks({ filters })) await api.getNetwork(Id).remove().catch(unless(isFine.gone))
  for (const { Name } of (await api.listVolumes({ filters })).Volumes) await api.getVolume(Name).remove().catch(unless(isFine.gone))
}

export async function discard(api: Dockerode, id: string): Promise<void> {
  const container = api.getContainer(id)
  const found = await container.inspect().catch(unless(isFine.gone))
  if (found) await removeContainer(container, found.State.Status)
}

async function removeContainer(container: Dockerode.Container, state: string): Promise<void> {
  if (state === 'paused') await container.unpause().catch(unless(isFine.notPaused))
  // Without a time of ours: the container's own stop_grace_period counts, ten seconds where it says none.
  await container.stop().catch(unless(isFine.alreadyOrGone))
  // v: anonymous volumes of the container go with it; whatever the image declares has been given a folder of its own.
  await container.remove({ force: true, v: true }).catch(unless(goneOrGoing))
}

function goneOrGoing(refusal: { statusCode?: number }): boolean {
  return refusal.statusCode === 404 || refusal.statusCode === 409
}

export async function instancesWithObjects(api: Dockerode, engine: EngineId): Promise<ReadonlySet<InstanceName>> {
  const filters = ours(engine)
  const [containers, networks, volumes] = await Promise.all([api.listContainers({ all: true, filters }), api.listNetworks({ filters }), api.listVolumes({ filters })])
  const labels = [...containers, ...networks, ...volumes.Volumes].flatMap(({ Labels }) => Labels?.[instanceLabel] ?? [])
  return new Set(labels.flatMap((label) => InstanceName.safeParse(label).data ?? []))
}

function unless(fine: (refusal: { statusCode?: number }) => boolean): (error: unknown) => void {
  return (error) => {
    if (!fine(error as { statusCode?: number })) throw error
  }
}
