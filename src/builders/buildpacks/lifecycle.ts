import type { Docker } from '../../docker/docker.ts'
import type { Once, OnceSpec } from '../../docker/once.ts'
import type { BuildRequest, Built, WorkTools } from '../builder.ts'
import { readImage } from '../image.ts'
import { imageName } from '../imagename.ts'
import { imageLabels } from '../labels.ts'
import { refuseImage } from '../outsider.ts'
import { bringRunImage } from './bring.ts'
import type { BuilderImage } from './builderimage.ts'
import { cachesOf } from './caches.ts'
import type { Caches } from './caches.ts'
import { creatorArgv, creatorEnv } from './creator.ts'
import { imageTar } from './handover.ts'
import { fileOf, holdsImage, readLayout } from './layout.ts'
import { orderOf } from './order.ts'
import { refuseFailed } from './phases.ts'
import { builtImage, inLayout, lastImage, places } from './places.ts'
import { appImage } from './processes.ts'
import { compareReport } from './report.ts'
import type { BuildpackSettings } from './settings.ts'
import { sourceTar } from './source.ts'

export interface LifecycleBuild {
  readonly docker: Docker
  readonly request: BuildRequest
  readonly settings: BuildpackSettings
  readonly builder: BuilderImage
  readonly tools: WorkTools
}

/** Builds with the builder image's own lifecycle, in one container that reaches neither Docker nor any key. */
export async function buildWithLifecycle(build: LifecycleBuild): Promise<Built> {
  const { docker, request, settings, builder, tools } = build
  const order = settings.buildpacks.length > 0 ? orderOf(builder, settings.buildpacks) : null
  if (request.outsider) for (const image of builder.runImages) refuseImage(image, request, 'the run image')
  const runImage = await bringRunImage(docker, builder.runImages, tools)
  tools.log(`Builder ${builder.name} (lifecycle ${builder.lifecycle}, Platform API ${builder.platformApi}), run image ${runImage}.`)
  await docker.runs.sweepRuns(request.engine, request.project)
  const caches = await cachesOf(docker.runs, request)
  let done = false
  try {
    const built = await inContainer(build, caches, runImage, order)
    done = true
    return built
  } finally {
    await docker.runs.dropVolumes(request.engine, done || request.outsider ? caches.before : [caches.next])
  }
}

async function inContainer({ docker, request, settings, builder, tools }: LifecycleBuild, caches: Caches, runImage: string, order: string | null): Promise<Built> {
  const last = await hasLast(docker, request, builder, caches, tools)
  const volumes = caches.volumes.filter(({ at }) => last || at !== inLayout(lastImage))
  const command = creatorArgv({ builder, runImage, last, ordered: order !== null })
  await using once = await docker.runs.once({ ...specOf(request, builder, tools), command, volumes })
  const env = new Map([...Object.entries(settings.env), ...request.secrets])
  await once.put('/', await sourceTar({ app: settings.app, builder, env, order, runImage }))
  await once.put(inLayout(runImage), await docker.runs.save(runImage))
  refuseFailed(await once.run({ signal: tools.signal, onLine: tools.log }), await tools.strain(), tools.limits)
  return await handOver(docker, request, once, tools)
}

/** A build that was cut off by a power cut may have left half an image: that is none. */
async function hasLast(docker: Docker, request: BuildRequest, builder: BuilderImage, { volumes }: Caches, tools: WorkTools): Promise<boolean> {
  const last = volumes.filter(({ at }) => at === inLayout(lastImage))
  if (last.length === 0) return false
  await using once = await docker.runs.once({ ...specOf(request, builder, tools), command: ['never'], volumes: last })
  return await holdsImage(once, inLayout(lastImage))
}

function specOf({ engine, project }: BuildRequest, builder: BuilderImage, { limits, cgroupParent }: WorkTools): Omit<OnceSpec, 'command' | 'volumes'> {
  const { memoryMb, cpus, processes } = limits
  const below = cgroupParent === null ? {} : { cgroupParent }
  return { engine, project, image: builder.name, user: `${builder.uid}:${builder.gid}`, env: creatorEnv(builder), memoryMb, cpus, processes, ...below }
}

async function handOver(docker: Docker, request: BuildRequest, once: Once, { signal, log }: WorkTools): Promise<Built> {
  const name = imageName(request)
  const layout = await readLayout(once, inLayout(builtImage))
  compareReport(await fileOf(once, places.report), layout)
  const { config, processes } = appImage(layout.config, imageLabels(request))
  log(`Taking the image over as ${name}.`)
  await docker.runs.load(await imageTar(once, layout, config, name), signal)
  return { builder: 'buildpacks', images: { web: await readImage(docker, name) }, processes }
}
