import { Problem } from '../model/problem.ts'
import { tooLarge } from './bounded.ts'
import type { Bounds } from './bounded.ts'
import { checkOut } from './checkout.ts'
import type { Quarantine } from './quarantine.ts'
import type { Repository } from './repository.ts'
import { survey } from './survey.ts'

export interface TreeOptions {
  readonly quarantine?: Quarantine | null
  readonly signal?: AbortSignal
  /** Bytes it may take on the disk, and what its repository is called: a kilobyte that is packed may be a gigabyte there. */
  readonly bounds?: Pick<Bounds, 'path' | 'most'>
}

/**
 * A commit's tree in a folder, unless a part of it was not pushed: that would show later, and as something else.
 * Throws `submodules`, `lfs`, `invalid`, `fetch-too-large`.
 */
export async function bringTree(repository: Repository, commit: string, into: string, options: TreeOptions): Promise<void> {
  const { bytes, submodules, lfs } = await survey(repository, commit, options.quarantine ?? null, options.signal)
  if (options.bounds && bytes > options.bounds.most) throw tooLarge(options.bounds)
  if (submodules[0] !== undefined) throw new Problem('submodules', { path: submodules[0] })
  if (lfs[0] !== undefined) throw new Problem('lfs', { path: lfs[0] })
  await checkOut(repository, commit, into, options)
}
