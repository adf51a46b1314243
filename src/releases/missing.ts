import { readdir, readFile, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { Problem } from '../model/problem.ts'

/** A pointer of Git LFS is shorter than this, bytes (its specification says 1024). */
const longestPointer = 1024
const pointer = 'version https://git-lfs.github.com/spec/'

/** A source that lacks a part of itself is not built: what is missing would show later, and as something else. Throws `submodules`, `lfs`. */
export async function refuseMissing(folder: string): Promise<void> {
  const modules = await readFile(join(folder, '.gitmodules'), 'utf8').catch(() => '')
  const paths = [...modules.matchAll(/^\s*path\s*=\s*(.+)$/gm)].map(([, path = '']) => path.trim())
  for (const path of paths) if (await isEmpty(join(folder, path))) throw new Problem('submodules', { path })
  const found = await firstPointer(folder)
  if (found !== undefined) throw new Problem('lfs', { path: relative(folder, found) })
}

async function isEmpty(folder: string): Promise<boolean> {
  return (await readdir(folder).catch(() => [])).length === 0
}

/** Only where some `.gitattributes` speaks of LFS are files looked into. */
async function firstPointer(folder: string): Promise<string | undefined> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  const attributes = files.filter(({ name }) => name === '.gitattributes')
  const texts = await Promise.all(attributes.map(async ({ parentPath, name }) => await readFile(join(parentPath, name), 'utf8')))
  if (!texts.some((text) => text.includes('filter=lfs'))) return undefined
  for (const { parentPath, name } of files) if (await isPointer(join(parentPath, name))) return join(parentPath, name)
  return undefined
}

async function isPointer(file: string): Promise<boolean> {
  if ((await stat(file)).size > longestPointer) return false
  return (await readFile(file, 'utf8')).startsWith(pointer)
}
