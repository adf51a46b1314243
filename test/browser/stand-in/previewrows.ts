import type { FeedMessage } from '../../../src/model/api.ts'
import type { ConnectionView, PreviewView, RepositoryView } from '../../../src/model/preview.ts'
import type { ReleaseView } from '../../../src/model/project.ts'
import { connections, previews, repositories } from './previews.ts'
import { releaseOf } from './projects.ts'

/** What the stand-in knows of previews. */
export class PreviewRows {
  readonly all = new Map<string, PreviewView>()
  connections: readonly ConnectionView[] = []
  repositories: readonly RepositoryView[] = []
  /** By preview, the newest first. */
  readonly releases = new Map<string, readonly ReleaseView[]>()
  /** By repository; with their values. */
  readonly env = new Map<string, ReadonlyMap<string, string>>()
  /** Where the manifest of a GitHub App is sent. */
  manifestAction = 'https://github.com/settings/apps/new'
  readonly #tell: (message: FeedMessage) => void

  constructor(tell: (message: FeedMessage) => void) {
    this.#tell = tell
  }

  put(...views: readonly PreviewView[]): void {
    for (const value of views) {
      this.all.set(value.name, value)
      this.#tell({ type: 'preview', value })
    }
  }

  change(name: string, changes: Partial<PreviewView>): PreviewView {
    const before = this.all.get(name)
    if (!before) throw new Error(`there is no preview ${name}`)
    const value = { ...before, ...changes }
    this.put(value)
    return value
  }

  drop(view: Pick<PreviewView, 'name'>): void {
    this.all.delete(view.name)
    this.#tell({ type: 'preview-gone', name: view.name })
  }

  /** Two repositories, with a preview in each state. */
  fill(): void {
    this.put(...previews)
    this.connections = connections
    this.repositories = repositories
    this.releases.set('shop-pr-7', [releaseOf('shop-pr-7', 1, { state: 'live', source: 'pull', job: 'preview7' })])
    this.env.set('0123456789ab', new Map([['KEY', 'three small boats']]))
  }
}
