import type { InstanceName } from '../../model/names.ts'
import type { Preview } from '../../model/preview.ts'
import { Problem } from '../../model/problem.ts'
import { forgotten } from './judge/row.ts'
import { approve } from './judge/trust.ts'
import type { Previews } from './previews.ts'
import type { PreviewJobs, PreviewOptions } from './ties.ts'

export interface DeedsOptions extends Pick<PreviewOptions, 'wishes' | 'now'> {
  readonly previews: Previews
  readonly jobs: () => PreviewJobs
  readonly settle: (name: InstanceName) => Promise<void>
}

/** How much of a log an answer holds. */
const lines = 20

/** What people do with a preview, whether in the console, on the command line or in a comment. Whoever asks may. */
export class Deeds {
  readonly #options: DeedsOptions

  constructor(options: DeedsOptions) {
    this.#options = options
  }

  /** Throws `stale-approval`. */
  async approve(name: InstanceName, commit: string, by: string): Promise<void> {
    const { previews, now } = this.#options
    approve(previews.get(name), commit, by, now().toISOString())
    await this.#write(name, (row) => ({ ...row, ...approve(row, commit, by, now().toISOString()), notice: null }))
  }

  /** Its head is built again, whatever became of it before. Throws `needs-approval`. */
  async redeploy(name: InstanceName): Promise<void> {
    const { previews, wishes } = this.#options
    demandRunnable(previews.get(name))
    await this.#write(name, (row) => ({
      ...row,
      ...back(row),
      stopped: null,
      failure: null,
      building: null,
      commits: row.commits.filter(({ commit }) => commit !== row.head.commit),
      notice: null,
    }))
    await wishes.start(name)
  }

  async stop(name: InstanceName): Promise<void> {
    await this.#write(name, (row) => ({ ...row, stopped: row.head.commit, building: null, notice: null }))
    await this.#options.wishes.stop(name)
  }

  /** One that went while its pull request is open is built anew. Throws `needs-approval`. */
  async resume(name: InstanceName): Promise<void> {
    const { wishes, previews } = this.#options
    demandRunnable(previews.get(name))
    await this.#write(name, (row) => ({ ...row, ...back(row), stopped: null, notice: null }))
    await wishes.start(name)
  }

  /** Runs whatever the rules say. */
  async byHand(name: InstanceName): Promise<void> {
    await this.#write(name, (row) => ({ ...row, ...back(row), byHand: true, stopped: null }))
  }

  async extend(name: InstanceName, hours: number): Promise<void> {
    await this.#write(name, (row) => ({ ...row, extended: Math.min(row.extended + hours, 24 * 365 * 10) }))
  }

  /** Gone with all its data; a newer commit brings it back. */
  async remove(name: InstanceName, why: 'removed' | 'expired' = 'removed'): Promise<void> {
    await this.#write(name, (row) => ({ ...row, ending: row.ending ?? why }))
  }

  async notice(name: InstanceName, text: string): Promise<void> {
    await this.#write(name, (row) => ({ ...row, notice: { text, log: [] } }))
  }

  /** The last lines of its newest build, in the comment. */
  async showLog(name: InstanceName): Promise<void> {
    const { job } = this.#options.previews.get(name)
    const log = job === null ? [] : (await this.#options.jobs().log(job)).slice(-lines).map(({ line }) => line)
    await this.#write(name, (row) => ({ ...row, notice: { text: log.length > 0 ? 'The last lines of its build:' : 'There is no log of it.', log } }))
  }

  async #write(name: InstanceName, make: (row: Preview) => Preview): Promise<void> {
    const { previews, settle } = this.#options
    if (!(await previews.change(name, make))) throw new Problem('not-found', { what: 'preview', name })
    await settle(name)
  }
}

/** One that went, or still goes, while its pull request is open begins anew. */
function back({ open, ending, approved, byHand }: Preview): Partial<Preview> {
  return open && ending !== null ? { ...forgotten, approved, byHand } : {}
}

/** Of an outsider's commit nothing is run that nobody has approved, whoever asks. */
function demandRunnable({ trusted, approved, head }: Preview): void {
  if (trusted === false && approved?.commit !== head.commit) throw new Problem('needs-approval', { commit: head.commit.slice(0, 12) })
}
