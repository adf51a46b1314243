import { copyFile, lstat, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { BuildError } from '../docker/builderror.ts'
import type { Docker } from '../docker/docker.ts'
import type { ReleaseImage } from '../model/project.ts'
import { Problem } from '../model/problem.ts'
import type { BuildRequest, WorkTools } from './builder.ts'
import { explain } from './explain.ts'
import { withoutFrontend } from './frontend.ts'
import { imageLabels } from './labels.ts'
import { cacheOwner } from './outsider.ts'

/** One image to be made with BuildKit; every path is a real one, inside what may be used. */
export interface ImagePlan {
  readonly name: string
  readonly context: string
  /** Its text; or the path of the file. */
  readonly dockerfile: { readonly text: string } | { readonly path: string }
  readonly target?: string | undefined
  readonly args: Readonly<Record<string, string>>
  /** The whole context goes along, whatever the source's own `.dockerignore` leaves out. */
  readonly whole?: boolean
}

/** Builds it, and reads back what it became. Throws a `BuildFailure`. */
export async function buildImage(docker: Docker, request: BuildRequest, tools: WorkTools, plan: ImagePlan): Promise<ReleaseImage> {
  refuseArgs(plan.args)
  const folder = await mkdtemp(join(tmpdir(), 'berth-dockerfile-'))
  try {
    const dockerfile = await placeDockerfile(plan, folder, tools.log)
    const { name, context, target, args } = plan
    const recipe = {
      dockerfile,
      args,
      secrets: request.secrets,
      labels: imageLabels(request),
      owner: cacheOwner(request),
      outsider: request.outsider ?? false,
      pull: tools.afresh,
      ...(target === undefined ? {} : { target }),
      ...(tools.cgroupParent === null ? {} : { cgroupParent: tools.cgroupParent }),
    }
    await docker.build(context, name, { signal: tools.signal, recipe, onProgress: ({ line, layers }) => tell(tools, line, layers) })
  } catch (error) {
    if (!(error instanceof BuildError)) throw error
    throw explain(error, await tools.strain(), tools.limits)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return await readImage(docker, plan.name)
}

/** What a release keeps of an image that is on this machine. */
export async function readImage(docker: Docker, name: string): Promise<ReleaseImage> {
  const { digest, exposed } = await docker.imageConfig(name)
  return { name, digest, exposed: [...exposed] }
}

/** Arguments that are orders to BuildKit itself could undo the limits. */
function refuseArgs(args: Readonly<Record<string, string>>): void {
  const order = Object.keys(args).find((name) => name.startsWith('BUILDKIT_'))
  if (order !== undefined) throw new Problem('build-refused', { reason: `the build argument ${order} is an order to BuildKit itself`, next: 'Take it out of the build’s arguments.' })
}

/** A copy that Docker's own frontend reads, with the `.dockerignore` that belongs to it alone. */
async function placeDockerfile({ dockerfile, context, whole }: ImagePlan, folder: string, log: (line: string) => void): Promise<string> {
  const copy = join(folder, 'Dockerfile')
  const { text, frontend, foreign } = withoutFrontend('text' in dockerfile ? dockerfile.text : await readFile(dockerfile.path, 'utf8'))
  if (foreign)
    throw new Problem('build-refused', {
      reason: `its Dockerfile wants to be read by ${frontend ?? 'a program of its own'}, which could leave the limits of a build`,
      next: 'Write it for docker/dockerfile, or build the image elsewhere and deploy that: `berth deploy --image`.',
    })
  if (frontend !== null) log(`Its "# syntax=${frontend}" is not fetched: the reader of Dockerfiles in Docker itself is used.`)
  await writeFile(copy, text)
  if (whole) await writeFile(`${copy}.dockerignore`, '# nothing\n') // an empty one would count as none
  if ('path' in dockerfile && relative(context, dockerfile.path) !== '') await copyIgnore(`${dockerfile.path}.dockerignore`, `${copy}.dockerignore`)
  return copy
}

async function copyIgnore(from: string, to: string): Promise<void> {
  const found = await lstat(from).catch(() => undefined)
  if (found?.isFile()) await copyFile(from, to)
}

function tell({ log, progress }: WorkTools, line: string, layers: { readonly done: number; readonly all: number } | undefined): void {
  log(line)
  if (layers && layers.all > 0) progress(Math.max(0, layers.done - 1) / layers.all, `step ${layers.done} of ${layers.all}`)
}
