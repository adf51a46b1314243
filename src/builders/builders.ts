import type { Builder, BuildRequest, BuildTools, Built } from './builder.ts'
import { composeBuilder } from './compose.ts'
import { dockerfileBuilder } from './dockerfile.ts'
import { Yard } from './yard.ts'
import type { BuilderOptions } from './options.ts'
import { runBuilder } from './run/builder.ts'
import { buildSource } from './source.ts'
import { staticBuilder } from './staticsite.ts'

/** Closing it waits for what is being cleared away; builds end by their own signals. */
export interface BuildSource extends AsyncDisposable {
  (request: BuildRequest, tools: BuildTools): Promise<Built>
}

/** Every way from source to images, in the order in which they are tried; `buildpacks` is made by its own part. */
export function sourceBuilder(options: BuilderOptions, buildpacks?: Builder): BuildSource {
  const { docker } = options
  const others = buildpacks ? [buildpacks] : []
  const builders = [composeBuilder(docker), dockerfileBuilder(docker), runBuilder(options, 'certain'), ...others, runBuilder(options, 'likely'), staticBuilder(options)]
  const yard = new Yard(options)
  const build = async (request: BuildRequest, tools: BuildTools): Promise<Built> => await buildSource(request, tools, builders, yard)
  return Object.assign(build, { [Symbol.asyncDispose]: async () => await yard[Symbol.asyncDispose]() })
}
