import { isDeepStrictEqual } from 'node:util'
import type { Log } from '../../kit/log.ts'
import { Mutex } from '../../kit/mutex.ts'
import type { JobView } from '../../model/job.ts'
import type { InstanceName } from '../../model/names.ts'
import type { Preview, PreviewRules } from '../../model/preview.ts'
import { Problem } from '../../model/problem.ts'
import type { Releases } from '../../releases/releases.ts'
import type { Serving } from '../../releases/ties.ts'
import type { PreviewInput } from './build.ts'
import { ruled, wantOf } from './judge/judge.ts'
import type { Previews } from './previews.ts'
import type { Repositories } from './repositories.ts'
import type { PreviewJobs, PreviewOptions } from './ties.ts'

export interface SettleOptions extends Pick<PreviewOptions, 'wishes' | 'serving' | 'onChange' | 'now'> {
  readonly log: Log
  readonly previews: Previews
  readonly repositories: Repositories
  readonly releases: Releases
  readonly jobs: () => PreviewJobs
  /** Everything its provider is to know has been told, or nobody can be told. */
  readonly isTold: (name: InstanceName) => boolean
  /** What its provider is to know may be something else now. */
  readonly tell: (name: InstanceName) => void
  /** What was kept of it. */
  readonly forget: (name: InstanceName) => Promise<void>
}

/** Hours that the row of something ended is kept after the last that was known of it, and those that whoever cannot be told of it is tried. */
const [remembered, tried] = [24, 7 * 24]

/**
 * Makes of a preview's row what it asks for: a build begun, one ended that nobody wants any more, its instance gone.
 * It looks at the row and at what there is, so being asked twice, or after a power cut, is as being asked once.
 */
export class Settler {
  readonly #options: SettleOptions
  readonly #turns = new Map<InstanceName, Mutex>()

  constructor(options: SettleOptions) {
    this.#options = options
  }

  async settle(name: InstanceName): Promise<void> {
    await this.#alone(name, async () => await this.#settle(name))
  }

  async #alone(name: InstanceName, work: () => Promise<void>): Promise<void> {
    const turns = this.#turns.get(name) ?? new Mutex()
    this.#turns.set(name, turns)
    await turns.run(work)
  }

  async #settle(name: InstanceName): Promise<void> {
    const { previews, repositories, tell, onChange } = this.#options
    if (!previews.has(name)) {
      this.#turns.delete(name)
      return
    }
    await this.#learn(previews.get(name))
    const { rules } = repositories.get(previews.get(name).repository)
    await previews.change(name, (now) => ({ ...now, ...proof(now, this.#options.serving(name)), ...ruled(now, rules) }))
    const row = previews.get(name)
    const want = wantOf(row, rules)
    if (row.job !== null && row.building !== row.head.commit) await this.#cancel(row)
    if (want === 'build' || want === 'ask-trust') await this.#build(row)
    if (want === 'end') await this.#end(row)
    else await this.#open(row, rules)
    tell(name)
    onChange(name)
  }

  /** At the start: a first release whose end nobody saw, as the engine ended, is started as by a visitor, and shows what it can. */
  async resume(name: InstanceName): Promise<void> {
    await this.settle(name)
    const { previews, serving, wishes } = this.#options
    if (previews.has(name) && isUnproven(previews.get(name)) && serving(name)?.off === false) await wishes.start(name)
  }

  /** What became of its job, where nobody could say: the engine may have ended in between. */
  async #learn({ job, name }: Preview): Promise<void> {
    const view = job === null ? undefined : await this.#options.jobs().get(job)
    if (job !== null) await this.#options.previews.change(name, (row) => (row.job === job ? { ...row, ...learned(row, view) } : row))
  }

  async #build({ name, head }: Preview): Promise<void> {
    const { jobs, previews } = this.#options
    const input: PreviewInput = { preview: name, commit: head.commit, by: head.author }
    const { id } = await jobs().supersede('preview', `preview:${name}`, input)
    await previews.change(name, (row) => ({ ...row, job: id, building: head.commit }))
  }

  async #cancel({ name, job }: Preview): Promise<void> {
    const { jobs, previews } = this.#options
    const view = job === null ? undefined : await jobs().get(job)
    if (view && isLive(view)) await jobs().cancel(view.id)
    await previews.change(name, (row) => (row.building === row.head.commit ? row : { ...row, building: null }))
  }

  /** Where the rules say so anew, others may visit it; what somebody chose for its instance since they last did stays. */
  async #open({ name, live, opened }: Preview, { access }: PreviewRules): Promise<void> {
    const { previews, serving, wishes } = this.#options
    if (live === null || serving(name) === undefined || isDeepStrictEqual(opened, access)) return
    if (opened !== null) await wishes.open(name, access)
    await previews.change(name, (row) => ({ ...row, opened: access }))
  }

  /** Its build ends, its instance and data go, and when all of that is told its row is forgotten. */
  async #end(row: Preview): Promise<void> {
    const { name } = row
    const { serving, wishes, previews, tell } = this.#options
    if (row.building !== null) {
      await previews.change(name, (one) => ({ ...one, building: null }))
      await this.#cancel({ ...row, building: null })
    }
    if (row.ending === null) await previews.change(name, (one) => ({ ...one, ending: 'closed' }))
    await wishes.discard(name)
    if (serving(name) !== undefined) return
    await this.#forget(previews.get(name))
    tell(name) // what was told so far is not its end
    await this.over(name)
  }

  /** At once, and whoever was to be told is not: its repository goes. Throws `busy` while it is updated: then it goes on as it was. */
  async drop(name: InstanceName): Promise<void> {
    await this.#alone(name, async () => await this.#drop(name))
  }

  async #drop(name: InstanceName): Promise<void> {
    const { previews, repositories, wishes } = this.#options
    const row = await previews.change(name, (one) => ({ ...one, building: null }))
    if (!row) return
    await this.#cancel(row)
    if (!(await wishes.discard(name))) {
      if (repositories.has(row.repository)) await this.#settle(name)
      throw new Problem('busy', { name, doing: 'updated' })
    }
    await this.#forget(previews.get(name))
    await previews.remove(name)
    this.#turns.delete(name)
  }

  /** Its releases and what was kept of them, once: its row may stay for a day. */
  async #forget({ name, job }: Preview): Promise<void> {
    const { previews, releases, forget } = this.#options
    if (job === null) return
    await releases.forget(name)
    await forget(name)
    await previews.change(name, (row) => (row.job === job ? { ...row, job: null, commits: [], live: null } : row))
  }

  /** Its row goes when nothing is left of it and everybody knows; some hours later, so that a webhook that comes late is known to be old. */
  async over(name: InstanceName): Promise<void> {
    const { previews, serving, isTold, now } = this.#options
    if (!previews.has(name)) return
    const { open, ending, known, of } = previews.get(name)
    const hours = (now().getTime() - Date.parse(known)) / 3_600_000
    const isOld = isTold(name) ? hours > remembered || of.kind === 'branch' : hours > tried
    if (!open && ending !== null && serving(name) === undefined && isOld) await previews.remove(name)
  }
}

/** The head was announced, and it is not known whether it runs. */
function isUnproven({ commits, head, live, failure, ending, stopped }: Preview): boolean {
  return commits[0]?.commit === head.commit && live !== head.commit && failure?.commit !== head.commit && ending === null && stopped !== head.commit
}

/** What its instance shows of it: a first release runs, or an update has come so far only because it did. */
function proof(row: Preview, serving: Serving | undefined): Partial<Preview> {
  const [newest] = row.commits
  if (!newest || !serving || serving.switching || !isUnproven(row) || serving.version !== String(newest.release)) return {}
  return serving.state === 'running' || row.live !== null ? { live: newest.commit } : {}
}

function isTriedAgain({ failure, head, stopped, ending }: Preview, view: JobView): boolean {
  return isLive(view) && failure?.job === view.id && failure.commit === head.commit && stopped !== head.commit && ending === null
}

export const isLive = ({ state }: JobView): boolean => state === 'queued' || state === 'running' || state === 'waiting'

/** A build that failed, or that somebody cancelled, is said with its head; one that is gone is as none. One that somebody tries again goes on. */
function learned(row: Preview, view: JobView | undefined): Partial<Preview> {
  if (row.building === null) return view && isTriedAgain(row, view) ? { building: row.head.commit, failure: null } : {}
  if (view && isLive(view)) return {}
  if ((view?.state === 'failed' || view?.state === 'cancelled') && view.cause && row.building === row.head.commit)
    return { building: null, failure: { commit: row.building, cause: view.cause, step: view.step, job: view.id } }
  return { building: null }
}
