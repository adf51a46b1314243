import type { SeenContainer } from '../docker/docker.ts'
import type { InstanceName } from '../model/names.ts'
import type { Plan } from '../model/plan.ts'
import { until } from '../kit/until.ts'
import type { Crew } from './crew.ts'
import { answers } from './probe.ts'
import type { Step } from './step.ts'
import { targetsOf } from './report.ts'

export interface Done {
  /** Ids of the containers that this step started. */
  readonly started: readonly string[]
  /** The app has answered. */
  readonly answered: boolean
}

/** On what it acts: the plan is what the runner makes true now. */
export interface Acting {
  readonly name: InstanceName
  readonly plan: Plan | null
}

const nothing: Done = { started: [], answered: false }

/** Makes one step true. Throws a `Problem` that says why it could not. */
export async function act(step: Step, crew: Crew, { name, plan }: Acting, signal: AbortSignal): Promise<Done> {
  const { docker } = crew
  switch (step.do) {
    case 'create':
      return await create(crew, name, signal)
    case 'start':
      await Promise.all(step.containers.map((container) => docker.start(container.id)))
      return { started: step.containers.map((container) => container.id), answered: false }
    case 'unpause':
      await Promise.all(step.containers.map((container) => docker.unpause(container.id)))
      return nothing
    case 'pause':
      for (const container of step.containers) await docker.pause(container.id)
      return nothing
    case 'stop':
      for (const container of step.containers) await docker.stop(container.id, graceOf(plan, container.service))
      return nothing
    case 'probe':
      return await probe(crew, { name, plan }, step.containers, signal)
    case 'remove':
      await docker.remove(crew.engine, name)
      return nothing
    default:
      return nothing
  }
}

async function create(crew: Crew, instance: InstanceName, signal: AbortSignal): Promise<Done> {
  const project = { engine: crew.engine, instance, folder: crew.folder(instance) }
  const onLine = (line: string): void => crew.log.debug({ instance, line }, 'compose')
  await crew.docker.create(project, { signal, onLine })
  return nothing
}

/** How often the containers are looked at while the app does not answer, milliseconds: one may have ended meanwhile. */
const lookEvery = 1000

/** Asks the entries until each has answered, at most for a second: then the runner looks again and comes back. */
async function probe(crew: Crew, { name, plan }: Acting, containers: readonly SeenContainer[], signal: AbortSignal): Promise<Done> {
  const entries = plan?.entries ?? []
  const targets = targetsOf(entries, containers)
  const all = async (): Promise<true | undefined> => {
    for (const [index, entry] of entries.entries()) {
      const target = targets[index]
      if (!target || !(await answers(entry, target.host, crew.host(name), signal))) return undefined
    }
    return true
  }
  const answered = await until(all, { deadline: lookEvery, signal, first: 4, longest: 50 })
  return { started: [], answered: answered === true }
}

function graceOf(plan: Plan | null, service: string): number {
  return plan?.services.find((planned) => planned.name === service)?.grace ?? 10
}
