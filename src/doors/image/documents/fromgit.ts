import { mkdtemp, rm } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { Problem } from '../../../model/problem.ts'
import { picturesIn } from './codelab.ts'
import { faultOfPath, filesOf } from './gitfiles.ts'
import { dataAddress } from './picture.ts'
import { fetchBranch } from './repository.ts'
import type { FetchedCommit, FetchWays } from './repository.ts'
import type { Pictures } from './targets.ts'

/** Bytes of a document, of one picture, and of all its pictures together. */
export const mostText = 2_000_000
const mostPicture = 2 * 1024 * 1024
const mostPictures = 10 * 1024 * 1024
/** Pictures of one document. */
const pictureCount = 100

export interface GitPlace {
  readonly url: string
  readonly path: string
  readonly branch: string | null
}

export interface GitDocument {
  readonly text: string
  readonly commit: string
  readonly pictures: Pictures
}

/** A document with the pictures beside it, as they are in a repository now; `folder` is for what lies there meanwhile. Throws `invalid`, `fetch-failed`, `bad-document`. */
export async function documentFromGit({ url, path, branch }: GitPlace, folder: string, ways: FetchWays): Promise<GitDocument> {
  const into = await mkdtemp(join(folder, '.fetch-'))
  try {
    const fetched = await fetchBranch(new URL(url), branch, { ...ways, into })
    const text = await textOf(fetched, path, { url, into })
    return { text, commit: fetched.commit, pictures: await picturesOf(fetched, path, picturesIn(text), into) }
  } finally {
    await rm(into, { recursive: true, force: true })
  }
}

async function textOf(fetched: FetchedCommit, path: string, { url, into }: { readonly url: string; readonly into: string }): Promise<string> {
  const fault = await faultOfPath(fetched, path)
  if (fault !== undefined) throw new Problem('fetch-failed', { path: url, reason: fault })
  const bytes = (await filesOf(fetched, [path], { into: join(into, 'text'), most: mostText })).get(path)
  if (!bytes) throw new Problem('bad-document', { reason: `it is larger than ${mostText / 1_000_000} MB` })
  const text = bytes.toString()
  if (text.startsWith('version https://git-lfs.github.com/spec/')) throw new Problem('bad-document', { reason: `${path} is a pointer of Git LFS, and the file itself is not in the repository` })
  return text
}

async function picturesOf(fetched: FetchedCommit, document: string, named: readonly string[], into: string): Promise<Pictures> {
  const places = new Map(named.slice(0, pictureCount).flatMap((name) => placeOf(document, name)))
  const files = await filesOf(fetched, [...new Set(places.values())], { into: join(into, 'pictures'), most: mostPicture })
  const pictures = new Map<string, string>()
  let left = mostPictures
  for (const [name, place] of places) {
    const bytes = files.get(place)
    const address = bytes && bytes.length <= left ? dataAddress(bytes) : undefined
    if (bytes && address !== undefined) left -= bytes.length
    if (address !== undefined) pictures.set(name, address)
  }
  return pictures
}

/** The path in the tree of what a document names; none where that leads out of it. */
function placeOf(document: string, name: string): readonly (readonly [string, string])[] {
  const path = name.startsWith('/') ? posix.normalize(name).slice(1) : posix.join(posix.dirname(document), name)
  return path === '' || path.startsWith('..') || path.includes('\0') ? [] : [[name, path]]
}
