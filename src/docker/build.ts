import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asDockerProblem } from './ask.ts'
import { BuildError } from './builderror.ts'
import { buildArgv, secretEnv } from './buildargv.ts'
import { BuildLog } from './buildlog.ts'
import type { FailedStep } from './buildlog.ts'
import { follow } from './child.ts'
import type { BuildOptions } from './docker.ts'
import { withPolicy } from './sourcepolicy.ts'

/** Through BuildKit, with an environment of its own: no login of this machine, no builder of somebody's, nothing of the engine's. */
export async function build(socket: string, folder: string, tag: string, { signal, onProgress, recipe }: BuildOptions): Promise<void> {
  const own = await mkdtemp(join(tmpdir(), 'berth-buildx-'))
  try {
    const guarded = recipe ? { ...(await withPolicy(own, recipe.outsider ?? false)), ...secretEnv(recipe) } : {}
    const env = { DOCKER_HOST: `unix://${socket}`, DOCKER_CONFIG: join(own, 'none'), BUILDX_CONFIG: own, ...guarded }
    const log = new BuildLog()
    const code = await follow(buildArgv(folder, tag, recipe), env, signal, (line) => {
      const said = log.read(line)
      if (said !== null) onProgress({ line: said, layers: log.steps })
    })
    if (code !== 0) refuse(socket, tag, log.failure())
  } finally {
    await rm(own, { recursive: true, force: true })
  }
}

function refuse(socket: string, tag: string, failed: FailedStep): never {
  const problem = asDockerProblem(socket, 'build', new Error(failed.step === null ? failed.reason : ''))
  if (problem.code === 'docker-down') throw problem
  throw new BuildError(tag, failed)
}
