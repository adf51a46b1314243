import type { EngineId, InstanceName } from '../model/names.ts'
import type { ReleaseImage } from '../model/project.ts'
import type { BuilderKind, ProjectFile } from '../model/projectfile.ts'

export interface BuildRequest {
  readonly project: InstanceName
  readonly engine: EngineId
  /** The checked-out source: absolute, and nobody else's. */
  readonly folder: string
  /** The first twelve of the commit, or what stands for one. */
  readonly tag: string
  readonly file: ProjectFile
  /** Of the project's environment only what `build.secrets` names. Never in an argument, a layer or a log. */
  readonly secrets: ReadonlyMap<string, string>
  /** Source of somebody from outside, approved for this commit: without secrets, within smaller limits, with the public web alone to reach, and a cache of its own. */
  readonly outsider?: boolean
  /** Labels that the container is going to carry, for a script that is told them (`run`). */
  readonly labels?: Readonly<Record<string, string>>
}

/** What one build may use. */
export interface BuildLimits {
  readonly memoryMb: number
  readonly cpus: number
  readonly processes: number
  /** By how much Docker's own disk may grow. */
  readonly diskMb: number
  readonly minutes: number
  /** Of output; what comes after is dropped and counted. */
  readonly logBytes: number
}

export interface BuildTools {
  readonly signal: AbortSignal
  readonly log: (line: string) => void
  /** 0 to 1, null where it cannot be known. */
  readonly progress: (fraction: number | null, note?: string) => void
  readonly limits: BuildLimits
}

/** What a builder gets: the same, inside a fence. */
export interface WorkTools extends BuildTools {
  /** The cgroup to run below, as Docker's `CgroupParent` has it; null where none could be made. */
  readonly cgroupParent: string | null
  /** Whether the limits of memory and of processes were met so far, for telling why a step failed. */
  readonly strain: () => Promise<Strain>
  /** Images that its source names are asked of their registry as nobody, those that are here too: somebody may have fetched them with a password. */
  readonly afresh: boolean
}

export interface Strain {
  readonly memory: boolean
  readonly processes: boolean
}

export interface Built {
  readonly builder: BuilderKind
  /** By service; `web` where there is but one. */
  readonly images: Readonly<Record<string, ReleaseImage>>
  /** What the image declares to run besides `web`, and how. */
  readonly processes: Readonly<Record<string, readonly string[]>>
}

/** One way from source to images. */
export interface Builder {
  readonly kind: BuilderKind
  /** What it looks for, for whoever pushed something that nobody knows how to build: "a Dockerfile". */
  readonly looksFor: string
  /** What speaks for it, as the log says it: "there is a Dockerfile"; null where nothing does. */
  detects(request: BuildRequest): Promise<string | null>
  /** Throws a `BuildFailure`, or another `Problem`. The limits of time, disk and output are kept around it; those of memory, processors and processes hold for what it runs below `cgroupParent`. */
  build(request: BuildRequest, tools: WorkTools): Promise<Built>
}
