import { posix } from 'node:path'
import type { Place } from './bundle.ts'

/** Volumes that images declare lie here, below `data/`: Berth's own, for no app to name. */
export const imageFolder = '.image'

/** Where a path of the compose file leads: relative ones start in the instance's `app/`. `~` is nobody's home here. */
export function resolvePath(folder: string, path: string): string {
  return posix.resolve(folder, 'app', path)
}

/** A path of the compose file as it is called below the instance's `app/`. */
export function pathInApp(folder: string, path: string): string {
  return posix.relative(posix.join(folder, 'app'), resolvePath(folder, path))
}

/** `path` is the folder itself or lies in it; both are absolute and resolved. */
export function below(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : folder + '/')
}

/** Below the instance's folder, and below its `app/` or `data/`, never the folder itself with its secrets. */
export function inside(folder: string, path: string): boolean {
  const data = posix.join(folder, 'data')
  return insideApp(folder, path) || (isPlain(path) && below(data, resolvePath(folder, path)) && !below(posix.join(data, imageFolder), resolvePath(folder, path)))
}

/** Below `app/`: files that came with the app and that nothing inside a container can change. */
export function insideApp(folder: string, path: string): boolean {
  return isPlain(path) && below(posix.join(folder, 'app'), resolvePath(folder, path))
}

function isPlain(path: string): boolean {
  return !path.startsWith('~') && !path.includes('\0')
}

/** What `fs.all_app_data` is in a template: no real folder, since those of the instances hold their secrets too. */
export function allDataOf(data: string): string {
  return posix.join(data, 'all-app-data')
}

/** Berth's own files, with every app's secrets. (A folder that holds them all, like `/`, is asked for as what it is.) */
export function isBerths(path: string, { machine }: Pick<Place, 'machine'>): boolean {
  return below(machine.data, path) && !below(machine.shared, path) && !below(allDataOf(machine.data), path)
}
