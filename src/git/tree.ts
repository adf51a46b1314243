import { Problem } from '../model/problem.ts'
import { checkOut } from './checkout.ts'
import type { Quarantine } from './quarantine.ts'
import type { Repository } from './repository.ts'
import { survey } from './survey.ts'

/** A commit's tree in a folder, unless a part of it was not pushed: that would show later, and as something else. Throws `submodules`, `lfs`. */
export async function bringTree(repository: Repository, commit: string, into: string, options: { readonly quarantine?: Quarantine | null; readonly signal?: AbortSignal }): Promise<void> {
  const { submodules, lfs } = await survey(repository, commit, options.quarantine ?? null)
  if (submodules[0] !== undefined) throw new Problem('submodules', { path: submodules[0] })
  if (lfs[0] !== undefined) throw new Problem('lfs', { path: lfs[0] })
  await checkOut(repository, commit, into, options)
}
