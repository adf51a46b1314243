import type { Docker, SeenContainer } from '../docker/docker.ts'
import type { InstanceName } from '../model/names.ts'
import type { Entry } from '../model/plan.ts'
import { Problem } from '../model/problem.ts'
import { deafness } from './readiness.ts'

/** From this many failures in a row it is called a loop. */
const loop = 3
/** Lines of the log that are kept with a cause. */
const words = 20

/** Why a container ended, as a problem a person can act on; `once`: it is the release command. */
export function crashProblem(name: string, container: SeenContainer, times: number, once = false): Problem {
  const values = { name, service: container.service, exit: container.exitCode, times }
  if (once) return new Problem('release-failed', values)
  if (container.oomKilled) return new Problem('out-of-memory', values)
  return new Problem(times >= loop ? 'crash-loop' : 'start-failed', values)
}

/** The last lines a container wrote; none where they cannot be had, since they only explain. */
export async function lastWords(docker: Docker, id: string): Promise<readonly string[]> {
  const lines: string[] = []
  try {
    for await (const { line } of docker.logs(id, { tail: words, follow: false, signal: AbortSignal.timeout(3000) })) lines.push(line)
  } catch {
    return lines
  }
  return lines.slice(-words)
}

/** Codes of an app that runs and is not reached: its own words may say why. */
const silent: ReadonlySet<string> = new Set(['unhealthy', 'wrong-port', 'loopback-only'])

interface Unwell {
  readonly name: InstanceName
  /** The first way in. */
  readonly entry: Entry | undefined
  readonly containers: readonly SeenContainer[]
  readonly problem: Problem
}

/** More of why, where more can be known: where it listens instead, and what it wrote last. */
export async function explain(docker: Docker, { name, entry, containers, problem }: Unwell): Promise<{ readonly why: Problem; readonly log: readonly string[] }> {
  const container = containers.find(({ service }) => service === entry?.service)
  if (!entry || !container || !silent.has(problem.code)) return { why: problem, log: [] }
  const why = problem.code === 'unhealthy' ? deafness(name, entry, await docker.listening(container.id)) : undefined
  return { why: why ?? problem, log: await lastWords(docker, container.id) }
}
