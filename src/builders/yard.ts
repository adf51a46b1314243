import { createHash, randomBytes } from 'node:crypto'
import { openBuildGuard } from '../docker/buildguard.ts'
import type { DockerHost } from '../docker/recipe.ts'
import { Problem } from '../model/problem.ts'
import type { BuildLimits, BuildRequest, BuildTools, Built, WorkTools } from './builder.ts'
import { BuildOutput } from './buildoutput.ts'
import { DiskWatch, freeBytes } from './diskwatch.ts'
import { BuildFailure } from './failure.ts'
import { openFence, sweepFences } from './fence.ts'
import type { Fence } from './fence.ts'
import { labelsOf } from './labels.ts'
import type { BuilderOptions } from './options.ts'
import { provePolicy } from './proof.ts'
import { Shared } from './shared.ts'
import { Tidy } from './tidy.ts'

const fromTime = 'Find what waits or repeats in the step above; or ask the owner of this machine for a higher build_minutes.'
const fromDisk = 'Build less into it, or clear away in the step that makes it; or ask the owner of this machine for a higher build_disk_mb.'

/** The yard that builds run in: each inside its limits, and tidied up after. */
export class Yard implements AsyncDisposable {
  readonly #options: BuilderOptions
  readonly #prefix: string
  readonly #tidy: Tidy
  #host: Promise<DockerHost> | undefined
  /** Names of the fences that stand now. */
  readonly #taken = new Set<string>()
  readonly #wall = new Shared(async () => await openBuildGuard(this.#options.engine, (await this.#host)?.bridge ?? null))
  #atWork = 0

  constructor(options: BuilderOptions) {
    this.#options = options
    this.#prefix = `berthbuild${options.engine}`
    this.#tidy = new Tidy(options.docker)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tidy[Symbol.asyncDispose]()
  }

  /** Runs a build; `work` hears by its signal when it has used up its time or its disk. Throws `BuildFailure`, or the reason of `tools.signal`. */
  async run(request: BuildRequest, tools: BuildTools, work: (tools: WorkTools) => Promise<Built>): Promise<Built> {
    const started = new Date()
    const output = new BuildOutput(tools.limits.logBytes, request.secrets.values(), tools.log)
    const cut = new AbortController()
    this.#atWork++
    try {
      return await this.#inside(request, { ...tools, log: output.say, signal: AbortSignal.any([tools.signal, cut.signal]) }, cut, work)
    } catch (error) {
      tools.signal.throwIfAborted()
      throw failureOf(cut.signal.aborted ? cut.signal.reason : error, output)
    } finally {
      this.#atWork--
      output.end()
      this.#tidy.after({ since: started, labels: labelsOf(request), wasCut: cut.signal.aborted })
    }
  }

  async #inside(request: BuildRequest, tools: BuildTools, cut: AbortController, work: (tools: WorkTools) => Promise<Built>): Promise<Built> {
    const host = await this.#readyHost()
    await using _wall = await this.#wall.use()
    using name = this.#takeName(request.project)
    await using fence = await openFence({ cgroup: host.cgroup, limits: tools.limits, name: name.text })
    tools.log(saysLimits(tools.limits, fence))
    await this.#makeRoom(host.root, tools)
    await using _disk = this.#watch(host.root, tools.limits, fence, cut)
    using _time = timer(tools.limits.minutes, () => cut.abort(new BuildFailure('build-limit', { reason: `it took longer than ${tools.limits.minutes} minutes`, next: fromTime })))
    const strain = async (): ReturnType<WorkTools['strain']> => (await fence?.strain()) ?? { memory: false, processes: false }
    return await work({ ...tools, cgroupParent: fence?.parent ?? null, strain })
  }

  /** Nothing but what any build can make again, and has not used for a day. */
  async #makeRoom(root: string, { limits, log }: BuildTools): Promise<void> {
    const wanted = (limits.diskMb + this.#options.reserveMb) * 1e6
    if ((await freeBytes(root)) > wanted) return
    log('The disk is nearly full: what builds have not used for a day is dropped from Docker’s build cache.')
    await this.#options.docker.dropBuildCache({ unusedFor: '24h' }).catch(() => undefined) // the build's own limits still hold
  }

  /** The same for all builds of a project: to BuildKit's cache it is part of each step. */
  #takeName(project: string): { readonly text: string } & Disposable {
    const usual = this.#prefix + createHash('sha256').update(project).digest('hex').slice(0, 12)
    const text = this.#taken.has(usual) ? usual + randomBytes(4).toString('hex') : usual
    this.#taken.add(text)
    return { text, [Symbol.dispose]: () => void this.#taken.delete(text) }
  }

  #watch(root: string, { diskMb }: BuildLimits, fence: Fence | null, cut: AbortController): DiskWatch {
    const onFull = (reason: string): void => cut.abort(new BuildFailure('build-limit', { reason, next: fromDisk }))
    const processes = async (): Promise<readonly number[]> => (await fence?.processes()) ?? []
    const began = new Date()
    const layers = async (): Promise<number> => (await this.#options.docker.buildCacheSince(began)) / this.#atWork
    return new DiskWatch({ root, shareMb: diskMb, reserveMb: this.#options.reserveMb, processes, layers, onFull })
  }

  /** Asked once; what builds of an engine that was killed left running ends here. */
  async #readyHost(): Promise<DockerHost> {
    this.#host ??= this.#options.docker.host().then(async (host) => {
      await Promise.all([sweepFences(host.cgroup, this.#prefix), provePolicy(this.#options.docker)])
      return host
    })
    return await this.#host.catch((error: unknown) => {
      this.#host = undefined
      throw error
    })
  }
}

function saysLimits({ memoryMb, cpus, processes, minutes, diskMb }: BuildLimits, fence: Fence | null): string {
  const soft = `${minutes} minutes, ${diskMb} MB of disk`
  if (fence) return `Limits: ${memoryMb} MB of memory, ${cpus} processors, ${processes} processes, ${soft} (cgroup ${fence.parent}).`
  return `Limits: ${soft}. Memory, processors and processes are not limited: no cgroup could be made here.`
}

function failureOf(error: unknown, output: BuildOutput): unknown {
  if (error instanceof BuildFailure) return new BuildFailure(error.code, cleanValues(error, output), error.lastLines.length > 0 ? output.clean(error.lastLines) : output.lastLines, error.cause)
  if (error instanceof Problem) return new BuildFailure(error.code, error.values, output.lastLines, error)
  return error
}

/** A step's own words may hold what it was told in secret. */
function cleanValues({ values }: BuildFailure, output: BuildOutput): Record<string, string | number> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? (output.clean([value])[0] ?? '') : value]))
}

function timer(minutes: number, ring: () => void): Disposable {
  const timeout = setTimeout(ring, minutes * 60_000)
  return { [Symbol.dispose]: () => clearTimeout(timeout) }
}
