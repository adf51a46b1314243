import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Where a process of a container writes to Docker's disk, from the text of its `/proc/<pid>/mountinfo`: the upper
 * folder of its overlay, and the cache mounts that are bound into it from other snapshots.
 */
export function writtenFolders(mountinfo: string, dockerRoot: string): readonly string[] {
  return mountinfo.split('\n').flatMap((line) => {
    const [before = '', after = ''] = line.split(' - ')
    const [, , , root = '', , options = ''] = before.split(' ')
    if (!options.split(',').includes('rw')) return []
    const upper = after.startsWith('overlay ') ? /(?:^|,)upperdir=([^, ]+)/.exec(after)?.[1] : undefined
    const snapshot = /\/(overlay2\/[a-z0-9]+\/diff)$/.exec(root)?.[1]
    return upper !== undefined ? [upper] : snapshot !== undefined ? [join(dockerRoot, snapshot)] : []
  })
}

export async function foldersOf(processes: readonly number[], dockerRoot: string): Promise<readonly string[]> {
  const texts = await Promise.all(processes.map(async (pid) => await readFile(`/proc/${pid}/mountinfo`, 'utf8').catch(() => '')))
  return [...new Set(texts.flatMap((text) => writtenFolders(text, dockerRoot)))]
}
