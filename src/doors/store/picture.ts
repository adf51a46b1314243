import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { pictureType } from '../../model/picture.ts'

/** An icon larger than this is no icon, bytes. */
export const iconLimit = 1024 * 1024

/** The file name of an app's icon, when it is a picture of ordinary size among its files. */
export async function ownPicture(folder: string, icon: string): Promise<string | null> {
  if (/[/\\]/.test(icon) || pictureType(icon) === undefined) return null
  const found = await lstat(join(folder, icon)).catch(() => undefined)
  return found?.isFile() && found.size <= iconLimit ? icon : null
}
