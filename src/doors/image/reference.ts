import { ImageName } from '../../model/image.ts'
import { Problem } from '../../model/problem.ts'

/** The name of an image in its parts. Neither tag nor digest: `latest` is meant. */
export interface Reference {
  /** `docker.io` for the Docker Hub, however it was written. */
  readonly host: string
  /** With `library/` where Docker means it. */
  readonly repository: string
  readonly tag: string | null
  readonly digest: string | null
}

const hub = 'docker.io'
/** Other names of the Docker Hub. */
const hubs: ReadonlySet<string> = new Set([hub, 'index.docker.io', 'registry-1.docker.io', 'registry.hub.docker.com'])
/** Characters of host and repository together, as Docker has it. */
const longest = 255

/** Reads a name as Docker reads it: the first part is a host where it has a dot, a colon or a capital letter, or is `localhost`. Throws `bad-image`. */
export function parseReference(image: string): Reference {
  const parsed = ImageName.safeParse(image)
  if (!parsed.success) throw new Problem('bad-image', { image: image.slice(0, 300), reason: parsed.error.issues[0]?.message ?? 'it is no name' })
  const [named = '', digest = null] = image.split('@')
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1)
  const [path, tag] = colon < 0 ? [named, null] : [named.slice(0, colon), named.slice(colon + 1)]
  const { host, repository } = placeOf(path)
  if (repository !== repository.toLowerCase()) throw new Problem('bad-image', { image, reason: 'a repository is written in small letters' })
  if (host.length + repository.length >= longest) throw new Problem('bad-image', { image, reason: `it is longer than ${longest} characters` })
  return { host, repository, tag, digest }
}

function placeOf(path: string): Pick<Reference, 'host' | 'repository'> {
  const slash = path.indexOf('/')
  const first = path.slice(0, Math.max(0, slash))
  const isHost = /[.:A-Z]/.test(first) || first === 'localhost'
  const host = isHost ? hostName(first) : hub
  const repository = isHost ? path.slice(slash + 1) : path
  return { host, repository: host === hub && !repository.includes('/') ? `library/${repository}` : repository }
}

/** The one name of a registry: as it is kept, and as its password lies in the vault. */
export function hostName(host: string): string {
  const small = host.toLowerCase()
  return hubs.has(small) ? hub : small
}

/** The whole name. */
export function textOf({ host, repository, tag, digest }: Reference): string {
  return `${host}/${repository}${tag === null ? '' : `:${tag}`}${digest === null ? '' : `@${digest}`}`
}

/** The very image, whatever its tag means tomorrow. */
export function pinned({ host, repository }: Reference, digest: string): string {
  return `${host}/${repository}@${digest}`
}

/** The tag that is followed; null where the name itself says which image it is for good. */
export function followed({ tag, digest }: Reference): string | null {
  return digest === null ? (tag ?? 'latest') : null
}

/** As somebody would write it: without what Docker adds by itself. */
export function shortName({ host, repository, tag, digest }: Reference): string {
  const short = repository.replace(/^library\/(?=[^/]*$)/, '')
  const plain = host === hub && placeOf(short).repository === repository ? short : `${host}/${repository}`
  return `${plain}${tag === null ? '' : `:${tag}`}${digest === null ? '' : `@${digest}`}`
}
