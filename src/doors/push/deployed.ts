import type { InstanceName } from '../../model/names.ts'
import type { ProjectFile } from '../../model/projectfile.ts'
import { isWatched, skips } from '../../releases/config/watch.ts'
import type { Change } from './git/received.ts'
import type { Deployed } from './listener.ts'

/** What a push is judged by. */
export interface Facts {
  readonly project: InstanceName
  /** What is deployed here. */
  readonly branch: string
  readonly changes: readonly Change[]
  readonly serves: number | null
  /** Of the commit that the deployed branch is moved to; null where it is not. */
  readonly commit: { readonly message: string; readonly file: Pick<ProjectFile, 'watch' | 'skip'>; readonly paths: readonly string[] | null } | null
}

/**
 * Is a push deployed, and if not, what is its pusher told? Pure: each reason is a line here. `paths` are those that
 * changed, null where that cannot be known (the first push, a forced one): then all count as changed.
 */
export function deployedOf({ project, branch, changes, serves, commit }: Facts): Deployed {
  const main = changes.find(({ ref }) => ref === `refs/heads/${branch}`)
  const still = serves === null ? 'nothing serves yet' : `release ${serves} goes on serving`
  if (main?.after === null) return { because: [`${branch} was deleted: ${still}.`, `Push it again, or choose another branch: berth projects change ${project} --branch <name>`] }
  if (!main || !commit) return { because: stored(changes, branch, project, still) }
  const marker = commit.file.skip.find((text) => skips(commit.message, [text]))
  if (marker !== undefined) return { because: [`Stored and not deployed, as its message says ${marker}: ${still}.`] }
  const { watch } = commit.file
  if (commit.paths && !isWatched(watch, commit.paths)) return { because: [`Stored and not deployed: nothing changed of what berth.yaml watches (${watch.join(', ')}); ${still}.`] }
  return { commit: main.after, branch }
}

function stored(changes: readonly Change[], branch: string, project: InstanceName, still: string): string[] {
  const branches = changes.filter(({ ref, after }) => ref.startsWith('refs/heads/') && after !== null).map(({ ref }) => ref.slice('refs/heads/'.length))
  const [first] = branches
  if (first === undefined) return [`Stored and not deployed: only the branch ${branch} is, and this push moves none; ${still}.`]
  return [
    `${branches.join(', ')} ${branches.length === 1 ? 'is' : 'are'} stored and not deployed: only ${branch} is; ${still}.`,
    `To deploy it: git push berth ${first}:${branch}   or: berth projects change ${project} --branch ${first}`,
  ]
}
