import { createHash, randomBytes } from 'node:crypto'
import { openBuildGuard } from '../docker/buildguard.ts'
import { openOutsiderGuard, razeOutsiderGuard } from '../docker/outsiderguard.ts'
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
import { cacheOwner, outsiderLimits, refuseSecrets } from './outsider.ts'
import { provePolicy } from './proof.ts'
import { Shared } from './shared.ts'
import { Tidy } from './tidy.ts'
import { Turns } from './turns.ts'

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
  readonly #outerWall = new Shared(async () => await raiseOuterWall(this.#options, await this.#host))
  readonly #turns = new Turns()
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
    refuseSecrets(request)
    const output = new BuildOutput(tools.limits.logBytes, request.secrets.values(), tools.log)
    using _turn = await this.#turns.take(request.outsider ? 'outsiders' : 'ours', tools.signal, () => output.say(saysWaiting(request)))
    const started = new Date()
    const cut = new AbortController()
    const limits = request.outsider ? outsiderLimits(tools.limits) : tools.limits
    this.#atWork++
    try {
      return await this.#inside(request, { ...tools, limits, log: output.say, signal: AbortSignal.any([tools.signal, cut.signal]) }, cut, work)
    } catch (error) {
      tools.signal.throwIfAborted()
      throw failureOf(cut.signal.aborted ? cut.signal.reason : error, output)
    } finally {
      this.#atWork--
      output.end()
      this.#tidy.after({ since: started, ended: new Date(), labels: labelsOf(request), all: cut.signal.aborted || (request.outsider ?? false) })
    }
  }

  async #inside(request: BuildRequest, tools: BuildTools, cut: AbortController, work: (tools: WorkTools) => Promise<Built>): Promise<Built> {
    const host = await this.#readyHost()
    await using _wall = await this.#wall.use()
    await using _outerWall = request.outsider ? await this.#outerWall.use() : null
    using name = this.#takeName(request)
    await using fence = await openFence({ cgroup: host.cgroup, limits: tools.limits, name: name.text })
    if (request.outsider && !fence) throw noWall('no cgroup can be made here, which keeps it within its limits and away from others’ build cache', 'Run Docker with the cgroups of this machine.')
    tools.log(saysLimits(tools.limits, fence))
    await this.#makeRoom(host.root, tools)
    await using _disk = this.#watch(host.root, tools.limits, fence, cut)
    using _time = timer(tools.limits.minutes, () => cut.abort(new BuildFailure('build-limit', { reason: `it took longer than ${tools.limits.minutes} minutes`, next: fromTime })))
    const strain = async (): ReturnType<WorkTools['strain']> => (await fence?.strain()) ?? { memory: false, processes: false }
    const afresh = request.outsider === true && this.#options.outsiderImages !== 'machine'
    return await work({ ...tools, cgroupParent: fence?.parent ?? null, strain, afresh })
  }

  /** Nothing but what any build can make again, and has not used for a day. */
  async #makeRoom(root: string, { limits, log }: BuildTools): Promise<void> {
    const wanted = (limits.diskMb + this.#options.reserveMb) * 1e6
    if ((await freeBytes(root)) > wanted) return
    log('The disk is nearly full: what builds have not used for a day is dropped from Docker’s build cache.')
    await this.#options.docker.dropBuildCache({ unusedFor: '24h' }).catch(() => undefined) // the build's own limits still hold
  }

  /** The same for all builds of a project, and another for each commit of an outsider: to BuildKit's cache it is part of each step. */
  #takeName(request: BuildRequest): { readonly text: string } & Disposable {
    const whose = request.outsider ? cacheOwner(request) : request.project
    const usual = this.#prefix + createHash('sha256').update(whose).digest('hex').slice(0, 12)
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
      await Promise.all([sweepFences(host.cgroup, this.#prefix), sweepOuterWall(this.#options, host), provePolicy(this.#options.docker)])
      return host
    })
    return await this.#host.catch((error: unknown) => {
      this.#host = undefined
      throw error
    })
  }
}

async function raiseOuterWall({ engine }: BuilderOptions, host: DockerHost | undefined): Promise<AsyncDisposable> {
  const wall = await openOutsiderGuard(engine, host?.bridgeName ?? null)
  if (wall) return wall
  throw noWall('the firewall of this machine takes no rules that keep it from the local network', 'Run the engine as root, with iptables as Docker uses it; `berth doctor` says what is there.')
}

async function sweepOuterWall({ engine }: BuilderOptions, { bridgeName }: DockerHost): Promise<void> {
  if (bridgeName !== null) await razeOutsiderGuard(engine, bridgeName)
}

function noWall(reason: string, next: string): Problem {
  return new Problem('build-refused', { reason: `it comes from outside, and ${reason}`, next })
}

function saysWaiting({ outsider }: BuildRequest): string {
  return outsider ? 'Waiting until no build of those who belong here is at work.' : 'Waiting until the build of somebody from outside has ended.'
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
