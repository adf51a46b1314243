import type { Origin } from '../../model/origin.ts'
import { say } from '../messages.ts'

/** Where an app came from, after "From:". */
export function fromWords(origin: Origin): string {
  if (origin.door === 'store') return say.app.fromStore(origin.store)
  if (origin.door === 'push') return say.app.fromProject(origin.project)
  return origin.door === 'preview' ? say.app.fromPreviewOf(origin.preview) : say.app.fromImageOf(origin.image)
}

/** The same of kept data, as a beginning of a sentence. */
export function keptFromWords(origin: Origin): string {
  if (origin.door === 'store') return say.shelf.from(origin.store)
  if (origin.door === 'push') return say.shelf.fromProject(origin.project)
  return origin.door === 'preview' ? say.shelf.fromPreview(origin.preview) : say.shelf.fromImage(origin.image)
}
