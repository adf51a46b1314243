import { RepositoryPath } from '../../model/preview.ts'
import type { Connection } from '../../model/preview.ts'
import { Problem } from '../../model/problem.ts'

/** A pull request, and who may be asked for it. */
export interface Meant {
  /** Each is asked in turn: several may be of one provider, for different organisations. */
  readonly candidates: readonly Connection[]
  readonly path: RepositoryPath
  readonly number: number
}

/** Where the number stands in the address of a pull request: GitHub, Gitea; GitLab; Launchpad. */
const numbers = [/^(?<path>.+?)\/(?:pull|pulls)\/(?<number>\d+)(?:\/|$)/, /^(?<path>.+?)\/(?:-\/)?merge_requests\/(?<number>\d+)(?:\/|$)/, /^(?<path>.+?)\/\+merge\/(?<number>\d+)(?:\/|$)/]

/** The pull request whose page somebody has open. Throws `invalid`, `no-connection`. */
export function meantByPage(all: readonly Connection[], page: string): Meant {
  if (!URL.canParse(page)) throw new Problem('invalid', { where: 'url', reason: 'write the address of a pull request: https://github.com/org/repo/pull/12' })
  const { href, origin, pathname } = new URL(page)
  const fitting = all.flatMap((connection) => placesOf(connection).flatMap((place) => (href.startsWith(`${place}/`) ? [{ connection, place }] : [])))
  const [nearest] = fitting.toSorted((a, b) => b.place.length - a.place.length)
  if (!nearest) throw new Problem('no-connection', { url: origin })
  const rest = pathname.slice(new URL(nearest.place).pathname.replace(/\/$/, '').length + 1)
  const { path = '', number = '' } = numbers.map((pattern) => pattern.exec(rest)?.groups).find((groups) => groups !== undefined) ?? {}
  return { candidates: fitting.flatMap(({ connection, place }) => (place === nearest.place ? [connection] : [])), path: pathOf(path), number: Number(number) }
}

/** Launchpad shows code at a host of its own. */
function placesOf({ provider, url }: Connection): readonly string[] {
  return provider === 'launchpad' ? [url, url.replace('://', '://code.')] : [url]
}

export function pathOf(text: string): RepositoryPath {
  const parsed = RepositoryPath.safeParse(text)
  if (!parsed.success) throw new Problem('invalid', { where: 'repository', reason: 'write it as org/repository, with the number of the pull request' })
  return parsed.data
}
