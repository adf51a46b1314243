import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { Problem } from '../../model/problem.ts'
import { inside, isThere } from '../inside.ts'

/** A file of settings is shorter; bytes. */
const longest = 64 * 1024

/** The text of a small file of the source; null where there is none. Throws `build-outside` where a link leads out of it. */
export async function textInside(folder: string, path: string): Promise<string | null> {
  if (!(await isThere(join(folder, path)))) return null
  const real = await inside(folder, path, { file: path, from: 'the top of the project' })
  await using file = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  const found = await file.stat()
  if (!found.isFile()) return null
  if (found.size > longest) throw new Problem('bad-project-file', { file: path, where: 'its size', reason: `it is longer than ${longest / 1024} KiB` })
  return await file.readFile('utf8')
}
