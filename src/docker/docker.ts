import type { EngineId, InstanceName, ServiceName } from '../model/names.ts'
import type { ExecAsk, Execution } from './exec.ts'
import type { ListeningSocket } from './listening.ts'
import type { RunOnce } from './once.ts'
import type { BuildRecipe, DockerHost, WhichCache } from './recipe.ts'
import type { RegistryTrust } from './registrytrust.ts'
import type { Usage } from './stats.ts'

/** A container of ours, as Docker sees it now. */
export interface SeenContainer {
  readonly id: string
  readonly instance: InstanceName
  readonly service: ServiceName
  /** `berth.digest`: the plan it was made from. */
  readonly digest: string
  readonly state: 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead'
  readonly health: 'none' | 'starting' | 'healthy' | 'unhealthy'
  readonly exitCode: number
  readonly oomKilled: boolean
  /** Epoch milliseconds; 0 when it never was. */
  readonly startedAt: number
  readonly finishedAt: number
  /** On the instance's own network; null while it does not run. */
  readonly address: string | null
}

export interface DockerEvent {
  readonly kind: 'container' | 'network' | 'volume' | 'image'
  /** Docker's own word: start, die, oom, pause, unpause, destroy, health_status… */
  readonly action: string
  readonly instance: InstanceName | null
  readonly id: string
}

export interface LogLine {
  readonly service: string
  /** RFC 3339 with nanoseconds, as Docker stamps it. */
  readonly at: string
  readonly stream: 'out' | 'err'
  readonly line: string
}

export interface Progress {
  readonly line: string
  /** Bytes where Docker tells them. */
  readonly done?: number
  readonly total?: number
  /** Layers of the image, where Docker tells them. */
  readonly layers?: { readonly done: number; readonly all: number }
}

export interface Project {
  readonly engine: EngineId
  readonly instance: InstanceName
  /** The instance's folder, with the rendered `compose.yaml` in it. */
  readonly folder: string
}

export interface ImageConfig {
  readonly volumes: readonly string[]
  /** `User` of the image, as it stands there: "", "1000", "app:app". */
  readonly user: string
  readonly exposed: readonly number[]
  /** What Docker calls this very image: `sha256:…`. */
  readonly digest: string
}

/** Whom a registry knows us as. Goes to the daemon in a header, never in an argument. */
export interface RegistryLogin {
  readonly user: string
  readonly password: string
}

export interface PullOptions {
  readonly signal: AbortSignal
  readonly onProgress: (progress: Progress) => void
  readonly login?: RegistryLogin | undefined
  /** A name of the engine's own that it is kept under. The name it came by is given up, unless it was here before. */
  readonly as?: { readonly engine: EngineId; readonly name: string } | undefined
}

export interface BuildOptions {
  readonly signal: AbortSignal
  readonly onProgress: (progress: Progress) => void
  /** For a source that is not trusted. */
  readonly recipe?: BuildRecipe
}

/** Numeric user and group. */
export interface Owner {
  readonly uid: number
  readonly gid: number
}

/**
 * The one way to Docker. Everything that changes something names an engine and an instance,
 * or an id that came from `look`; objects without our labels are never touched.
 * Every method throws `Problem('docker-down')` when the daemon does not answer and
 * `Problem('docker-failed')` with Docker's own words when it refuses.
 */
export interface Docker extends AsyncDisposable {
  /** Version of the daemon and of the API spoken with it. */
  ping(): Promise<{ readonly version: string; readonly api: string }>

  /** Containers with this engine's label; of one instance, or of all. One call to Docker plus one inspect each. */
  look(engine: EngineId, instance?: InstanceName): Promise<readonly SeenContainer[]>
  /** Makes containers, networks and volumes without starting them (`compose up --no-start`); replaces stale ones, leaves those that the file does not name; idempotent. */
  create(project: Project, options: { readonly signal: AbortSignal; readonly onLine: (line: string) => void }): Promise<void>
  /** Removes the instance's containers, networks and volume objects (never data), stopped first with their grace. Idempotent. */
  remove(engine: EngineId, instance: InstanceName): Promise<void>
  /** Instances of which some object (container, network, volume) exists. */
  instances(engine: EngineId): Promise<ReadonlySet<InstanceName>>

  start(id: string): Promise<void>
  /** SIGTERM, then SIGKILL after `grace` seconds. A stopped one is fine. A paused one must be unpaused first. */
  stop(id: string, grace: number): Promise<void>
  pause(id: string): Promise<void>
  unpause(id: string): Promise<void>

  /** Ends one container with its own grace, and removes it. Gone already is fine. */
  discard(id: string): Promise<void>
  /** Where its programs listen; null where it does not run or cannot be looked into. */
  listening(id: string): Promise<readonly ListeningSocket[] | null>

  /** The stream ends with the signal, or, without `follow`, with the log. */
  logs(id: string, options: { readonly tail: number; readonly follow: boolean; readonly signal: AbortSignal }): AsyncIterable<LogLine>
  /** What a container takes at this moment; null where it does not run, or is gone. */
  stats(id: string): Promise<Usage | null>
  /** Runs a program in a running container, until it ends or is closed. */
  exec(id: string, ask: ExecAsk): Promise<Execution>
  /** Whether there is something at this path of the container. */
  hasFile(id: string, path: string): Promise<boolean>
  /** Follows this engine's events until the signal; throws `docker-down` when the stream breaks (the caller opens it again and looks). */
  events(engine: EngineId, signal: AbortSignal): AsyncIterable<DockerEvent>

  hasImage(image: string): Promise<boolean>
  imageConfig(image: string): Promise<ImageConfig>
  /** The ids of a user of an image, as `ImageConfig.user` writes it; null where the image knows no such name. */
  owner(image: string, user: string): Promise<Owner | null>
  /** Throws `image-unavailable` with the registry's own words, and `not-ours` where it is to be kept under a name of somebody else. */
  pull(image: string, options: PullOptions): Promise<void>
  /** Builds a folder with a Dockerfile (BuildKit), no network of ours, tagged. Throws a `BuildError` when a step fails. */
  build(folder: string, tag: string, options: BuildOptions): Promise<void>
  /** Gives an image another name, one of the engine's own: the name it came by may be another image's tomorrow. */
  nameImage(engine: EngineId, image: string, name: string): Promise<void>
  /** Takes this name from an image that the engine built, and the image with its last one. False while a container has it; one that is gone is fine. */
  removeImage(engine: EngineId, image: string): Promise<boolean>
  /** Names of images that are the engine's own. */
  ownImages(engine: EngineId): Promise<readonly string[]>
  /** Removes images that carry all these labels, have lost their name and are used by nothing. */
  dropDangling(labels: Readonly<Record<string, string>>): Promise<void>
  /** Bytes of what was added to the build cache since a date, whoever's build it was. */
  buildCacheSince(date: Date): Promise<number>
  /** Drops of the build cache what no build uses at this moment; answers how much of it one does. */
  dropBuildCache(which: WhichCache): Promise<number>
  host(): Promise<DockerHost>
  /** Which registries need no certificate here. */
  registryTrust(): Promise<RegistryTrust>
  /** Programs that run once in a container of their own. */
  readonly runs: RunOnce
  /** Subnets (CIDR) of every network on the daemon, ours or not. */
  subnets(): Promise<readonly string[]>
}
