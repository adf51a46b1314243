import { z } from 'zod'
import { jsonOf, refuse } from './layout.ts'

/** The parts of an image's configuration that we read or change; the rest stays as it is. */
const Config = z.looseObject({
  config: z.looseObject({ Labels: z.record(z.string(), z.string()).nullish(), Entrypoint: z.array(z.string()).nullish() }),
})

const Built = z.object({ processes: z.array(z.object({ type: z.string().regex(/^[A-Za-z0-9._-]+$/) })).nullish() })

export interface AppImage {
  /** The image's configuration in JSON, with our labels, and an entry point that starts something. */
  readonly config: string
  /** Of each process besides `web`: what to start instead of the image's entry point. */
  readonly processes: Readonly<Record<string, readonly string[]>>
}

const launcher = '/cnb/lifecycle/launcher'

/**
 * What the buildpacks say can be run (label `io.buildpacks.build.metadata`) is a link each below `/cnb/process`. Where they
 * name none as the default, `web` is, or the only one there is. Throws `build-step` where nothing can be run.
 */
export function appImage(read: unknown, labels: Readonly<Record<string, string>>): AppImage {
  const found = Config.safeParse(read)
  if (!found.success) refuse('the configuration of its image cannot be read')
  const { Labels, Entrypoint } = found.data.config
  const metadata = Built.safeParse(jsonOf(Labels?.['io.buildpacks.build.metadata'] ?? ''))
  const types = metadata.data?.processes?.map(({ type }) => type) ?? []
  const entry = entryOf(Entrypoint ?? [], types)
  const config = { ...found.data, config: { ...found.data.config, Labels: { ...Labels, ...labels }, Entrypoint: entry } }
  const others = [...new Set(types)].filter((type) => type !== 'web' && entry[0] !== processPath(type))
  return { config: JSON.stringify(config), processes: Object.fromEntries(others.map((type) => [type, [processPath(type)]])) }
}

function entryOf(entry: readonly string[], types: readonly string[]): readonly string[] {
  if (entry.length > 0 && entry[0] !== launcher) return entry
  const type = types.includes('web') ? 'web' : types.length === 1 ? types[0] : undefined
  if (type === undefined)
    refuse(types.length === 0 ? 'no buildpack knows what to start; say it in a Procfile: web: …' : `which of ${types.join(', ')} gets the visitors is not said; call it web in a Procfile`)
  return [processPath(type)]
}

function processPath(type: string): string {
  return `/cnb/process/${type}`
}
