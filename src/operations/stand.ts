import type { Report } from '../instances/report.ts'
import type { JobTools } from '../jobs/jobs.ts'
import type { Cause } from '../model/cause.ts'
import type { InstanceName } from '../model/names.ts'
import { asProblem, Problem } from '../model/problem.ts'
import type { Operation } from './operation.ts'

/**
 * Holds the instance stopped and waits until no container of it runs, by a look that was taken with the hold in mind:
 * an earlier one may have been followed by a start.
 */
export async function standStill({ holds, when }: Operation, name: InstanceName, tools: JobTools): Promise<void> {
  await holds.put(name, tools.job, 'stopped')
  await when(name, ({ up, held }) => held === 'stopped' && !up, tools.signal)
}

/** Beyond the app's own time to answer: making and starting its containers on a slow machine, milliseconds. */
const slack = 120_000

/**
 * Holds the instance running in this version and waits until it is well. Answers why it is not, after its time or
 * with its first failure.
 */
export async function getsWell(operation: Operation, name: InstanceName, version: string, tools: JobTools): Promise<Cause | null> {
  const now = await operation.db.specs.get(name)
  const seconds = now?.plan?.readyWithin ?? 0
  await operation.holds.put(name, tools.job, 'running')
  const late = AbortSignal.timeout(seconds * 1000 + slack)
  const signal = AbortSignal.any([tools.signal, late])
  const begun = ({ spec }: Report): boolean => spec.version === version && spec.retries === now?.retries
  try {
    const report = await operation.when(name, (report) => begun(report) && (isWell(report) || isIll(report)), signal)
    return isIll(report) ? report.status.cause : await stays(operation, name, tools.signal)
  } catch (error) {
    if (!late.aborted || tools.signal.aborted) throw error
    return causeNow(new Problem('unhealthy', { name, port: 0, seconds }), operation.clock.date())
  }
}

/** Null when nothing happens for a while, which is what well means. */
async function stays({ when, staysWell }: Operation, name: InstanceName, signal: AbortSignal): Promise<Cause | null> {
  const calm = AbortSignal.timeout(staysWell)
  return await when(name, isIll, AbortSignal.any([signal, calm])).then(
    ({ status }) => status.cause,
    (error: unknown) => (calm.aborted && !signal.aborted ? null : Promise.reject(asProblem(error))),
  )
}

function isWell({ status }: Report): boolean {
  return status.state === 'running' && status.cause === null
}

/** Why a machine does not let an app run. (That it is switched off is no reason here: a hold goes before it.) */
const unfit: ReadonlySet<string> = new Set(['too-small', 'low-disk'])

function isIll({ status }: Report): boolean {
  return status.state === 'failed' || (status.state === 'stopped' && unfit.has(status.cause?.code ?? ''))
}

export function causeNow(thrown: unknown, now: Date): Cause {
  const { code, message, fix } = asProblem(thrown)
  return { code, message, fix, at: now.toISOString() }
}
