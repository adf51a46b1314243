import type { FeedMessage } from '../../../src/model/api.ts'
import type { ImageGuess, LabDocument, RegisteredImageView, Registry } from '../../../src/model/image.ts'
import type { ReleaseView } from '../../../src/model/project.ts'
import { documents, guess, images, registries } from './images.ts'
import { releaseOf } from './projects.ts'

/** What the stand-in knows of images. */
export class ImageRows {
  readonly all = new Map<string, RegisteredImageView>()
  registries: readonly Registry[] = []
  documents: readonly LabDocument[] = []
  /** By image, the newest first. */
  readonly releases = new Map<string, readonly ReleaseView[]>()
  /** By image; with their values. */
  readonly env = new Map<string, ReadonlyMap<string, string>>()
  /** What is seen of whatever is looked at. */
  guess: ImageGuess = guess
  readonly #tell: (message: FeedMessage) => void

  constructor(tell: (message: FeedMessage) => void) {
    this.#tell = tell
  }

  put(...views: readonly RegisteredImageView[]): void {
    for (const value of views) {
      this.all.set(value.name, value)
      this.#tell({ type: 'image', value })
    }
  }

  change(name: string, changes: Partial<RegisteredImageView>): RegisteredImageView {
    const before = this.all.get(name)
    if (!before) throw new Error(`there is no image ${name}`)
    const value = { ...before, ...changes }
    this.put(value)
    return value
  }

  drop(view: Pick<RegisteredImageView, 'name'>): void {
    this.all.delete(view.name)
    this.#tell({ type: 'image-gone', name: view.name })
  }

  /** One with something newer, one that failed, one of two services, one on its way. */
  fill(): void {
    this.put(...images)
    this.registries = registries
    this.documents = documents
    this.releases.set('wiki', [
      releaseOf('wiki', 2, { state: 'live', source: 'newer', builder: 'image', commit: null, branch: null, author: null, subject: null, job: 'image2' }),
      releaseOf('wiki', 1, { source: 'image', builder: 'image', commit: null, branch: null, author: null, subject: null, job: 'image1' }),
    ])
    this.env.set('wiki', new Map([['MODE', 'plain']]))
  }
}
