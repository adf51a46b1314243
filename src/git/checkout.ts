import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { git } from './git.ts'
import { objectName } from './names.ts'
import type { Quarantine } from './quarantine.ts'
import type { Repository } from './repository.ts'

/**
 * Writes the tree of a commit into an empty folder: files and links as they are and nothing of git's. Submodules become
 * empty folders; no filter runs, as filters are set up in settings and ours have none. Git itself refuses paths that lead
 * out (`..`, absolute, through a link) and every spelling of `.git`; it then throws, and the folder is to be thrown away.
 */
export async function checkOut(
  repository: Repository,
  commit: string,
  into: string,
  { quarantine = null, signal }: { readonly quarantine?: Quarantine | null; readonly signal?: AbortSignal } = {},
): Promise<void> {
  await mkdir(into, { recursive: true })
  if ((await readdir(into)).length > 0) throw new TypeError('a tree is written into an empty folder only')
  const beside = await mkdtemp(join(dirname(into), '.index-'))
  const env = [...(quarantine ?? []), ['GIT_INDEX_FILE', join(beside, 'index')], ['GIT_WORK_TREE', into]] as const
  const call = { env, cwd: into, ...(signal ? { signal } : {}) }
  try {
    await git(repository.path, ['read-tree', `${objectName(commit)}^{tree}`], call)
    await git(repository.path, ['checkout-index', '--all', '--quiet'], call)
  } finally {
    await rm(beside, { recursive: true, force: true })
  }
}
