import { realpath } from 'node:fs/promises'
import { isAbsolute, join, relative } from 'node:path'
import { Problem } from '../model/problem.ts'

/** Who says where something is: for the sentence when it is not there. */
export interface SaidBy {
  readonly file: string
  /** What the path is relative to, in words. */
  readonly from: string
}

/**
 * The real path of something in the source, links followed. Throws `build-outside` where it leads out of the
 * source, and `build-missing` where there is nothing.
 */
export async function inside(root: string, path: string, { file, from }: SaidBy): Promise<string> {
  return (await realInside(root, join(root, path))) ?? missing(path, file, from)
}

/** The same for a path that is absolute; undefined where there is nothing. Throws `build-outside`. */
export async function realInside(root: string, path: string): Promise<string | undefined> {
  const real = await realOf(path)
  if (real !== undefined && !isBelow(await realpath(root), real)) throw new Problem('build-outside', { what: relative(root, path) })
  return real
}

function missing(what: string, file: string, from: string): never {
  throw new Problem('build-missing', { what, file, from })
}

/** Whether there is something, wherever it leads to. */
export async function isThere(path: string): Promise<boolean> {
  return (await realOf(path)) !== undefined
}

async function realOf(path: string): Promise<string | undefined> {
  return await realpath(path).catch((error: unknown) => {
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw error
  })
}

export function isBelow(root: string, path: string): boolean {
  const way = relative(root, path)
  return way === '' || (way !== '..' && !way.startsWith('../') && !isAbsolute(way))
}
