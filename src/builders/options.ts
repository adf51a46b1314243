import type { Docker } from '../docker/docker.ts'
import type { EngineId } from '../model/names.ts'

/** Where the images come from that an outsider's build names: their registry, as everybody gets them, or also this machine. */
export type OutsiderImages = 'registry' | 'machine'

export interface BuilderOptions {
  readonly engine: EngineId
  readonly docker: Docker
  /** A static busybox of this machine: what serves a static site. */
  readonly busybox: string
  /** Megabytes that stay free on Docker's disk whatever is built; setting `disk_free_mb`. */
  readonly reserveMb: number
  /** What a `./run` script is run in: an image with bash; setting `runscript_image`. */
  readonly runscriptImage?: string
  /** Whether builds of outsiders may use images that are here without their registry giving them to everybody; setting `outsider_images`. */
  readonly outsiderImages?: OutsiderImages
}
