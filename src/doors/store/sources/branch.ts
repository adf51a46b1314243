import { Problem } from '../../../model/problem.ts'
import { StoreSource } from '../../../model/store.ts'

/** The same source on another branch. Throws `invalid` where there are none to choose from. */
export function withBranch(source: StoreSource, branch: string): StoreSource {
  const refuse = (reason: string, cause?: unknown): never => {
    throw new Problem('invalid', { where: 'branch', reason }, cause)
  }
  if (source.kind === 'folder' || source.kind === 'zip') return refuse(`a ${source.kind} has no branches`)
  if (source.kind === 'http' && !source.url.includes('{branch}')) return refuse('the address of this store has no {branch} in it')
  const parsed = StoreSource.safeParse({ ...source, branch })
  return parsed.success ? parsed.data : refuse(parsed.error.issues[0]?.message ?? 'use the name of a branch', parsed.error)
}
