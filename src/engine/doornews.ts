import type { Doors } from '../doors/index.ts'
import type { Demands } from '../instances/demands.ts'
import type { Report } from '../instances/report.ts'
import type { LocalDb } from '../localdb/localdb.ts'
import type { Cause } from '../model/cause.ts'
import type { Spec } from '../model/instance.ts'
import type { JobView } from '../model/job.ts'
import type { InstanceName } from '../model/names.ts'
import type { Reports } from './reports.ts'

export interface NewsTools {
  readonly db: LocalDb
  readonly doors: Doors
  readonly demands: Demands
  readonly reports: Reports
  readonly wake: (name: InstanceName) => void
  readonly signal: AbortSignal
}

/** Beyond the time an app has to answer, milliseconds: making its containers on a slow machine. */
const slack = 60_000

/** Tells a door what became of a version it announced, when the job that brought it has come to its end. */
export async function tellDoor(tools: NewsTools, view: JobView): Promise<void> {
  if (!view.instance || (view.kind !== 'install' && view.kind !== 'update' && view.kind !== 'put-back')) return
  const spec = await tools.db.specs.get(view.instance)
  if (!spec) return
  if (view.kind === 'install' && view.state === 'done') return await firstRun(tools, spec)
  if (view.kind === 'update' && view.state === 'done') return await tell(tools, spec, spec.version, null)
  if (view.kind === 'install') return await tell(tools, spec, versionOf((await tools.db.jobs.get(view.id))?.input), view.cause)
  await tellRefused(tools, spec)
}

/** At start-up: what was refused while nobody could tell it any more. */
export async function tellAllRefused(tools: NewsTools): Promise<void> {
  for (const spec of await tools.db.specs.all()) await tellRefused(tools, spec)
}

async function tellRefused(tools: NewsTools, spec: Spec): Promise<void> {
  if (spec.refused) await tell(tools, spec, spec.refused.version, spec.refused.cause)
}

/** Whoever waits outside wants to see it run: it is started as by a first visitor. */
async function firstRun(tools: NewsTools, spec: Spec): Promise<void> {
  const { doors, demands, reports, wake, signal } = tools
  if (!doors.of(spec.origin).tell) return
  demands.touch(spec.name)
  wake(spec.name)
  const late = AbortSignal.timeout((spec.plan?.readyWithin ?? 0) * 1000 + slack)
  const isDecided = ({ spec: seen, status }: Report): boolean => seen.version === spec.version && (status.state === 'failed' || status.state === 'running')
  const report = await reports.when(spec.name, isDecided, AbortSignal.any([signal, late])).catch(() => undefined)
  if (report) await tell(tools, spec, spec.version, report.status.state === 'failed' ? report.status.cause : null)
}

async function tell({ doors }: NewsTools, { origin }: Spec, version: string | null, cause: Cause | null): Promise<void> {
  if (version !== null) await doors.of(origin).tell?.(origin, { version, cause })
}

function versionOf(input: unknown): string | null {
  return typeof input === 'object' && input !== null && 'version' in input ? String(input.version) : null
}
