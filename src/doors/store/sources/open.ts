import type { StoreSource } from '../../../model/store.ts'
import type { StoreCache } from '../cache.ts'
import { folderSource } from './folder.ts'
import { gitSource } from './git.ts'
import { httpSource } from './http.ts'
import type { Source } from './source.ts'
import { zipSource } from './zip.ts'

/** The source of a store; a further kind is one file and one line. */
export function openSource(source: StoreSource, cache: StoreCache): Source {
  switch (source.kind) {
    case 'folder':
      return folderSource(source.folder, cache)
    case 'zip':
      return zipSource(source, cache)
    case 'git':
      return gitSource(source, cache)
    case 'http':
      return httpSource(source, cache)
  }
}
