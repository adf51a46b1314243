import type { SeenContainer } from '../docker/docker.ts'
import type { Cause } from '../model/cause.ts'
import type { Spec, Status } from '../model/instance.ts'
import type { JobId } from '../model/names.ts'
import type { Entry } from '../model/plan.ts'
import type { Step } from './step.ts'
import type { Held } from './want.ts'

/** What a runner says of its instance: everything a view or a route needs, nothing to call back. */
export interface Report {
  readonly spec: Spec
  readonly status: Status
  /** What it does now, in words for a waiting visitor; null when it does nothing. */
  readonly doing: string | null
  /** Where each entry of the plan listens, in the plan's order. */
  readonly targets: readonly (Target | null)[]
  /** Some container of it runs or is paused. */
  readonly up: boolean
  /** The hold that was heeded when this was seen: nothing is started any more under `stopped`. */
  readonly held: Held
  /** How the version that is tried beside it does; null where there is none. */
  readonly next: NextReport | null
}

export interface NextReport {
  readonly job: JobId
  readonly version: string
  /** It has answered, and nothing happened to it since. */
  readonly ready: boolean
  /** Why it will not get well. */
  readonly cause: Cause | null
}

export interface Target {
  readonly host: string
  readonly port: number
}

/** An entry's address, while its container has one. */
export function targetsOf(entries: readonly Entry[], containers: readonly SeenContainer[]): readonly (Target | null)[] {
  return entries.map((entry) => {
    const address = containers.find((container) => container.service === entry.service)?.address
    return address ? { host: address, port: entry.port } : null
  })
}

/** Targets as the gateway names them. */
export function placesOf(targets: readonly (Target | null)[]): readonly string[] {
  return targets.flatMap((target) => (target ? [`${target.host}:${target.port}`] : []))
}

/** What visitors of an instance under update are told while nothing else is done to it. */
export function updating({ update, next }: Spec): string | null {
  const version = (update ?? next)?.version
  return version === undefined ? null : `updating to ${version}`
}

/** The step in words, for people who wait. */
export function inWords(step: Step): string | null {
  switch (step.do) {
    case 'create':
      return 'preparing its containers'
    case 'start':
      return `starting ${list(step.containers)}`
    case 'unpause':
      return 'waking up'
    case 'await':
      return `waiting for ${step.service} to be healthy`
    case 'probe':
      return 'waiting for its first answer'
    case 'stop':
      return `stopping ${list(step.containers)}`
    case 'pause':
      return 'falling asleep'
    case 'remove':
      return 'removing its containers'
    default:
      return null
  }
}

function list(containers: readonly SeenContainer[]): string {
  return containers.map((container) => container.service).join(', ')
}
