import { randomBytes } from 'node:crypto'
import type { InstanceName, JobId } from '../../model/names.ts'
import type { PushWord } from '../../model/project.ts'
import { asProblem } from '../../model/problem.ts'
import type { Quarantine } from '../../git/quarantine.ts'
import type { Change, PushListener, Received, Receiving, Say } from './git/received.ts'
import type { Source } from './source.ts'

/** Who pushes, once it is known that they may. */
export interface Pusher {
  readonly name: string
}

/** What of a push is to be deployed, and what the pusher is told where that is nothing. */
export type Deployed = { readonly commit: string; readonly branch: string } | { readonly because: readonly string[] }

export interface ListenerOptions {
  /** The change that is deployed, by the project's branch, its watched paths and skip markers. `quarantine`: before the push is taken. */
  readonly deployed: (project: InstanceName, changes: readonly Change[], quarantine: Quarantine | null) => Promise<Deployed>
  /** Does the pushed `berth.yaml` ask that the push waits? Null where nothing of it is deployed. */
  readonly waits: (project: InstanceName, what: Deployed, quarantine: Quarantine | null) => Promise<boolean>
  /** Puts the tree of a commit that is not taken yet ready as a source. */
  readonly stage: (project: InstanceName, what: { commit: string; branch: string }, quarantine: Quarantine | null, folder: string) => Promise<Source>
  readonly build: (project: InstanceName, source: Source, by: string) => Promise<JobId>
  readonly cancel: (job: JobId) => Promise<void>
  readonly follow: (project: InstanceName, job: JobId, signal: AbortSignal) => AsyncIterable<PushWord>
  /** It is decided what becomes of the push, and begun. */
  readonly onJudged: (project: InstanceName) => Promise<void>
  readonly onRefs: (project: InstanceName, changes: readonly Change[]) => Promise<void>
}

/** What becomes of a push: stored, built, followed to its end. With `push.wait` it is built before it is taken. */
export function pushListener(options: ListenerOptions): PushListener<Pusher> {
  const waited = new Map<InstanceName, string>()
  return {
    before: async (push, say, signal) => await before(options, waited, push, say, signal),
    after: async (push, say, signal) => await after(options, waited, push, say, signal),
  }
}

async function before(options: ListenerOptions, waited: Map<InstanceName, string>, { project, who, changes, quarantine }: Receiving<Pusher>, say: Say, signal: AbortSignal): Promise<boolean> {
  const what = await options.deployed(project, changes, quarantine)
  if ('because' in what || !(await options.waits(project, what, quarantine))) return true
  const source = await options.stage(project, what, quarantine, `push-${randomBytes(8).toString('hex')}`)
  const job = await options.build(project, source, who.name)
  const ok = await tell(options, project, job, say, signal)
  if (ok) waited.set(project, what.commit)
  else say('The push was refused, as berth.yaml asks (push.wait): nothing was changed.')
  if (signal.aborted) await options.cancel(job) // nobody waits any more, and the push will not be taken
  return ok
}

async function after(options: ListenerOptions, waited: Map<InstanceName, string>, { project, who, changes }: Received<Pusher>, say: Say, signal: AbortSignal): Promise<void> {
  await options.onRefs(project, changes)
  const what = await options.deployed(project, changes, null)
  const job = 'because' in what || waited.get(project) === what.commit ? null : await options.build(project, { kind: 'commit', ...what }, who.name)
  waited.delete(project)
  await options.onJudged(project)
  if ('because' in what) what.because.forEach(say)
  if (job !== null) await tell(options, project, job, say, signal)
}

/** False when it did not become the one that serves; also when nobody listens any more, which stops nothing. */
async function tell(options: ListenerOptions, project: InstanceName, job: JobId, say: Say, signal: AbortSignal): Promise<boolean> {
  try {
    return await toTheEnd(options.follow(project, job, signal), say)
  } catch (error) {
    if (!signal.aborted) say(` !     ${asProblem(error).message}`)
    return false
  }
}

async function toTheEnd(words: AsyncIterable<PushWord>, say: Say): Promise<boolean> {
  for await (const word of words) {
    for (const line of word.type === 'line' ? [word.line] : word.lines) say(line)
    if (word.type === 'end') return word.ok
  }
  return false
}
