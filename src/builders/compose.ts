import { dirname, join } from 'node:path'
import type { Docker } from '../docker/docker.ts'
import { Problem } from '../model/problem.ts'
import type { ReleaseImage } from '../model/project.ts'
import { bringImage } from './bring.ts'
import type { Builder, BuildRequest, Built, WorkTools } from './builder.ts'
import { composeOf } from './composefile.ts'
import type { ComposeBuild, ComposeSource } from './composefile.ts'
import { buildImage, readImage } from './image.ts'
import type { ImagePlan } from './image.ts'
import { imageName } from './imagename.ts'
import { inside, isThere } from './inside.ts'
import { interpolate } from './interpolate.ts'
import { refuseImage } from './outsider.ts'

/** A compose file: every service with a `build:` is built, the images of the others are brought. */
export function composeBuilder(docker: Docker): Builder {
  return {
    kind: 'compose',
    looksFor: 'a compose file',
    detects: async (request) => await detects(request),
    build: async (request, tools) => await build(docker, request, tools),
  }
}

async function detects({ folder, file, project }: BuildRequest): Promise<string | null> {
  const source = await composeOf(folder, file, project)
  if (!source) return null
  const built = Object.entries(source.services).flatMap(([name, service]) => (service.build ? [name] : []))
  if (built.length > 0) return `${source.file} builds ${built.join(', ')}`
  if (file.build.compose !== undefined) return `berth.yaml names ${source.file}`
  return (await isThere(join(folder, file.build.context, 'Dockerfile'))) ? null : `there is ${source.file}, and nothing in it to build`
}

async function build(docker: Docker, request: BuildRequest, tools: WorkTools): Promise<Built> {
  const source = await composeOf(request.folder, request.file, request.project)
  if (!source) throw new Problem('build-missing', { what: 'compose.yaml', file: 'berth.yaml', from: 'the top of the project' })
  const names = Object.entries(source.services).flatMap(([service, { build: how }]) => (how ? [imageName(request, service)] : []))
  const fresh = await namesNotHere(docker, names)
  const images = await bringAll(docker, request, tools, source).catch(async (error: unknown) => {
    for (const name of fresh) await docker.removeImage(request.engine, name).catch(() => false) // all of them or none
    throw error
  })
  return { builder: 'compose', images, processes: {} }
}

async function bringAll(docker: Docker, request: BuildRequest, tools: WorkTools, source: ComposeSource): Promise<Record<string, ReleaseImage>> {
  const images: Record<string, ReleaseImage> = {}
  for (const [service, { build: how, image }] of Object.entries(source.services)) {
    const brought = how ? await buildService(docker, request, tools, source, service, how) : await bring(docker, request, tools, service, image)
    if (brought) images[service] = brought
  }
  return images
}

/** A release of the same commit may have them already: those stay, whatever becomes of this build. */
async function namesNotHere(docker: Docker, names: readonly string[]): Promise<readonly string[]> {
  const here = await Promise.all(names.map(async (name) => await docker.hasImage(name)))
  return names.filter((_, at) => !here[at])
}

async function buildService(docker: Docker, request: BuildRequest, tools: WorkTools, source: ComposeSource, service: string, how: ComposeBuild): Promise<ReleaseImage> {
  tools.log(`Building ${service}.`)
  const ignored = how.more.filter((key) => key !== 'secrets')
  if (ignored.length > 0) tools.log(`Of its build these are not followed: ${ignored.join(', ')}.`)
  return await buildImage(docker, request, tools, await planOf(request, source, service, how))
}

async function planOf(request: BuildRequest, source: ComposeSource, service: string, how: ComposeBuild): Promise<ImagePlan> {
  const { folder, project } = request
  const fill = (text: string): string => interpolate(text, variablesOf(request))
  const where = fill(how.context)
  if (/^(?:[a-z+]+:\/\/|git@)|\.git(?:#|$)/.test(where))
    throw new Problem('bad-compose', { app: project, where: `services.${service}.build.context`, reason: 'only a folder of the project can be built' })
  const said = { file: source.file, from: 'the folder of that file' }
  const base = join(dirname(source.file), where)
  const context = await inside(folder, base, said)
  const dockerfile = how.inline === undefined ? { path: await inside(folder, join(base, fill(how.dockerfile ?? 'Dockerfile')), said) } : { text: how.inline }
  return { name: imageName(request, service), context, dockerfile, target: how.target === undefined ? undefined : fill(how.target), args: argsOf(request, how.args) }
}

/** An argument without a value takes that of a variable; `berth.yaml` has the last word. */
function argsOf(request: BuildRequest, args: Readonly<Record<string, string | null>>): Record<string, string> {
  const values = variablesOf(request)
  const given = Object.entries(args).flatMap(([name, value]) => (value === null ? (Object.hasOwn(values, name) ? [[name, values[name] ?? '']] : []) : [[name, interpolate(value, values)]]))
  return { ...(Object.fromEntries(given) as Record<string, string>), ...request.file.build.args }
}

function variablesOf({ file }: BuildRequest): Record<string, string> {
  return { ...file.env, ...file.build.args }
}

/** Nothing where the image's name hangs on a variable that only the running app has. */
async function bring(docker: Docker, request: BuildRequest, tools: WorkTools, service: string, image: string | undefined): Promise<ReleaseImage | null> {
  if (image === undefined) throw new Problem('bad-compose', { app: request.project, where: `services.${service}`, reason: 'it has neither `build` nor `image`' })
  const open: string[] = []
  const name = interpolate(image, variablesOf(request), (missing) => open.push(missing))
  if (open.length > 0) return null
  refuseImage(name, request, `the image of ${service}`)
  await bringImage(docker, name, tools)
  return await readImage(docker, name)
}
