import type { Log } from '../../kit/log.ts'
import { Mutex } from '../../kit/mutex.ts'
import type { JobView } from '../../model/job.ts'
import type { InstanceName } from '../../model/names.ts'
import type { Preview } from '../../model/preview.ts'
import { Problem } from '../../model/problem.ts'
import type { Releases } from '../../releases/releases.ts'
import type { Serving } from '../../releases/ties.ts'
import type { PreviewInput } from './build.ts'
import { wantOf } from './judge/judge.ts'
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

/** Hours that the row of something ended is kept after the last that was known of it. */
const remembered = 24

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
    const turns = this.#turns.get(name) ?? new Mutex()
    this.#turns.set(name, turns)
    await turns.run(async () => await this.#settle(name))
  }

  async #settle(name: InstanceName): Promise<void> {
    const { previews, repositories, tell, onChange } = this.#options
    if (!previews.has(name)) {
      this.#turns.delete(name)
      return
    }
    await this.#learn(previews.get(name))
    await previews.change(name, (now) => ({ ...now, ...proof(now, this.#options.serving(name)) }))
    const row = previews.get(name)
    const want = wantOf(row, repositories.get(row.repository).rules)
    if (row.job !== null && row.building !== row.head.commit) await this.#cancel(row)
    if (want === 'build' || want === 'ask-trust') await this.#build(row)
    if (want === 'end') await this.#end(row)
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

  /** Its build ends, its instance and data go, and when all of that is told its row is forgotten. */
  async #end(row: Preview): Promise<void> {
    const { name } = row
    const { serving, wishes, previews } = this.#options
    if (row.building !== null) {
      await previews.change(name, (one) => ({ ...one, building: null }))
      await this.#cancel({ ...row, building: null })
    }
    if (row.ending === null) await previews.change(name, (one) => ({ ...one, ending: 'closed' }))
    await wishes.discard(name)
    if (serving(name) !== undefined) return
    await this.#forget(previews.get(name))
    await this.over(name)
  }

  /** At once, and whoever was to be told is not: its repository goes. Throws `busy` while it is updated. */
  async drop(name: InstanceName): Promise<void> {
    const { previews, wishes } = this.#options
    await this.#cancel({ ...previews.get(name), building: null })
    if (!(await wishes.discard(name))) throw new Problem('busy', { name, doing: 'updated' })
    await this.#forget(previews.get(name))
    await previews.remove(name)
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
    if (!open && ending !== null && serving(name) === undefined && isTold(name) && (hours > remembered || of.kind === 'branch')) await previews.remove(name)
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

export const isLive = ({ state }: JobView): boolean => state === 'queued' || state === 'running' || state === 'waiting'

/** A build that failed is said with its head; one that is gone or was cancelled is as none. */
function learned(row: Preview, view: JobView | undefined): Partial<Preview> {
  if (row.building === null) return {}
  if (view && isLive(view)) return {}
  if ((view?.state === 'failed' || view?.state === 'cancelled') && view.cause && row.building === row.head.commit)
    return { building: null, failure: { commit: row.building, cause: view.cause, step: view.step, job: view.id } }
  return { building: null }
}
