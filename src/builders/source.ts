import { Problem } from '../model/problem.ts'
import type { Builder, BuildRequest, BuildTools, Built } from './builder.ts'
import type { Yard } from './yard.ts'

/** From a folder of source to images: the builder that fits, inside its limits. Throws `BuildFailure`, or the reason of `tools.signal`. */
export async function buildSource(request: BuildRequest, tools: BuildTools, builders: readonly Builder[], yard: Yard): Promise<Built> {
  return await yard.run(request, tools, async (inner) => {
    const { builder, why } = await pickBuilder(request, builders)
    inner.log(`Builder: ${builder.kind}; ${why}.`)
    return await builder.build(request, inner)
  })
}

/** What `berth.yaml` says, else the first in the order of `builders` that finds what it looks for. Throws `build-unknown`. */
async function pickBuilder(request: BuildRequest, builders: readonly Builder[]): Promise<{ readonly builder: Builder; readonly why: string }> {
  const asked = builders.find(({ kind }) => kind === request.file.builder)
  if (asked) return { builder: asked, why: 'berth.yaml says so' }
  for (const builder of builders) {
    const why = await builder.detects(request)
    if (why !== null) return { builder, why }
  }
  throw new Problem('build-unknown', { looked: [...new Set(builders.map(({ looksFor }) => looksFor))].join('; ') })
}
