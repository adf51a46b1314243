import type { BuilderImage } from './builderimage.ts'
import { builtImage, lastImage, places } from './places.ts'

export interface CreatorAsk {
  readonly builder: BuilderImage
  readonly runImage: string
  /** The image of the last build is there. */
  readonly last: boolean
  /** We wrote an order of our own. */
  readonly ordered: boolean
}

/**
 * The lifecycle's five phases in one container (CNB platform specification, "creator"). It writes the image as an OCI layout
 * into a folder, so that neither Docker's socket nor a registry's key is within reach of what the buildpacks run.
 */
export function creatorArgv({ builder, runImage, last, ordered }: CreatorAsk): [string, ...string[]] {
  return [
    '/cnb/lifecycle/creator',
    ...['-app', places.app],
    ...['-layers', places.layers],
    ...['-platform', places.platform],
    ...['-cache-dir', places.cache],
    ...(ordered ? ['-order', places.order] : []),
    ...['-layout', '-layout-dir', places.layout],
    ...['-run-image', runImage],
    ...(last ? ['-previous-image', lastImage] : []),
    ...['-report', places.report],
    ...['-uid', String(builder.uid), '-gid', String(builder.gid)],
    builtImage,
  ]
}

/** `warn` lets the lifecycle write a layout, which the specification still calls experimental. */
export function creatorEnv({ platformApi }: BuilderImage): Record<string, string> {
  return { CNB_PLATFORM_API: platformApi, CNB_EXPERIMENTAL_MODE: 'warn', CNB_NO_COLOR: 'true' }
}
