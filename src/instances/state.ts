import type { SeenContainer } from '../docker/docker.ts'
import type { Cause } from '../model/cause.ts'
import type { Spec } from '../model/instance.ts'
import { Problem } from '../model/problem.ts'
import type { State, Want } from '../model/lifecycle.ts'
import type { JobView } from '../model/job.ts'
import { fits, gigabytes } from '../model/size.ts'
import type { Step } from './step.ts'
import type { Held, Machine } from './want.ts'

export interface StateFacts {
  readonly spec: Spec
  readonly want: Want
  readonly step: Step
  readonly containers: readonly SeenContainer[]
  /** Why it stands still, if it does. */
  readonly failure: Cause | null
  /** The job that brings its first version. */
  readonly job: Pick<JobView, 'state' | 'cause'> | null
  /** Visitors are served by the version that was there before, while another one is tried; null where none is. */
  readonly serving: boolean | null
}

/** What a person sees: derived from what is wanted and what is there, set by nobody. */
export function stateOf(facts: StateFacts): State {
  const { spec, want, step, containers, failure } = facts
  if (want === 'gone') return 'stopping'
  if (!spec.plan) return fetchState(facts.job)
  if (failure) return 'failed'
  const up = containers.some((c) => c.state === 'running' || c.state === 'restarting')
  const paused = containers.some((c) => c.state === 'paused')
  if (want === 'running') return (facts.serving ?? step.do === 'settled') ? 'running' : paused && !up ? 'paused' : 'starting'
  if (want === 'stopped') return up || paused ? 'stopping' : 'stopped'
  return up ? 'running' : paused ? 'paused' : 'stopped'
}

function fetchState(job: StateFacts['job']): State {
  if (!job || job.state === 'failed' || job.state === 'cancelled') return 'failed'
  return job.state === 'queued' ? 'queued' : 'fetching'
}

/** Why it stands still although nothing failed, for whoever comes to visit; none when it just sleeps. */
export function reasonToRest(spec: Spec, machine: Machine, held: Held, since: string): Cause | null {
  const because = (problem: Problem): Cause => ({ code: problem.code, message: problem.message, fix: problem.fix, at: since })
  if (spec.removal || !spec.plan) return null
  if (spec.mode === 'off' && held !== 'running') return because(new Problem('switched-off', { name: spec.name }))
  if (!fits(spec.size, machine.memory)) return because(new Problem('too-small', { name: spec.name, needed: gigabytes[spec.size], has: inGigabytes(machine.memory) }))
  if (machine.lowDisk !== null) return because(new Problem('low-disk', { name: spec.name, free: machine.lowDisk }))
  return null
}

function inGigabytes(bytes: number): string {
  return (bytes / 2 ** 30).toFixed(1)
}
