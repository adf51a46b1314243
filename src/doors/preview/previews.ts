import { InstanceName } from '../../model/names.ts'
import type { Preview, PreviewRepository } from '../../model/preview.ts'
import { Problem } from '../../model/problem.ts'
import type { Table } from '../table.ts'
import { commitLabel, previewName } from './judge/names.ts'
import type { PreviewOptions } from './ties.ts'

export interface PreviewsOptions extends Pick<PreviewOptions, 'isTaken' | 'now' | 'url'> {
  readonly table: Table<InstanceName, Preview>
}

export type NewPreview = Omit<Preview, 'name' | 'created'>

/** The rows of previews; the one writer of them. */
export class Previews {
  readonly #options: PreviewsOptions

  constructor(options: PreviewsOptions) {
    this.#options = options
  }

  all(): readonly Preview[] {
    return this.#options.table.all()
  }

  has(name: InstanceName): boolean {
    return this.#options.table.has(name)
  }

  /** Throws `not-found`. */
  get(name: InstanceName): Preview {
    const preview = this.#options.table.get(name)
    if (!preview) throw new Problem('not-found', { what: 'preview', name })
    return preview
  }

  of(repository: PreviewRepository['id']): readonly Preview[] {
    return this.all().filter((preview) => preview.repository === repository)
  }

  find(repository: PreviewRepository['id'], of: Preview['of']): Preview | undefined {
    return this.of(repository).find((preview) => keyOf(preview.of) === keyOf(of))
  }

  /** Called after its repository and number; something else that has that name keeps it. */
  async add({ stem }: PreviewRepository, preview: NewPreview): Promise<Preview> {
    const name = await this.#free(stem, preview.of)
    return await this.#options.table.ensure(name, () => ({ ...preview, name, created: this.#options.now().toISOString() }))
  }

  /** Reads, makes and writes as one; nothing where it is gone. */
  async change(name: InstanceName, make: (now: Preview) => Preview): Promise<Preview | undefined> {
    return await this.#options.table.change(name, make)
  }

  /** The next number of a release. */
  async next(name: InstanceName): Promise<number | undefined> {
    return (await this.change(name, (now) => ({ ...now, last: now.last + 1 })))?.last
  }

  async remove(name: InstanceName): Promise<void> {
    await this.#options.table.remove(name)
  }

  /** Where it is visited: the same for all its commits. */
  url(name: InstanceName): string {
    return this.#options.url(name)
  }

  /** Where just this commit is visited. */
  commitUrl(name: InstanceName, commit: string): string {
    return this.#options.url(commitLabel(name, commit))
  }

  async #free(stem: string, of: Preview['of']): Promise<InstanceName> {
    for (let turn = 0; turn < 100; turn += 1) {
      const name = InstanceName.parse(previewName(turn === 0 ? stem : `${stem}-${turn + 1}`, of))
      if (!this.has(name) && !(await this.#options.isTaken(name))) return name
    }
    throw new Problem('conflict', { what: 'an app', name: stem })
  }
}

function keyOf(of: Preview['of']): string {
  return of.kind === 'pull' ? `#${of.number}` : of.branch
}
