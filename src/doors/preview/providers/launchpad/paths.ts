/** `~someone/project/+git/repository`: what Launchpad calls a repository's unique name. */
const repository = /^~[a-z0-9][a-z0-9.+-]*(?:\/[\w.+-]+){0,3}\/\+git\/[\w.+-]+$/i

/** The repository of a path of Launchpad's (`/~someone/project/+git/repository`) or of an API link; nothing where it is none. */
export function repositoryOf(path: string): string | undefined {
  const name = path.replace(/^https:\/\/[^/]+\/(?:devel|1\.0|beta)(?=\/)/, '').replace(/^\//, '')
  return repository.test(name) && !/\/\.{1,2}(?:\/|$)/.test(name) ? name : undefined
}

/** The number of a merge proposal, by its path `…/+merge/123`. */
export function numberOf(path: string): number | undefined {
  const digits = /\/\+merge\/([1-9]\d{0,9})$/.exec(path)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

/** Stands for whom Launchpad does not name. */
export const nobody = 'ghost'

/** The name of a person, by their path `/~someone` or a link. */
export function personOf(path: string): string {
  return /\/~([\w.+-]+)$/.exec(path)?.[1] ?? nobody
}
