import type { Docker } from '../../docker/docker.ts'
import { Problem } from '../../model/problem.ts'
import type { Builder, BuildRequest, Built, WorkTools } from '../builder.ts'
import { refuseImage } from '../outsider.ts'
import { bringBuilder } from './bring.ts'
import { readBuilder } from './builderimage.ts'
import type { BuilderImage } from './builderimage.ts'
import { looksFor, speaksFor } from './detect.ts'
import { buildWithLifecycle } from './lifecycle.ts'
import { findBuildpack } from './order.ts'
import { buildWithPack, hasPack } from './pack.ts'
import type { PackOptions } from './pack.ts'
import { defaultBuilder, settingsOf } from './settings.ts'
import type { BuildpackSettings } from './settings.ts'

export interface BuildpacksOptions {
  readonly docker: Docker
  /** The builder image where nobody names one. */
  readonly builder?: string
  /** Where `pack` is, for what the lifecycle alone cannot do; null: it is never used. */
  readonly pack: PackOptions | null
}

/** Cloud Native Buildpacks: from source to image without a Dockerfile. */
export function buildpacksBuilder({ docker, builder: ours = defaultBuilder, pack }: BuildpacksOptions): Builder {
  return {
    kind: 'buildpacks',
    looksFor,
    detects: async (request) => await speaksFor(await settingsOf(request, ours)),
    build: async (request, tools) => {
      const settings = await settingsOf(request, ours)
      const afresh = tools.afresh && settings.builder !== ours // the owner of the machine names that one
      return await build(docker, pack, request, settings, { ...tools, afresh })
    },
  }
}

async function build(docker: Docker, pack: PackOptions | null, request: BuildRequest, settings: BuildpackSettings, tools: WorkTools): Promise<Built> {
  for (const note of settings.notes) tools.log(note)
  if (request.outsider) refuseImage(settings.builder, request, 'the builder image')
  await bringBuilder(docker, settings.builder, tools)
  const builder = await read(docker, settings)
  const reason = builder instanceof Problem ? builder.message : elsewhere(builder, settings)
  if (reason !== null && pack && !request.outsider && (await hasPack(pack))) {
    tools.log(`Building with pack, whose containers are not limited in memory and processes: ${reason}`)
    return await buildWithPack({ docker, request, settings, tools, pack })
  }
  if (builder instanceof Problem) throw builder
  return await buildWithLifecycle({ docker, request, settings, builder, tools })
}

async function read(docker: Docker, { builder }: BuildpackSettings): Promise<BuilderImage | Problem> {
  try {
    return readBuilder(builder, await docker.runs.imageFacts(builder))
  } catch (error) {
    if (error instanceof Problem && error.code === 'build-refused') return error
    throw error
  }
}

/** Why the lifecycle alone cannot do it: a buildpack that is not in the builder image. */
function elsewhere(builder: BuilderImage, { buildpacks }: BuildpackSettings): string | null {
  const foreign = buildpacks.find((wanted) => findBuildpack(builder, wanted) === undefined)
  return foreign === undefined ? null : `the builder image has no buildpack ${foreign}.`
}
