import { join } from 'node:path'
import type { BuildLimits } from '../builders/builder.ts'
import type { Docker } from '../docker/docker.ts'
import type { Report } from '../instances/report.ts'
import type { LocalDb } from '../localdb/localdb.ts'
import type { EngineId, InstanceName } from '../model/names.ts'
import type { Serving, Vault } from '../releases/ties.ts'
import type { Ground } from './ground.ts'

export interface ReleasingTies {
  /** The address of an instance, or of another label below the domain, without a slash at the end. */
  readonly url: (label: string) => string
  readonly isTaken: (name: InstanceName) => Promise<boolean>
  readonly onChange: (name: InstanceName) => void
}

/** What every door that makes releases is opened with. */
export interface Releasing {
  readonly engine: EngineId
  readonly releases: LocalDb['releases']
  readonly vault: Vault
  readonly staging: (job: string) => string
  readonly removeImage: (name: string) => ReturnType<Docker['removeImage']>
  readonly serving: (name: InstanceName) => Serving | undefined
  readonly know: (secret: string) => void
  readonly url: (label: string) => string
  readonly isTaken: (name: InstanceName) => Promise<boolean>
  readonly onChange: (name: InstanceName) => void
}

export function releasing({ engine, db, docker, access, places, scrubber, reports }: Ground, { url, isTaken, onChange }: ReleasingTies): Releasing {
  return {
    engine,
    releases: db.releases,
    vault: access.vault,
    staging: (job) => join(places.allStaging, job),
    removeImage: async (name) => await docker.removeImage(engine, name),
    serving: (name) => servingOf(reports.get(name)),
    know: (secret) => scrubber.know(secret),
    url: (label) => `${url(label)}/`,
    isTaken,
    onChange,
  }
}

/** What one build may use. */
export function buildLimits(settings: Ground['settings']): BuildLimits {
  const { build_memory_mb: memoryMb, build_cpus: cpus, build_processes: processes, build_disk_mb: diskMb, build_minutes: minutes } = settings
  return { memoryMb, cpus, processes, diskMb, minutes, logBytes: 4_000_000 }
}

/** The instance that releases have become, by its runner's last word. */
function servingOf(report: Report | undefined): Serving | undefined {
  if (!report) return undefined
  const { spec, status } = report
  return {
    version: spec.version,
    state: status.state,
    off: spec.mode === 'off',
    switching: spec.update !== null || spec.next !== null,
    cause: status.cause,
    domains: spec.domains,
  }
}
