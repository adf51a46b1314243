import { join } from 'node:path'
import { sourceBuilder } from '../builders/builders.ts'
import { buildpacksBuilder } from '../builders/buildpacks/buildpacks.ts'
import { readImage } from '../builders/image.ts'
import { isBuiltHere, isNumber } from '../builders/imagename.ts'
import type { Built } from '../builders/builder.ts'
import type { BuildWays } from '../doors/push/build.ts'
import type { InstanceName } from '../model/names.ts'
import { Problem } from '../model/problem.ts'
import type { Ground } from './ground.ts'

/** From source, or from an image that is made already, to the images of a release. */
export function buildWays(ground: Ground): BuildWays {
  const { data, engine, docker, settings } = ground
  const { disk_free_mb: reserveMb, runscript_image: runscriptImage, outsider_images: outsiderImages } = settings
  const options = { engine, docker, busybox: join(data, 'cache', 'busybox'), reserveMb, runscriptImage, outsiderImages }
  const build = sourceBuilder(options, buildpacksBuilder({ docker, builder: settings.buildpacks_builder, pack: { program: 'pack', socket: settings.docker_socket } }))
  return {
    build: async (request, tools) => await build(request, tools),
    [Symbol.asyncDispose]: async () => await build[Symbol.asyncDispose](),
    take: async (project, image, tools) => await takeImage(ground, project, image, tools),
  }
}

/** What was built from somebody's source here is theirs: nobody else runs it under another name. Throws `image-unavailable`. */
export function refuseForeign(project: InstanceName, image: string): void {
  const [, owner] = image.split('/').slice(-2)
  if (isNumber(image)) throw new Problem('image-unavailable', { image, reason: 'it may be the number of anybody’s image: write its name' })
  if (isBuiltHere(image) && owner?.split(/[:_@]/)[0] !== project) throw new Problem('image-unavailable', { image, reason: 'it was built from somebody’s source here' })
}

/** Pulled, since its name may mean another image than last time; one that cannot be had now is taken as it is here. */
async function takeImage({ engine, docker }: Ground, project: InstanceName, image: string, { signal, log, progress }: Parameters<BuildWays['take']>[2]): Promise<Built> {
  refuseForeign(project, image)
  try {
    await docker.pull(image, { signal, onProgress: ({ done = 0, total = 0 }) => progress(total > 0 ? done / total : null) })
  } catch (error) {
    if (signal.aborted || !(await docker.hasImage(image))) throw error
    log(`${image} could not be fetched now; the one on this machine is taken.`)
  }
  const { digest } = await readImage(docker, image)
  const name = `berth-${engine}/${project}:i${digest.replace(/^sha256:/, '').slice(0, 11)}`
  await docker.nameImage(engine, image, name)
  return { builder: 'image', images: { web: await readImage(docker, name) }, processes: {} }
}
