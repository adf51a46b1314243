import type { StoreSource } from '../../model/store.ts'

export type SourceKind = StoreSource['kind']

/** What a form knows of a store. */
export interface SourceFields {
  readonly kind: SourceKind
  readonly address: string
  /** Empty for the main one. */
  readonly branch: string
}

export function sourceOf({ kind, address, branch }: SourceFields): StoreSource {
  const at = address.trim()
  const named = branch.trim() || null
  if (kind === 'folder') return { kind, folder: at }
  if (kind === 'zip') return { kind, file: at }
  return { kind, url: at, branch: named }
}

export function addressOf(source: StoreSource): string {
  if (source.kind === 'folder') return source.folder
  return source.kind === 'zip' ? source.file : source.url
}

export function branchOf(source: StoreSource): string | null {
  return 'branch' in source ? source.branch : null
}

/** Whether it could follow another branch: a repository, or a site whose address has a place for one. */
export function hasBranches(source: StoreSource): boolean {
  return source.kind === 'git' || (source.kind === 'http' && source.url.includes('{branch}'))
}

/** A name for a store, from its address: the last part that says something. */
export function nameFor(address: string): string {
  const said = address
    .replace(/^\w+:\/\//, '')
    .replace(/[?#].*$/, '')
    .split('/')
    .map((part) => part.replace(/\.(git|zip)$/, ''))
    .filter((part) => part !== '' && part !== '{branch}' && part !== 'all_apps')
  const last = said.at(-1) ?? ''
  return last
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '')
}
