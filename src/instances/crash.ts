import type { Docker, SeenContainer } from '../docker/docker.ts'
import { Problem } from '../model/problem.ts'

/** From this many failures in a row it is called a loop. */
const loop = 3
/** Lines of the log that are kept with a cause. */
const words = 20

/** Why a container ended, as a problem a person can act on. */
export function crashProblem(name: string, container: SeenContainer, times: number): Problem {
  const values = { name, service: container.service, exit: container.exitCode, times }
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
