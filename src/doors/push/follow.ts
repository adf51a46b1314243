import type { Cause } from '../../model/cause.ts'
import type { InstanceName, JobId } from '../../model/names.ts'
import type { PushWord, Release } from '../../model/project.ts'
import type { Changes } from './changes.ts'
import type { Serving } from '../../releases/ties.ts'
import type { BuildJobs, Ties } from './ties.ts'
import { isLive } from './ties.ts'

export interface FollowOptions extends Pick<Ties, 'releases' | 'serving'> {
  readonly jobs: () => BuildJobs
  readonly changes: Changes
  readonly url: (project: InstanceName) => string
  /** The newest release that the engine said to have proven itself, since the door was opened. */
  readonly proven: (project: InstanceName) => number
}

/** What to follow: a build and what becomes of it, or a release that was made without one. */
export interface Followed {
  readonly job: JobId | null
  readonly release: number | null
}

/**
 * Tells how a build and then its release go, to the end; as often and by as many as want, live or afterwards. Whoever
 * stops listening stops nothing. Rejects when the signal aborts.
 */
export async function* follow(options: FollowOptions, project: InstanceName, { job, release }: Followed, signal: AbortSignal): AsyncGenerator<PushWord> {
  const built = job === null ? release : yield* followBuild(options, job, signal)
  if (built !== null) yield* followRelease(options, project, built, signal)
}

/** Answers the number of the release it made; null when it came to nothing, which it has said then. */
async function* followBuild({ jobs, changes }: FollowOptions, id: JobId, signal: AbortSignal): AsyncGenerator<PushWord, number | null> {
  for (let seen = 0; ;) {
    const next = changes.next(id, signal)
    next.catch(() => undefined) // looked at below, if at all
    const view = await jobs().get(id)
    for (const { seq, line } of await jobs().log(id, seen)) {
      seen = seq
      yield { type: 'line', line }
    }
    if (!view || !isLive(view)) return yield* built(view?.cause ?? null, await jobs().result(id))
    await next
  }
}

function* built(cause: Cause | null, result: unknown): Generator<PushWord, number | null> {
  if (typeof result === 'object' && result !== null && 'release' in result) return Number(result.release)
  yield ended(false, cause ? failure(cause) : ['nothing was deployed'])
  return null
}

async function* followRelease(options: FollowOptions, project: InstanceName, number: number, signal: AbortSignal): AsyncGenerator<PushWord> {
  const { releases, serving, changes, url, proven } = options
  yield { type: 'line', line: `-----> Release ${number} is made; it is started and must answer before it gets visitors` }
  for (;;) {
    const next = changes.next(project, signal)
    next.catch(() => undefined)
    const release = await releases.get(project, number)
    const outcome = proven(project) >= number ? (release?.refused ?? 'serves') : outcomeOf(release, serving(project), number)
    if (outcome === undefined) await next
    else {
      yield outcome === 'serves'
        ? { type: 'end', ok: true, lines: [`-----> Release ${number} serves: ${url(project)}`], url: url(project), release: number }
        : { ...ended(false, failure(outcome)), release: number }
      return
    }
  }
}

/** Nothing while it is not decided. One that a newer release overtook before it served is over too. */
export function outcomeOf(release: Release | undefined, now: Serving | undefined, number: number): 'serves' | Cause | undefined {
  if (release?.refused) return release.refused
  const version = Number(now?.version ?? 0)
  if (version > number) return 'serves'
  if (!now || version !== number || now.switching) return undefined
  if (now.state === 'failed' && now.cause) return now.cause
  return now.state === 'running' || now.state === 'paused' || (now.state === 'stopped' && now.off) ? 'serves' : undefined
}

export function failure({ message, fix, log }: Cause): string[] {
  return [` !     ${message}`, ...(log ?? []).slice(-10).map((line) => ` |     ${line}`), ` !     ${fix}`]
}

function ended(ok: boolean, lines: string[]): PushWord & { type: 'end' } {
  return { type: 'end', ok, lines, url: null, release: null }
}
