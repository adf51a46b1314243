import type { RegisteredImage } from '../../model/image.ts'
import { ProjectFile } from '../../model/projectfile.ts'
import { composeName } from './compose.ts'

/** What a release of it says of itself. */
export function fileOf({ title, settings, access, compose }: Pick<RegisteredImage, 'title' | 'settings' | 'access' | 'compose'>): ProjectFile {
  return ProjectFile.parse({ ...settings, title, access, ...(compose === null ? {} : { build: { compose: composeName } }) })
}
