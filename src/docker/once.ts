import type { Readable } from 'node:stream'
import type { EngineId, InstanceName } from '../model/names.ts'

/** A volume that outlives the run: made with our labels when it is not there yet. */
export interface OnceVolume {
  readonly name: string
  /** Where it is mounted. */
  readonly at: string
  /** What it is for, as its label says it: `cache`. */
  readonly use: string
  readonly readOnly?: boolean
}

/** A container that runs once: no capability, no new privileges, no port, no socket, on Docker's own bridge where no app is. */
export interface OnceSpec {
  readonly engine: EngineId
  /** Whose run it is. */
  readonly project: InstanceName
  readonly image: string
  /** Instead of the image's own entrypoint and command. */
  readonly command: readonly [string, ...string[]]
  readonly env: Readonly<Record<string, string>>
  /** `uid:gid`; the image's own when not given. */
  readonly user?: string
  readonly volumes: readonly OnceVolume[]
  readonly memoryMb: number
  readonly cpus: number
  readonly processes: number
  /** Without any network. */
  readonly offline?: boolean
  /** The cgroup that it runs below, as Docker's `CgroupParent` has it; Docker's own when not given. */
  readonly cgroupParent?: string
}

export interface Ended {
  readonly exitCode: number
  /** It was ended because it had used up its memory. */
  readonly oomKilled: boolean
}

/** Made, and not started. Closing it removes it, running or not; its volumes stay. */
export interface Once extends AsyncDisposable {
  /** Unpacks a tar archive into a folder that is there. Volumes that may be written are part of it. */
  put(folder: string, tar: Readable): Promise<void>
  /** Starts it and waits for its end. An abort kills it, and throws. Lines of either stream; longer ones than 16 KiB come in pieces. */
  run(options: { readonly signal: AbortSignal; readonly onLine: (line: string) => void }): Promise<Ended>
  /** A file or folder as a tar archive that begins with its last name; undefined where there is none. */
  take(path: string): Promise<Readable | undefined>
}

export interface KeptVolume {
  readonly name: string
  readonly use: string
  /** Epoch milliseconds, to the second. */
  readonly made: number
}

/** An image as its maker wrote it. */
export interface ImageFacts {
  /** `sha256:…` of its configuration. */
  readonly id: string
  readonly labels: Readonly<Record<string, string>>
  readonly env: Readonly<Record<string, string>>
  readonly exposed: readonly number[]
  readonly entrypoint: readonly string[]
  readonly command: readonly string[]
  /** Absolute. */
  readonly workdir: string
  /** As the image writes it; empty for root. */
  readonly user: string
}

/** Programs that run once in a container of their own, and images as archives. */
export interface RunOnce {
  once(spec: OnceSpec): Promise<Once>
  /** What earlier runs of a project keep. */
  keptVolumes(engine: EngineId, project: InstanceName): Promise<readonly KeptVolume[]>
  /** Only those of this engine's runs; one that is gone, or in use, is left as it is. */
  dropVolumes(engine: EngineId, names: readonly string[]): Promise<void>
  /** Removes what a crash left running for a project. */
  sweepRuns(engine: EngineId, project: InstanceName): Promise<void>
  /** Throws `image-unavailable` for one that is not here. */
  imageFacts(image: string): Promise<ImageFacts>
  /** As `docker save` writes it. */
  save(image: string): Promise<Readable>
  /** As `docker load` reads it: with a `manifest.json` that names its tags, so it comes from us and nobody else. */
  load(tar: Readable, signal: AbortSignal): Promise<void>
}
