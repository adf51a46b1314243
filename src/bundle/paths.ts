import { posix } from 'node:path'

/** Where a path of the compose file leads: relative ones start in the instance's `app/`. `~` is nobody's home here. */
export function resolvePath(folder: string, path: string): string {
  return posix.resolve(folder, 'app', path)
}

/** Below the instance's folder, and below its `app/` or `data/`, never the folder itself with its secrets. */
export function inside(folder: string, path: string): boolean {
  if (path.startsWith('~') || path.includes('\0')) return false
  const resolved = resolvePath(folder, path)
  return ['app', 'data'].some((part) => resolved === posix.join(folder, part) || resolved.startsWith(posix.join(folder, part) + '/'))
}
