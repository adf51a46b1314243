import type { Hand } from './octokit.ts'

/** Who asks: an App by its installations, or somebody by a token. */
export interface Desk {
  /** Null where the repository is out of sight. */
  hand(path: string): Promise<Hand | null>
  /** What proves who fetches this repository, for one fetch; `remote`: its number. Throws `provider-denied`. */
  token(path: string, remote: number): Promise<string>
  /** A token was not accepted: forgets it. False where asking for another one is no use. */
  renew(path: string): boolean
  /** Whether a comment is ours, by what GitHub says of its author. */
  isOurs(author: Author): Promise<boolean>
}

export interface Author {
  readonly login: string | null
  /** The App it was written through. */
  readonly app: number | null
}

export function splitPath(path: string): { readonly owner: string; readonly repo: string } {
  const [owner = '', repo = ''] = path.split('/')
  return { owner, repo }
}
