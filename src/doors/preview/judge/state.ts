import type { JobState } from '../../../model/job.ts'
import type { State } from '../../../model/lifecycle.ts'
import type { Preview, PreviewRules, PreviewState } from '../../../model/preview.ts'
import { heldBecause } from './held.ts'
import { wantOf } from './judge.ts'

/** All that a preview's state follows from. */
export interface Seen {
  readonly preview: Preview
  readonly rules: PreviewRules
  /** The row's own job, where there still is one. */
  readonly job: { readonly state: JobState } | undefined
  /** Its instance, where there is one. */
  readonly serving: { readonly state: State; readonly off: boolean } | undefined
  /** Hours since the last visit, by a clock that does not jump; null where that is not known. */
  readonly idle: number | null
  readonly now: Date
}

export interface Life {
  readonly state: PreviewState
  /** Until it goes if nobody visits and nothing is pushed, not below zero; null while that is not counted. */
  readonly hoursLeft: number | null
}

const quiet: ReadonlySet<PreviewState> = new Set(['queued', 'building', 'starting', 'ending'])

/** What people see of a preview, and how long it stays. One without an instance takes no room: it goes with its pull request. */
export function lifeOf(seen: Seen): Life {
  const state = stateOf(seen)
  const isCounted = seen.serving !== undefined && !quiet.has(state)
  return { state, hoursLeft: isCounted ? hoursLeftOf(seen) : null }
}

function stateOf(seen: Seen): PreviewState {
  const { preview, rules, serving } = seen
  if (preview.ending !== null || !preview.open) return 'ending'
  if (preview.stopped === preview.head.commit) return 'stopped'
  const work = workOf(seen)
  if (work !== undefined) return work
  if (hasFailed(preview)) return 'failed'
  if (preview.commits[0]?.commit === preview.head.commit) return shownOf(seen)
  if (heldBecause(preview, rules) !== null) return serving === undefined ? 'held' : shownOf(seen)
  return wantOf(preview, rules) === 'approval' ? 'approval' : 'queued'
}

/** A build of the head that goes on. */
function workOf({ preview, job }: Seen): PreviewState | undefined {
  if (preview.building !== preview.head.commit || !job) return undefined
  if (job.state === 'queued') return 'queued'
  if (job.state === 'failed') return 'failed'
  return job.state === 'running' || job.state === 'waiting' ? 'building' : undefined
}

function hasFailed({ failure, head, live }: Preview): boolean {
  return failure?.commit === head.commit && live !== head.commit
}

/** What its instance does. One that is switched off elsewhere is stopped too. */
function shownOf({ preview, serving }: Seen): PreviewState {
  if (serving?.off) return 'stopped'
  if (serving?.state === 'failed') return 'failed'
  if (preview.live === null || !serving) return 'starting'
  if (preview.live !== preview.head.commit && preview.commits[0]?.commit === preview.head.commit) return 'starting'
  return byState[serving.state]
}

const byState: Readonly<Record<State, PreviewState>> = {
  queued: 'starting',
  fetching: 'starting',
  starting: 'starting',
  running: 'running',
  paused: 'asleep',
  stopping: 'asleep',
  stopped: 'asleep',
  away: 'asleep',
  failed: 'failed',
  gone: 'starting',
}

/** A push counts as a visit. Dates are only as good as the machine's clock, so the idle age counts where there is one. */
function hoursLeftOf({ preview, rules, idle, now }: Seen): number {
  const pushed = Math.max(0, now.getTime() - Date.parse(preview.commits[0]?.at ?? preview.created)) / 3_600_000
  return Math.max(0, rules.hours + preview.extended - Math.min(pushed, idle ?? pushed))
}
