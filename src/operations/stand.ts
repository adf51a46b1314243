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
export async function standStill({ holds, when }: Pick<Operation, 'holds' | 'when'>, name: InstanceName, tools: JobTools): Promise<void> {
  await holds.put(name, tools.job, 'stopped', tools.signal)
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
  await operation.holds.put(name, tools.job, 'running', tools.signal)
  const late = AbortSignal.timeout(seconds * 1000 + slack)
  const signal = AbortSignal.any([tools.signal, late])
  const begun = ({ spec }: Report): boolean => spec.version === version && spec.retries === now?.retries
  try {
    const report = await operation.when(name, (report) => begun(report) && (isWell(report) || isIll(report)), signal)
    return isIll(report) ? report.status.cause : await stays(operation, name, { ill: isIll, causeOf: ({ status }) => status.cause, signal: tools.signal })
  } catch (error) {
    if (!late.aborted || tools.signal.aborted) throw error
    return causeNow(new Problem('unhealthy', { name, port: 0, seconds }), operation.clock.date())
  }
}

/**
 * As `getsWell`, of the version that is tried beside the one that serves: that one is not looked at, whatever becomes of it.
 */
export async function nextGetsWell(operation: Operation, name: InstanceName, tools: JobTools): Promise<Cause | null> {
  const now = await operation.db.specs.get(name)
  const seconds = now?.next?.plan.readyWithin ?? 0
  await operation.holds.put(name, tools.job, 'running', tools.signal)
  const ours = ({ next, spec }: Report): boolean => next?.job === tools.job && spec.next?.job === tools.job
  const ill = (report: Report): boolean => (ours(report) && report.next?.cause !== null) || isUnfit(report)
  const causeOf = ({ next, status }: Report): Cause | null => next?.cause ?? status.cause
  const late = AbortSignal.timeout(seconds * 1000 + slack)
  try {
    const report = await operation.when(name, (one) => ill(one) || (ours(one) && one.next?.ready === true), AbortSignal.any([tools.signal, late]))
    return ill(report) ? causeOf(report) : await stays(operation, name, { ill, causeOf, signal: tools.signal })
  } catch (error) {
    if (!late.aborted || tools.signal.aborted) throw error
    return causeNow(new Problem('unhealthy', { name, port: now?.next?.plan.entries[0]?.port ?? 0, seconds }), operation.clock.date())
  }
}

interface Illness {
  readonly ill: (report: Report) => boolean
  readonly causeOf: (report: Report) => Cause | null
  readonly signal: AbortSignal
}

/** Null when nothing happens for a while, which is what well means. */
async function stays({ db, when, staysWell }: Operation, name: InstanceName, { ill, causeOf, signal }: Illness): Promise<Cause | null> {
  const spec = await db.specs.get(name)
  const calm = AbortSignal.timeout(spec ? staysWell(spec.origin) : 0)
  return await when(name, ill, AbortSignal.any([signal, calm])).then(causeOf, (error: unknown) => (calm.aborted && !signal.aborted ? null : Promise.reject(asProblem(error))))
}

function isWell({ status }: Report): boolean {
  return status.state === 'running' && status.cause === null
}

/** Why a machine does not let an app run. (That it is switched off is no reason here: a hold goes before it.) */
const unfit: ReadonlySet<string> = new Set(['too-small', 'low-disk'])

function isIll(report: Report): boolean {
  return report.status.state === 'failed' || isUnfit(report)
}

function isUnfit({ status }: Report): boolean {
  return status.state === 'stopped' && unfit.has(status.cause?.code ?? '')
}

export function causeNow(thrown: unknown, now: Date): Cause {
  const { code, message, fix } = asProblem(thrown)
  return { code, message, fix, at: now.toISOString() }
}
