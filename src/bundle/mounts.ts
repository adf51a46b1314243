import { posix } from 'node:path'
import type { Mount } from './compose.ts'
import { below, resolvePath } from './paths.ts'

interface Parts {
  readonly type: string
  readonly source: string
  readonly target: string
  readonly readOnly: boolean
}

/** A mount in either notation. A source that starts like a path is a folder of the machine, else a volume's name. */
export function partsOf(mount: Mount): Parts {
  if (typeof mount !== 'string') return { type: mount.type, source: mount.source ?? '', target: mount.target, readOnly: mount.read_only ?? false }
  const [first = '', target = '', mode = ''] = mount.split(':')
  if (!target) return { type: 'volume', source: '', target: first, readOnly: false }
  return { type: /^[/.~]/.test(first) ? 'bind' : 'volume', source: first, target, readOnly: mode.split(',').includes('ro') }
}

/** The name a volume has in the project; one without a name is called after where it is mounted. */
export function volumeName(service: string, { source, target }: Parts): string {
  return slug(source || `anonymous-${service}-${slug(target)}`)
}

/**
 * The folder of the machine that a mount shows, and whether the app may write there. Nothing for a tmpfs.
 * `app/` is never written: an update replaces it whole, and Compose reads files from it.
 */
export function landOf(service: string, mount: Mount, folder: string): { readonly path: string; readonly readOnly: boolean } | undefined {
  const parts = partsOf(mount)
  if (parts.type === 'volume') return { path: posix.join(folder, 'data', volumeName(service, parts)), readOnly: parts.readOnly }
  if (parts.type !== 'bind') return undefined
  const path = resolvePath(folder, parts.source)
  return { path, readOnly: parts.readOnly || below(posix.join(folder, 'app'), path) }
}

export function slug(text: string): string {
  return text.replace(/[^a-zA-Z0-9_.-]+/g, '-').replace(/^[-.]+|-$/g, '') || 'data'
}
