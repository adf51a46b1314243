import { join } from 'node:path'
import type { Docker } from '../docker/docker.ts'
import type { Builder, BuildRequest, Built, WorkTools } from './builder.ts'
import { buildImage } from './image.ts'
import { imageName } from './imagename.ts'
import { inside, isThere } from './inside.ts'

const said = { file: 'berth.yaml', from: 'the folder `build.context`' }

/** A Dockerfile, by BuildKit. */
export function dockerfileBuilder(docker: Docker): Builder {
  return {
    kind: 'dockerfile',
    looksFor: 'a Dockerfile',
    detects: async ({ folder, file: { build } }) => {
      if (build.dockerfile !== undefined) return `berth.yaml names ${build.dockerfile}`
      return (await isThere(join(folder, build.context, 'Dockerfile'))) ? 'there is a Dockerfile' : null
    },
    build: async (request, tools) => await build(docker, request, tools),
  }
}

async function build(docker: Docker, request: BuildRequest, tools: WorkTools): Promise<Built> {
  const { context, dockerfile = 'Dockerfile', target, args } = request.file.build
  const real = await inside(request.folder, context, { file: 'berth.yaml', from: 'the top of the project' })
  const path = await inside(request.folder, join(context, dockerfile), said)
  tools.log(`Building ${join(context, dockerfile)}.`)
  const web = await buildImage(docker, request, tools, { name: imageName(request), context: real, dockerfile: { path }, target, args })
  return { builder: 'dockerfile', images: { web }, processes: {} }
}
